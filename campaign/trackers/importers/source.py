"""What every importer shares: opening bytes as they are, reading dates and flags exactly, listing what is malformed."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Final

from campaign.trackers.facts import PartialDate, RegistryDate

_GZIP: Final = b"\x1f\x8b"
_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d{2}))?", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)
CHUNK: Final = 1 << 20
_MOST_DIGITS: Final = 12

# How reading a compressed file can fail halfway.
BROKEN_FILE: Final = (EOFError, zlib.error, gzip.BadGzipFile)


@dataclass(frozen=True, slots=True)
class Malformed:
    """A record that could not be read: the line it starts on (the first is 1), why, and its number if that is known."""

    line: int
    reason: str
    identifier: str = ""


class BadValue(ValueError):
    """A value that cannot be what its field says; becomes the reason of a `Malformed`."""


def text_of(source: BinaryIO) -> io.TextIOWrapper:
    """The text of a file, decompressed if it is gzip, whatever its name; UTF-8, with or without a byte order mark.

    `source` stays open. Bytes that are no UTF-8 become U+FFFD: one broken title must not cost its trial.
    """
    buffered = io.BufferedReader(_Raw(source), CHUNK)
    packed = buffered.peek(2)[:2] == _GZIP
    # GzipFile is a buffered reader in all but its declared type.
    plain: BinaryIO = gzip.GzipFile(fileobj=buffered) if packed else buffered  # type: ignore[assignment]
    return io.TextIOWrapper(plain, encoding="utf-8-sig", errors="replace", newline="")


class _Raw(io.RawIOBase):
    """Reads through, and does not close what it reads."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def lines_of(source: BinaryIO) -> Iterator[tuple[int, str]]:
    """Numbered lines without their ends. Raises one of BROKEN_FILE where a compressed file breaks off."""
    for number, line in enumerate(text_of(source), start=1):
        yield number, line.rstrip("\r\n")


def exact_date(text: str) -> date:
    """A day as YYYY-MM-DD; a time of day after it is left out. Raises BadValue for anything else."""
    if len(text) > 10 and text[10] in "T ":
        text = text[:10]
    if len(text) == 10:
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise BadValue(f"{text!r} is no date")


def day_or_none(text: str | None) -> date | None:
    """An exact date, or None for nothing or blank."""
    return exact_date(text.strip()) if text and text.strip() else None


def day_first_or_none(text: str | None) -> date | None:
    """The same, also written DD/MM/YYYY."""
    found = _DAY_FIRST.fullmatch(text) if text else None
    return day_or_none(text if found is None else f"{found[3]}-{found[2]}-{found[1]}")


def registry_date(text: str | None) -> RegistryDate | None:
    """A day, a month (YYYY-MM) or a year (YYYY), each as exact as it is given. Raises BadValue."""
    if not text:
        return None
    if len(text) > 7:
        return exact_date(text)
    found = _PARTIAL.fullmatch(text)
    if found is None or int(found[1]) == 0 or (found[2] and not 1 <= int(found[2]) <= 12):
        raise BadValue(f"{text!r} is no date")
    return PartialDate(int(found[1]), int(found[2]) if found[2] else None)


_YES: Final = frozenset({"1", "yes", "true", "t", "y"})
_NO: Final = frozenset({"0", "no", "false", "f", "n"})
_BLANK: Final = frozenset(
    {"", "na", "n/a", "nan", "none", "null", "not answered", "information not present in eudract"}
)


def flag_or_none(text: str | None) -> bool | None:
    """Yes or no in the registers' spellings; None if blank. Raises BadValue."""
    word = (text or "").strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if word in _BLANK:
        return None
    raise BadValue(f"{text!r} is neither yes nor no")


def whole_number(text: str | None) -> int:
    """A whole number of at least 0. Raises BadValue."""
    word = (text or "").strip()
    if not (word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS):
        raise BadValue(f"{word[:60]!r} is no whole number")
    return int(word)
