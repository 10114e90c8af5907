"""Rows out of CSV text, whatever separates its cells."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from campaign.imports.tables.fault import LONGEST_CELL, TableFault

SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LOOKED_AT: Final = 60
_FIELD_LIMIT: Final = 131_072
_CONTROL: Final = frozenset(map(chr, range(32))) - {"\t", "\r", "\n", "\x0b", "\x0c", "\x1a"}

Record = tuple[int, list[str]]


def sniff_separator(data: bytes, encoding: str) -> str:
    """What separates the cells: what splits the first lines into the same number of cells most often."""
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        widths = []
        try:
            for _, cells in islice(_records(data, encoding, separator), _LOOKED_AT):
                widths.append(len(cells))
        except TableFault:
            widths = widths[:-1]
        common, times = Counter(widths).most_common(1)[0] if widths else (1, 0)
        score = (common - 1) * times / len(widths) if common > 1 else 0
        if score > best_score:
            best, best_score = separator, score
    return best


def text_records(data: bytes, encoding: str, separator: str) -> Iterator[Record]:
    """Number and cells of every record that is not blank; numbers are as a spreadsheet counts, from 1.

    Raises TableFault where quotes do not pair, with the number of the record.
    """
    return _records(data, encoding, separator)


def _records(data: bytes, encoding: str, separator: str) -> Iterator[Record]:
    reader = csv.reader(_lines(data, encoding), delimiter=separator, strict=True)
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableFault(_sentence(error, number + 1)) from None
        number += 1
        if number == 1 and len(cells) <= 2 and cells and cells[0].lower().startswith("sep="):
            continue  # Excel's own note of the separator; it shows no such line
        if any(cells):
            yield number, cells


def _lines(data: bytes, encoding: str) -> Iterable[str]:
    text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    first = True
    for line in text:
        if first:
            line, first = line.removeprefix("\ufeff"), False  # noqa: PLW2901 - the mark of UTF-16
        yield line


def _sentence(error: csv.Error, number: int) -> str:
    said = str(error)
    if "field limit" in said or "unexpected end" in said:
        return (
            f"Line {number:,}: a cell begins with a quotation mark that never ends, so that the rest of the file would "
            f"be one cell. A cell may have {LONGEST_CELL:,} characters. Mend that line and choose the file again."
        )
    return (
        f"Line {number:,}: a quotation mark stands in the middle of a cell. Inside a quoted cell each mark is written "
        "twice. Mend that line, or save the list anew from a spreadsheet."
    )


def looks_like_text(sample: str) -> bool:
    """Whether there are hardly any control characters in it."""
    return sum(char in _CONTROL for char in sample) <= len(sample) / 200
