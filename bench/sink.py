"""A mail server that says yes to everything as fast as it can, in a process of its own, and counts letters."""

import asyncio
import multiprocessing
import socket
from multiprocessing.sharedctypes import Synchronized


class Sink:
    """Listens on a free loopback port."""

    def __init__(self) -> None:
        self._count: Synchronized[int] = multiprocessing.Value("q", 0)
        listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = listener.getsockname()[1]
        self._process = multiprocessing.get_context("fork").Process(
            target=_serve, args=(listener, self._count), daemon=True
        )
        self._process.start()
        listener.close()

    @property
    def count(self) -> int:
        """Letters accepted so far."""
        return self._count.value

    def close(self) -> None:
        """Stop listening."""
        self._process.terminate()
        self._process.join()


def _serve(listener: socket.socket, count: "Synchronized[int]") -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: _Conversation(count), sock=listener)
        await server.serve_forever()

    asyncio.run(serve())


class _Conversation(asyncio.Protocol):
    """One SMTP connection."""

    def __init__(self, count: "Synchronized[int]") -> None:
        self._count = count
        self._buffer = b""
        self._in_letter = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        # asyncio does it only for sockets that name their protocol; without it each batch of answers waits 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            if self._in_letter:
                _, end, rest = self._buffer.partition(b"\r\n.\r\n")
                if not end:
                    return
                self._buffer, self._in_letter = rest, False
                self._count.value += 1
                self._transport.write(b"250 OK\r\n")
                continue
            line, end, rest = self._buffer.partition(b"\r\n")
            if not end:
                return
            self._buffer = rest
            self._answer(line[:4].upper())

    def _answer(self, verb: bytes) -> None:
        if verb == b"EHLO":
            self._transport.write(b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")
        elif verb == b"DATA":
            self._in_letter = True
            self._transport.write(b"354 go\r\n")
        elif verb == b"QUIT":
            self._transport.write(b"221 bye\r\n")
            self._transport.close()
        else:
            self._transport.write(b"250 OK\r\n")
