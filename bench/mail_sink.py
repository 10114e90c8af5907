"""A mail server that takes everything as fast as Python can, and keeps nothing. Prints its port."""

import asyncio
import sys


class Sink(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.heard, self.in_letter = b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.heard += data
        while True:
            end = self.heard.find(b"\r\n.\r\n" if self.in_letter else b"\r\n")
            if end < 0:
                return
            if self.in_letter:
                self.heard, self.in_letter = self.heard[end + 5 :], False
                self.transport.write(b"250 taken\r\n")
                continue
            verb, self.heard = self.heard[:4].upper(), self.heard[end + 2 :]
            self.answer(verb)
            if verb == b"QUIT":
                return

    def answer(self, verb: bytes) -> None:
        """Say what a willing host says."""
        if verb == b"EHLO":
            self.transport.write(b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")
        elif verb == b"DATA":
            self.in_letter = True
            self.transport.write(b"354 go\r\n")
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 fine\r\n")


async def serve() -> None:
    """Listen on a free loopback port until the parent closes our standard input."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
