"""No table that we give out holds a cell that a spreadsheet runs."""

import csv
import io
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.cells import HOSTILE
from campaign.trackers.facts import Register
from tests.factories.trackers import FDAAA_TRIALS, JUNE, MAY, OVERDUE_FDAAA, both_registers, take

FORMULA = '=HYPERLINK("http://evil.example","x")'
EVIL = replace(OVERDUE_FDAAA, title=FORMULA, sponsor="-1+1|cmd", conditions=(FORMULA,))
TABLES = (
    "/trackers/fdaaa/changes.csv",
    "/trackers/fdaaa/sponsors/-11cmd/to-do.csv",
    "/trackers/fdaaa/sponsors/-11cmd/trials.csv",
    "/api/v1/trackers/fdaaa/trials?format=csv",
    "/api/v1/trackers/fdaaa/sponsors?format=csv",
)


@pytest.fixture
def data(app: Flask) -> None:
    with app.app_context():
        both_registers()
        take(Register.FDAAA, MAY, [replace(EVIL, primary_completion=JUNE), *FDAAA_TRIALS[1:]])
        take(Register.FDAAA, JUNE, [EVIL, *FDAAA_TRIALS[1:]])


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("address", TABLES)
def test_no_cell_begins_a_formula(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert any("evil.example" in cell or "cmd" in cell for row in rows for cell in row)
    assert [cell for row in rows for cell in row if cell[:1] in HOSTILE and cell] == []
