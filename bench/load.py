"""A closed-loop HTTP client on one thread: as little work per request as Python allows, so that servers get the cores.

It keeps a connection when the server does and opens a new one when the server closes it.
"""

import select
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

SILENCE = 30.0  # seconds without any answer before the run fails


class LoadFault(RuntimeError):
    """The server stopped answering."""


@dataclass
class Load:
    """What came of one run: answers by status, seconds, latencies in milliseconds, and the client's own CPU seconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    cpu: float = 0.0
    body: bytes = b""

    def rate(self, status: int) -> float:
        """Answers with this status per second."""
        return self.statuses[status] / self.seconds if self.seconds else 0.0

    def others(self, status: int) -> int:
        """Answers with any other status, and requests without one."""
        return sum(self.statuses.values()) - self.statuses[status] + self.broken

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class _Connection:
    """One connection, and the answer that is coming in on it."""

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.buffer = b""
        self.whole = -1  # bytes of the whole answer, once its head says so
        self.start = 0.0

    def send(self, request: bytes, port: int) -> bool:
        """Send a request; answers whether a new connection was opened for it."""
        opened = self.socket is None
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", port), timeout=SILENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.whole, self.start = b"", -1, time.perf_counter()
        self.socket.sendall(request)
        return opened

    def complete(self) -> bool:
        """Whether the whole answer is here, going by its Content-Length."""
        if self.whole < 0:
            head = self.buffer.find(b"\r\n\r\n")
            text = self.buffer[:head].lower() if head >= 0 else b""
            at = text.find(b"\r\ncontent-length:")
            if at < 0:
                return False
            self.whole = head + 4 + int(text[at + 17 :].split(b"\r\n", 1)[0])
        return len(self.buffer) >= self.whole

    def server_closes(self) -> bool:
        """Whether the answer says that the connection ends with it."""
        return b"\r\nconnection: close" in self.buffer[:1500].lower()


class _Client:
    """All connections of one run."""

    def __init__(self, port: int, requests: Iterator[bytes], until: float) -> None:
        self.load = Load()
        self._port, self._requests, self._until = port, requests, until
        self._poll = select.epoll()
        self._open: dict[int, _Connection] = {}

    def run(self, connections: int) -> None:
        """Until the time is over and every answer is here."""
        for _ in range(connections):
            self._next(_Connection())
        while self._open:
            events = self._poll.poll(SILENCE)
            if not events:
                raise LoadFault(f"no answer on port {self._port} for {SILENCE:.0f} s")
            for number, _ in events:
                self._receive(self._open[number])
        self._poll.close()

    def _next(self, connection: _Connection) -> None:
        request = next(self._requests, None) if time.perf_counter() < self._until else None
        if request is None:
            self._close(connection)
        elif connection.send(request, self._port):
            assert connection.socket is not None
            self._open[connection.socket.fileno()] = connection
            self._poll.register(connection.socket.fileno(), select.EPOLLIN)

    def _receive(self, connection: _Connection) -> None:
        assert connection.socket is not None
        data = connection.socket.recv(65536)
        connection.buffer += data
        if data and not connection.complete():
            return
        # Without a Content-Length an answer ends with its connection.
        if connection.buffer and (connection.complete() or connection.whole < 0):
            self.load.latencies.append((time.perf_counter() - connection.start) * 1000)
            self.load.statuses[int(connection.buffer[9:12])] += 1
            self.load.body = connection.buffer
        else:
            self.load.broken += 1
        if not data or connection.server_closes():
            self._close(connection)
        self._next(connection)

    def _close(self, connection: _Connection) -> None:
        if connection.socket is not None:
            del self._open[connection.socket.fileno()]
            connection.socket.close()  # epoll forgets it by itself
            connection.socket = None


def drive(port: int, requests: Iterator[bytes], seconds: float, *, connections: int = 8) -> Load:
    """Send `requests` for `seconds`, on each connection one after the answer to the last; wait for what is under way."""
    start, cpu = time.perf_counter(), time.process_time()
    client = _Client(port, requests, start + seconds)
    client.run(connections)
    client.load.seconds = time.perf_counter() - start
    client.load.cpu = time.process_time() - cpu
    return client.load


def get(path: str, *, number: int = 0) -> bytes:
    """A GET request of a visitor."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{network(number)}Accept: text/html\r\n\r\n".encode()


def post(path: str, form: str, *, number: int = 0) -> bytes:
    """A POST request of a form, as `application/x-www-form-urlencoded`."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{network(number)}Accept: text/html\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n{form}"
    ).encode()


def network(number: int) -> str:
    """A client address in a /24 of its own, as a trusted proxy would report it; for four million numbers."""
    return f"X-Forwarded-For: {20 + (number >> 16 & 63)}.{number >> 8 & 255}.{number & 255}.7\r\n"
