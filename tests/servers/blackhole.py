"""Broken wires: a listener that never answers, and a proxy that can be cut, frozen and mended."""

import socket
import threading
from contextlib import suppress
from typing import Self

from tests.servers.process import free_port


class BlackHole:
    """Accepts connections on a free loopback port, holds them, and never says a word."""

    def __init__(self) -> None:
        self.port = free_port()
        self.connections: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
        threading.Thread(target=self._accept, name="black-hole", daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                self.connections.append(self._listener.accept()[0])

    def close(self) -> None:
        """Stop listening and let go of what was held."""
        for each in (self._listener, *self.connections):
            _hang_up(each)


class FaultyWire:
    """Passes a free loopback port on to another one: until `cut()`, or `freeze()`, which `mend()` ends.

    Cut: connections break and new ones are refused. Frozen: connections stand and new ones are accepted, nothing moves.
    """

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self._target = target
        self._moving = threading.Event()
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self.mend()

    def mend(self) -> Self:
        """Listen and pass on."""
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
            threading.Thread(target=self._accept, args=(self._listener,), name="wire", daemon=True).start()
        self._moving.set()
        return self

    def freeze(self) -> None:
        """Keep all connections and pass nothing on."""
        self._moving.clear()

    def cut(self) -> None:
        """Break all connections and refuse new ones."""
        with self._lock:
            listener, self._listener = self._listener, None
            broken = [each for each in (listener, *self._sockets) if each is not None]
            self._sockets.clear()
        for each in broken:
            _hang_up(each)
        self._moving.set()

    close = cut

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near = listener.accept()[0]
                with self._lock:
                    self._sockets.add(near)
                threading.Thread(target=self._connect, args=(near,), name="wire", daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        self._moving.wait()
        try:
            far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
        except OSError:
            _hang_up(near)
            return
        far.settimeout(None)
        with self._lock:
            self._sockets.add(far)
        threading.Thread(target=self._pump, args=(far, near), name="wire", daemon=True).start()
        self._pump(near, far)

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._moving.wait()
                sink.sendall(data)
        with self._lock:
            self._sockets -= {source, sink}
        _hang_up(source)
        _hang_up(sink)


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
