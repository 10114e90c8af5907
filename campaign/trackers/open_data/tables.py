"""Open data as tables: one description of the columns serves CSV, Parquet and the Frictionless Table Schema."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, BinaryIO, Final, Literal

from campaign.cells import csv_lines, guarded

ColumnType = Literal["text", "integer", "number", "date", "boolean"]

# A cell holds what its column's type says: str, int, float or int, date, bool. None is a value that is not known.
Cell = str | int | float | date | bool | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in every file, its type, and a sentence that says what it holds."""

    name: str
    type: ColumnType
    description: str
    # Whether a row may leave it unknown.
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Provenance:
    """What every file says about itself: the register, the day its data were true, the version of the rule."""

    register: str
    data_date: date
    rule_version: str

    def named(self) -> Mapping[str, str]:
        """The same as text by name, for files that carry names and values."""
        return {
            "register": self.register,
            "data_date": self.data_date.isoformat(),
            "rule_version": self.rule_version,
        }


_SCHEMA_TYPES: Final[Mapping[ColumnType, str]] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "date": "date",
    "boolean": "boolean",
}

_WRITTEN: Final[Mapping[ColumnType, Callable[[Any], str]]] = {
    "text": guarded,
    "integer": str,
    "number": str,
    "date": date.isoformat,
    "boolean": lambda value: "true" if value else "false",
}

# Rows that are held in memory at once.
BATCH: Final = 2_000


def write_csv(stream: BinaryIO, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Write the rows as CSV (RFC 4180) in UTF-8, the names of the columns first.

    Days are 2026-05-02, booleans true or false, an unknown value is an empty cell. Text that a spreadsheet would take
    for a formula gets an apostrophe before it; numbers do not, however they begin. Raises ValueError for a row of the
    wrong length. Memory holds one batch of rows.
    """
    stream.write(csv_lines([[column.name for column in columns]]))
    written = [_WRITTEN[column.type] for column in columns]
    stream.writelines(
        csv_lines(
            [["" if cell is None else write(cell) for write, cell in zip(written, row, strict=True)] for row in batch]
        )
        for batch in batches(columns, rows)
    )


def table_schema(columns: Sequence[Column]) -> dict[str, Any]:
    """The columns as a Frictionless Table Schema (specs.frictionlessdata.io/table-schema), for a datapackage.json."""
    return {"fields": [_field(column) for column in columns], "missingValues": [""]}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _SCHEMA_TYPES[column.type],
        "description": column.description,
    }
    if not column.nullable:
        field["constraints"] = {"required": True}
    return field


def batches(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in lists of at most `BATCH`. Raises ValueError for a row that has not one cell a column."""
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        for row in batch:
            if len(row) != len(columns):
                raise ValueError(f"A row of {len(row)} cells in a table of {len(columns)} columns")
        yield batch
