"""Seal a list to one public key of age: rows go in one end in clear, and only what is sealed is ever kept."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import pyrage

from campaign.cells import csv_lines

IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024


@dataclass(frozen=True)
class SealedList:
    """A sealed file that was not handed over yet, how many rows it holds, and its SHA-256 (hexadecimal)."""

    file: IO[bytes]
    rows: int
    sha256: str

    def pieces(self) -> Iterator[bytes]:
        """The bytes, piece by piece; the file is gone afterwards."""
        with self.file:
            while piece := self.file.read(PIECE):
                yield piece


class _Source:
    """What age reads: lines of CSV, made when they are asked for."""

    def __init__(self, columns: Sequence[str], pages: Iterable[list[tuple[str, ...]]]) -> None:
        self.rows = 0
        self._pages = iter(pages)
        self._left = csv_lines([columns])

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; none at the end."""
        while not self._left:
            page = next(self._pages, None)
            if page is None:
                return b""
            self.rows += len(page)
            self._left = csv_lines(page) if page else b""
        given, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
        return given


class _Sink:
    """What age writes to: counts the digest on the way into a file that has no name."""

    def __init__(self, file: IO[bytes]) -> None:
        self.digest = hashlib.sha256()
        self._file = file

    def write(self, data: Any) -> int:
        """Take sealed bytes."""
        self.digest.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        """Nothing waits."""


def seal_list(recipient: str, columns: Sequence[str], pages: Iterable[list[tuple[str, ...]]]) -> SealedList:
    """The CSV of these rows, sealed to an age public key. What `pages` raises is raised, and nothing is kept then."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by whoever takes the pieces
    try:
        source, sink = _Source(columns, pages), _Sink(file)
        pyrage.encrypt_io(source, sink, [pyrage.x25519.Recipient.from_str(recipient)])
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return SealedList(file, source.rows, sink.digest.hexdigest())
