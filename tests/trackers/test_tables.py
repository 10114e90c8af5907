"""Tables of open data: one description, three forms."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from campaign.trackers.open_data.parquet import write_parquet
from campaign.trackers.open_data.tables import BATCH, Column, Provenance, Row, table_schema, write_csv

COLUMNS = (
    Column("trial", "text", "The trial's number in the register.", nullable=False),
    Column("title", "text", "Its title."),
    Column("days_late", "integer", "Days after the due date."),
    Column("percent", "number", "Share in per cent."),
    Column("due", "date", "The day results were due."),
    Column("reported", "boolean", "Whether results are there."),
)
ROWS: tuple[Row, ...] = (
    ("2017-990041-26", '=HYPERLINK("http://example.org")', 442, 35.5, date(2025, 2, 14), False),
    ("2018-990119-42", 'Kortexan, "acute" pain;\r\nin Łódź 🙂', -3, -0.5, date(2022, 11, 11), True),
    ("2019-990630-77", None, None, None, None, None),
    ("2020-990001-01", "", 0, 100, date(1999, 1, 1), True),
)
PROVENANCE = Provenance("eu", date(2026, 5, 2), "1")


def test_csv_has_iso_days_plain_booleans_and_guarded_text_but_free_numbers() -> None:
    stream = io.BytesIO()
    write_csv(stream, COLUMNS, ROWS)
    head, *lines = csv.reader(io.StringIO(stream.getvalue().decode(), newline=""), strict=True)
    assert head == ["trial", "title", "days_late", "percent", "due", "reported"]
    assert lines == [
        ["2017-990041-26", '\'=HYPERLINK("http://example.org")', "442", "35.5", "2025-02-14", "false"],
        ["2018-990119-42", 'Kortexan, "acute" pain;\r\nin Łódź 🙂', "-3", "-0.5", "2022-11-11", "true"],
        ["2019-990630-77", "", "", "", "", ""],
        ["2020-990001-01", "", "0", "100", "1999-01-01", "true"],
    ]


def test_a_table_without_rows_has_its_headings() -> None:
    stream = io.BytesIO()
    write_csv(stream, COLUMNS[:2], [])
    assert stream.getvalue() == b'"trial","title"\r\n'


def test_a_schema_names_types_and_what_must_be_there() -> None:
    schema = table_schema(COLUMNS)
    assert [field["type"] for field in schema["fields"]] == ["string", "string", "integer", "number", "date", "boolean"]
    assert schema["fields"][0] == {
        "name": "trial",
        "type": "string",
        "description": "The trial's number in the register.",
        "constraints": {"required": True},
    }
    assert "constraints" not in schema["fields"][1]
    assert schema["missingValues"] == [""]


def test_parquet_gives_back_what_went_in_with_its_types(tmp_path: Path) -> None:
    file = tmp_path / "it's trials.parquet"
    write_parquet(file, COLUMNS, ROWS, provenance=PROVENANCE, folder=tmp_path)
    with duckdb.connect() as reader:
        found = reader.execute("SELECT * FROM read_parquet(?)", [str(file)])
        assert [(name, str(kind)) for name, kind, *_ in found.description] == [
            ("trial", "VARCHAR"),
            ("title", "VARCHAR"),
            ("days_late", "BIGINT"),
            ("percent", "DOUBLE"),
            ("due", "DATE"),
            ("reported", "BOOLEAN"),
        ]
        assert found.fetchall() == list(ROWS)


def test_parquet_names_register_data_date_and_rule_version_inside(tmp_path: Path) -> None:
    file = tmp_path / "trials.parquet"
    write_parquet(file, COLUMNS, ROWS, provenance=PROVENANCE, folder=tmp_path)
    with duckdb.connect() as reader:
        found = reader.execute("SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)", [str(file)]).fetchall()
    assert dict(found) == {"register": "eu", "data_date": "2026-05-02", "rule_version": "1"}


@pytest.mark.parametrize("count", [0, 1, BATCH, BATCH + 1])
def test_parquet_holds_every_batch(tmp_path: Path, count: int) -> None:
    file = tmp_path / "trials.parquet"
    rows = ((str(number), "x", number, 0.5, None, True) for number in range(count))
    write_parquet(file, COLUMNS, rows, provenance=PROVENANCE, folder=tmp_path)
    with duckdb.connect() as reader:
        found = reader.execute("SELECT trial FROM read_parquet(?)", [str(file)]).fetchall()
    assert found == [(str(number),) for number in range(count)]


def test_parquet_touches_only_its_file_and_the_folder_it_was_given(tmp_path: Path) -> None:
    spare, out = tmp_path / "spare", tmp_path / "out"
    spare.mkdir()
    out.mkdir()
    write_parquet(out / "trials.parquet", COLUMNS, ROWS, provenance=PROVENANCE, folder=spare)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "out",
        "out/trials.parquet",
        "spare",
    ]


def test_a_row_of_the_wrong_length_is_refused_by_both(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="5 cells in a table of 6"):
        write_csv(io.BytesIO(), COLUMNS, [ROWS[0][:5]])
    with pytest.raises(ValueError, match="5 cells in a table of 6"):
        write_parquet(tmp_path / "f", COLUMNS, [ROWS[0][:5]], provenance=PROVENANCE, folder=tmp_path)


def test_what_must_be_there_is_not_left_out_of_parquet(tmp_path: Path) -> None:
    rows: list[Row] = [(None, "x", 1, 1.0, None, None)]
    with pytest.raises(duckdb.ConstraintException, match=re.escape("trial")):
        write_parquet(tmp_path / "f", COLUMNS, rows, provenance=PROVENANCE, folder=tmp_path)
