"""Open data as Parquet, written by DuckDB."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb

from campaign.trackers.open_data.tables import Column, ColumnType, Provenance, Row, batches

_TYPES: Final[Mapping[ColumnType, str]] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "date": "DATE",
    "boolean": "BOOLEAN",
}

# What DuckDB may hold in memory; beyond it rows wait in the given folder.
_MEMORY: Final = "256MB"


def write_parquet(
    path: Path, columns: Sequence[Column], rows: Iterable[Row], *, provenance: Provenance, folder: Path
) -> None:
    """Write the rows to `path` as Parquet; the file's own metadata name register, data date and rule version.

    `folder` is an existing folder for temporary files. DuckDB may touch it and `path`, nothing else: it loads no
    extension and opens no connection. Raises ValueError for a row of the wrong length, duckdb.ConstraintException for
    None where a column does not allow it.
    """
    with duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": _MEMORY,
            "temp_directory": str(folder),
            "threads": 1,
        },
    ) as database:
        # What stays allowed can be said only while everything still is.
        database.execute("SET allowed_directories = [$folder]", {"folder": str(folder)})
        database.execute("SET allowed_paths = [$path]", {"path": str(path)})
        database.execute("SET enable_external_access = false")
        database.execute("SET lock_configuration = true")
        database.execute(f"CREATE TABLE written ({', '.join(_defined(column) for column in columns)})")
        unnested = ", ".join(f"unnest(?::{_TYPES[column.type]}[])" for column in columns)
        for batch in batches(columns, rows):
            # Lists of columns, since a row at a time would take minutes.
            database.execute(
                f"INSERT INTO written SELECT {unnested}", [list(cells) for cells in zip(*batch, strict=True)]
            )
        database.execute(
            f"COPY written TO {_text(str(path))} "
            f"(FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA {_named(provenance)})"
        )


def _defined(column: Column) -> str:
    return f"{_name(column.name)} {_TYPES[column.type]}{'' if column.nullable else ' NOT NULL'}"


def _named(provenance: Provenance) -> str:
    return "{" + ", ".join(f"{name}: {_text(value)}" for name, value in provenance.named().items()) + "}"


def _name(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _text(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
