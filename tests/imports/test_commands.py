"""`campaign import signatures`, also killed half way."""

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, update

from campaign.config import Settings
from campaign.db import db, transaction
from campaign.imports import queries
from campaign.imports.commands import import_lists
from campaign.imports.models import BatchState, ImportBatch, ImportRow
from campaign.operate.prepare import at_work, start_site
from campaign.signatures.models import Signature
from tests.factories.campaigns import open_campaign
from tests.imports.listing import csv_of, line, said
from tests.servers.process import wait_until


@pytest.fixture
def slug(app: Flask) -> str:
    with app.app_context():
        return open_campaign().slug


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(import_lists, ["signatures", *arguments])


def written(folder: Path, data: bytes) -> str:
    file = folder / "list.csv"
    file.write_bytes(data)
    return str(file)


def test_a_list_is_checked_reported_and_taken_in(app: Flask, slug: str, tmp_path: Path) -> None:
    file = written(tmp_path, csv_of(line(), line(email="nope")))
    looked = run(app, file, "--campaign", slug, "--dry-run", "--report", str(tmp_path / "report.csv"))
    assert looked.exit_code == 0, looked.stderr
    assert "1 good" in looked.stderr
    assert "1: The e-mail address cannot be right." in looked.stderr
    assert "Nothing was changed" in looked.stderr
    assert "faulty" in (tmp_path / "report.csv").read_text()
    waits = run(app, file)  # the only campaign; nobody is there to be asked
    assert (waits.exit_code, "Nothing was taken in" in waits.stderr) == (0, True)
    done = run(app, file, "--yes")
    assert done.exit_code == 0
    assert "1 signature taken in as list 1." in done.stderr
    again = run(app, file, "--yes")
    assert again.exit_code == 1
    assert isinstance(again.exception, Exception)


def test_columns_and_options_are_given_by_hand(app: Flask, slug: str, tmp_path: Path) -> None:
    file = written(tmp_path, csv_of(["Ada", "ada@x.org", "03/04/2024"], headings=("Wer", "Post", "Wann")))
    mapping = ["--map", "name=Wer", "--map", "email=Post", "--map", "signed_on=Wann", "--map", "city="]
    done = run(app, file, *mapping, "--country", "de", "--order", "day", "--may-write", "--agreed", "Yes.", "--yes")
    assert done.exit_code == 0, done.stderr
    with app.app_context():
        assert said(queries.batch_by_id(1)) == [("taken", [])]
        assert queries.batch_by_id(1).options == {
            "country": "DE", "order": "day", "agreed": "Yes.", "may_write": "yes",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("--map", "name"), 2), (("--scan-sha256", "12"), 2), (("--campaign", "nowhere"), 1), (("--collected", "x"), 2),
     (("--source", "fax"), 2), (("--map", "name=Nobody"), 1), (("--collected", "2991-01-01"), 2)],
)  # fmt: skip
def test_wrong_arguments_change_nothing(
    app: Flask, slug: str, tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    result = run(app, written(tmp_path, csv_of(line())), "--yes", *arguments)
    assert result.exit_code == code
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Signature)) == 0


def test_sigkill_half_way_and_the_same_command_again_gives_each_line_once(tmp_path: Path) -> None:
    lines = 2_500
    environment = {"CAMPAIGN_DATA_DIR": str(tmp_path / "var"), "PATH": os.environ["PATH"]}
    site = start_site(Settings.from_environment(environment), datetime(2026, 11, 27, tzinfo=UTC))
    with at_work(site):
        open_campaign()
    file = written(tmp_path, csv_of(*(line() for _ in range(lines))))
    program = [sys.executable, "-c", "from campaign.cli import main; main()", "import", "signatures", file, "--yes"]

    looker = sqlite3.connect(tmp_path / "var" / "countersign.db")

    def taken() -> bool:
        return (looker.execute("SELECT sum(taken) FROM import_batch").fetchone()[0] or 0) > 0

    first = subprocess.Popen(program, env=environment, stderr=subprocess.DEVNULL)
    wait_until("some lines are in", taken, seconds=60)
    first.send_signal(signal.SIGKILL)
    first.wait()
    looker.close()
    with at_work(site), transaction() as session:
        half = session.scalars(select(ImportBatch)).one()
        assert half.state == BatchState.APPLYING
        assert 0 < half.taken < lines
        session.execute(update(ImportBatch).values(lease_until=None))  # a minute goes by
    again = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert again.returncode == 0, again.stderr
    assert "2,500 signatures taken in as list 1." in again.stderr
    with at_work(site):
        made = set(db.session.scalars(select(Signature.id)))
        became = db.session.scalars(select(ImportRow.became_id)).all()
    assert len(made) == lines
    assert sorted(made) == sorted(id_ for id_ in became if id_)
