"""Read a file as a table: one line of headings, then rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from campaign.imports.tables.decoding import (
    ENCODINGS,
    check_encoding,
    guess_encoding,
    is_certain,
    telling_letters,
)
from campaign.imports.tables.fault import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, TableFault
from campaign.imports.tables.kinds import check_kind
from campaign.imports.tables.text_table import SEPARATORS, looks_like_text, sniff_separator, text_records
from campaign.imports.tables.workbook import check_workbook, workbook_records
from campaign.text import folded, tidy

XLSX = "xlsx"
_NAMED_FAULTS = 3


@dataclass(frozen=True)
class Table:
    """A file that can be read. `rows()` goes through it once more each time it is called."""

    data: bytes
    encoding: str  # a name of ENCODINGS, or xlsx
    separator: str  # empty for a workbook
    headings: tuple[str, ...]
    rows_in_all: int
    certain: bool  # whether the encoding is no guess
    letters: dict[str, str]  # when it is one: the commonest letters under each

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Number (the heading is line 1, as a spreadsheet counts) and as many cells as there are headings."""
        width = len(self.headings)
        records = _records(self.data, self.encoding, self.separator)
        next(records)
        for number, cells in records:
            yield number, (*cells[:width], *[""] * (width - len(cells)))


def read_table(data: bytes, encoding: str | None = None) -> Table:
    """The table in a file of at most 10 MB, gone through from the first line to the last.

    `encoding` is what a person chose; without one it is found. Raises TableFault with a sentence about the first thing
    that is wrong; nothing of it is guessed around.
    """
    letters: dict[str, str] = {}
    if check_kind(data):
        check_workbook(data)
        encoding, separator, certain = XLSX, "", True
    else:
        if encoding is None or encoding == XLSX:
            encoding = guess_encoding(data)
        check_encoding(data, encoding)
        if not looks_like_text(data[:8192].decode(encoding, "ignore")):
            raise TableFault("This file is no text and no workbook. Save the list as CSV or XLSX and choose that.")
        separator, certain = sniff_separator(data, encoding), is_certain(data, encoding)
        letters = {} if certain else telling_letters(data)
    headings, rows = _go_through(_records(data, encoding, separator), strict=encoding != XLSX)
    return Table(data, encoding, separator, headings, rows, certain, letters)


def _records(data: bytes, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    return workbook_records(data) if encoding == XLSX else text_records(data, encoding, separator)


def _go_through(records: Iterator[tuple[int, list[str]]], *, strict: bool) -> tuple[tuple[str, ...], int]:
    """Headings and how many rows; `strict` wants as many cells in each row as in the heading."""
    first = next(records, None)
    if first is None:
        raise TableFault("The file is empty. Choose one with a line of headings and at least one line below it.")
    headings = _headings(first[1])
    width, rows, filled, ragged = len(headings), 0, [False] * len(headings), []
    for number, cells in records:
        rows += 1
        if rows > MOST_ROWS:
            raise TableFault(f"The file has more than {MOST_ROWS:,} lines. Split it into several lists.")
        if any(cells[width:]) or (strict and len(cells) < width):
            ragged.append((number, len(cells)))
            if len(ragged) >= _NAMED_FAULTS:
                break
        for index, cell in enumerate(cells[:width]):
            if cell:
                filled[index] = True
                if len(cell) > LONGEST_CELL:
                    raise TableFault(
                        f"Line {number:,}, column “{headings[index] or index + 1}”: a cell of {len(cell):,} "
                        f"characters; at most {LONGEST_CELL:,} are taken. Shorten it."
                    )
    if ragged:
        raise TableFault(_ragged(ragged, width))
    if not rows:
        raise TableFault("The file has a line of headings and nothing below it.")
    return _named(headings, filled), rows


def _headings(cells: Sequence[str]) -> list[str]:
    headings = [tidy(cell) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise TableFault(f"The file has {len(headings)} columns; a list may have {MOST_COLUMNS}. Leave out the others.")
    if any("@" in heading and "." in heading.rpartition("@")[2] for heading in headings):
        raise TableFault(
            "The first line holds an e-mail address, so it looks like data. Put a line above it that says what each "
            "column is."
        )
    for index, heading in enumerate(headings):
        if len(heading) > 200:
            raise TableFault(
                f"The heading of column {index + 1} has {len(heading):,} characters; at most 200 are taken."
            )
    again = [heading for heading, times in Counter(folded(each) for each in headings if each).items() if times > 1]
    if again:
        named = ", ".join(f"“{next(each for each in headings if folded(each) == one)}”" for one in again)
        raise TableFault(
            f"More than one column is called {named}, so it is not clear which is meant. Give each its own heading."
        )
    return headings


def _named(headings: Sequence[str], filled: Sequence[bool]) -> tuple[str, ...]:
    named = [heading or f"Column {index + 1}" for index, heading in enumerate(headings)]
    if not any(filled):
        raise TableFault("The file has a line of headings and nothing below it.")
    return tuple(named)


def _ragged(ragged: Sequence[tuple[int, int]], width: int) -> str:
    lines = ", ".join(f"line {number:,} has {cells}" for number, cells in ragged)
    return (
        f"Not every line has as many cells as the heading ({width}): {lines}. A cell with the separator in it needs "
        "quotation marks around it. Mend these lines and choose the file again."
    )


def encoding_label(encoding: str) -> str:
    """How a person calls an encoding."""
    return "Excel workbook" if encoding == XLSX else ENCODINGS.get(encoding, encoding)


def separator_label(separator: str) -> str:
    """How a person calls a separator."""
    return SEPARATORS.get(separator, "")
