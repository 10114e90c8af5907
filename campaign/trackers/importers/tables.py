"""CSV rows out of a stream, each with its line."""

import csv
import sys
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from campaign.trackers.importers.source import BROKEN_FILE, Malformed, text_of

# A name table keeps the numbers of thousands of trials in one cell.
_LARGEST_CELL: Final = min(sys.maxsize, 2**31 - 1)
csv.field_size_limit(_LARGEST_CELL)

Row = tuple[int, Mapping[str, str]]


def rows_of(source: BinaryIO, *needed: str | tuple[str, ...]) -> Iterator[Row | Malformed]:
    """Rows by column name with the line each begins on; a missing cell is blank.

    `needed` are columns the table must have, a tuple meaning one of these; without them the only thing that comes is a
    Malformed for line 1. A row with more cells than columns, or broken quoting, is malformed and the rest goes on.
    """
    reader = csv.reader(text_of(source), strict=False)
    columns: list[str] | None = None
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Malformed(before + 1, f"not CSV: {error}")
            before = reader.line_num
            continue
        except BROKEN_FILE as error:
            yield Malformed(before + 1, f"the file breaks off: {error}")
            return
        line, before = before + 1, reader.line_num
        if columns is None:
            columns = [cell.strip() for cell in cells]
            missing = [each for each in needed if not _has(columns, each)]
            if missing:
                wanted = ", ".join(each if isinstance(each, str) else " or ".join(each) for each in missing)
                yield Malformed(1, f"no column {wanted}")
                return
        elif len(cells) > len(columns):
            yield Malformed(line, f"{len(cells)} cells under {len(columns)} columns", cells[0])
        elif cells:
            cells.extend([""] * (len(columns) - len(cells)))
            yield line, dict(zip(columns, cells, strict=True))


def _has(columns: list[str], wanted: str | tuple[str, ...]) -> bool:
    return wanted in columns if isinstance(wanted, str) else any(each in columns for each in wanted)
