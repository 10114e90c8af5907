"""Which letters the bytes of a text file stand for."""

import codecs
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from charset_normalizer import from_bytes

from campaign.imports.tables.fault import TableFault

# What a person can choose, as Python names it, and as the page says it.
ENCODINGS: Final[Mapping[str, str]] = {
    "utf-8-sig": "UTF-8",
    "utf-16-le": "UTF-16, low byte first",
    "utf-16-be": "UTF-16, high byte first",
    "cp1252": "Windows-1252 (Western Europe)",
    "iso8859-1": "ISO-8859-1 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "iso8859-2": "ISO-8859-2 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "mac-roman": "Mac Roman",
    "cp850": "DOS 850 (Western Europe)",
}
# Any bytes are text in these, so that only a look at the letters tells which is right.
ONE_BYTE: Final = tuple(name for name in ENCODINGS if not name.startswith("utf"))
_GUESSED: Final = ("cp1252", "cp1250", "cp1251", "cp1253", "mac-roman", "cp850")
_LOOKED_AT: Final = 64 * 1024
_SHOWN_LETTERS: Final = 24


def guess_encoding(data: bytes) -> str:
    """The most likely of ENCODINGS. Marks at the beginning and valid UTF-8 are certain; the rest is a guess."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    if wide := _utf_16_without_mark(data[:_LOOKED_AT]):
        return wide
    return "utf-8-sig" if _first_fault(data, "utf-8") is None else _guess_one_byte(data)


def _decoded(data: bytes, encoding: str) -> Iterator[str]:
    """The text, piece by piece: a whole one may be four times as large as its bytes. Raises UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data), _LOOKED_AT):
        yield decoder.decode(data[start : start + _LOOKED_AT])
    yield decoder.decode(b"", final=True)


def _first_fault(data: bytes, encoding: str) -> int | None:
    """Near which byte the data is no text in `encoding`; None if all of it is."""
    pieces = 0
    try:
        for _ in _decoded(data, encoding):
            pieces += 1
    except UnicodeDecodeError as error:
        return min(pieces * _LOOKED_AT + error.start, len(data) - 1)
    return None


def _utf_16_without_mark(data: bytes) -> str | None:
    """UTF-16 if every other byte is nearly always NUL, as in text that is mostly Latin; tells which comes first."""
    half = len(data) // 2
    if half < 2:
        return None
    even, odd = data[0 : 2 * half : 2].count(0), data[1 : 2 * half : 2].count(0)
    if odd > 0.4 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def _guess_one_byte(data: bytes) -> str:
    telling = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_LOOKED_AT]
    best = from_bytes(telling, cp_isolation=list(_GUESSED), preemptive_behaviour=False).best()
    if best is not None:
        found = codecs.lookup(best.encoding).name
        guessed = next((name for name in _GUESSED if codecs.lookup(name).name == found), None)
        if guessed is not None:
            # What both read alike is told apart by nothing; the commoner one it is.
            return "cp1252" if _reads_alike(telling, "cp1252", guessed) else guessed
    for name in ("cp1252", "iso8859-1"):
        try:
            telling.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "iso8859-1"


def _reads_alike(data: bytes, one: str, other: str) -> bool:
    try:
        return data.decode(one) == data.decode(other)
    except UnicodeDecodeError:
        return False


def is_certain(data: bytes, encoding: str) -> bool:
    """Whether an encoding is no guess: all letters are plain ASCII, or it is a form of Unicode that fits."""
    return encoding not in ONE_BYTE or data.isascii()


def telling_letters(data: bytes) -> dict[str, str]:
    """For each one-byte encoding the commonest letters beyond ASCII as it reads them: for a person to choose by.

    Letters without their words tell nobody's name.
    """
    common = [byte for byte, _ in Counter(byte for byte in data if byte >= 0x80).most_common(_SHOWN_LETTERS)]
    return {name: " ".join(bytes([byte]).decode(name, "replace") for byte in common) for name in ONE_BYTE}


def check_encoding(data: bytes, encoding: str) -> None:
    """Raise TableFault if the bytes are no text in `encoding`."""
    if encoding not in ENCODINGS:
        raise TableFault("Choose how the letters of the file are written from the list.")
    if (fault := _first_fault(data, encoding)) is not None:
        raise TableFault(
            f"The file cannot be read as {ENCODINGS[encoding]}: near byte {fault + 1:,} stands no letter of it. "
            "Choose another way its letters are written, or save it as CSV in UTF-8."
        )
    if any("\0" in text for text in _decoded(data, encoding)):
        raise TableFault(
            "The file holds NUL bytes, which no text has: it may be damaged, or no table. Save it anew as CSV in UTF-8."
        )
