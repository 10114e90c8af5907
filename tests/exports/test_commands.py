"""`campaign export`: to a file of one's own, or to standard output."""

import csv
import hashlib
import io
import stat
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from campaign.audit.models import AuditEntry
from campaign.db import db
from campaign.exports.commands import export
from campaign.exports.models import Export, ExportState
from tests.factories.campaigns import open_campaign
from tests.factories.signatures import signature


@pytest.fixture
def slug(app: Flask) -> str:
    """An open campaign with two signatories."""
    with app.app_context():
        campaign = open_campaign(partners=("Westhaven Patients’ League",))
        league = campaign.partners[0].id
        signature(campaign, name="Ilse", email="ilse@example.org", wants_updates=True)
        signature(campaign, name="山口 さくら", email="sakura@example.org", shared_with=[league])
        return campaign.slug


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(export, arguments)


def exports(app: Flask) -> list[Export]:
    with app.app_context():
        return list(db.session.scalars(select(Export)))


def test_a_list_goes_to_standard_output_and_progress_to_standard_error(app: Flask, slug: str) -> None:
    result = run(app, slug)
    assert result.exit_code == 0
    assert [row["name"] for row in csv.DictReader(io.StringIO(result.stdout, newline=""))] == ["Ilse", "山口 さくら"]
    assert "email" not in result.stdout.splitlines()[0]
    assert f"2 confirmed signatories of {slug}." in result.stderr


def test_a_file_is_the_writers_alone_and_is_on_record(app: Flask, slug: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    result = run(app, slug, "--output", str(file), "--reason", "Handover", "--bom")
    assert (result.exit_code, result.stdout) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    (taken,) = exports(app)
    assert (taken.actor, taken.staff_id, taken.reason) == ("command line", None, "Handover")
    assert (taken.state, taken.sha256) == (ExportState.FINISHED, hashlib.sha256(file.read_bytes()).hexdigest())
    with app.app_context():
        acts = [(entry.act, entry.actor) for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert acts[-2:] == [("export.started", "command line"), ("export.finished", "command line")]


def test_addresses_come_only_when_asked_for_and_only_of_those_who_agreed(app: Flask, slug: str) -> None:
    result = run(app, slug, "--emails", "updates")
    assert [row["email"] for row in csv.DictReader(io.StringIO(result.stdout))] == ["ilse@example.org", ""]
    result = run(app, slug, "--emails", "partner Westhaven Patients’ League")
    assert [row["email"] for row in csv.DictReader(io.StringIO(result.stdout))] == ["", "sakura@example.org"]


def test_a_file_that_is_there_stays_as_it_is(app: Flask, slug: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mine")
    result = run(app, slug, "--output", str(file))
    assert result.exit_code == 1
    assert "is there already" in result.stderr
    assert file.read_text() == "mine"
    assert exports(app) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--format", "xlsx"], "csv is the only format so far, not xlsx."),
        (["--emails", "everybody"], "say updates, or partner and its name in one pair of quotes."),
        (["--output", "/proc/nowhere/list.csv"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_recorded(
    app: Flask, slug: str, arguments: list[str], sentence: str
) -> None:
    result = run(app, slug, *arguments)
    assert result.exit_code != 0
    assert sentence in " ".join(result.stderr.split())
    assert exports(app) == []
