"""The worker seals and prunes by the timetable, and `campaign doctor` sees whether it does."""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.audit.heads import HeadKind, read_heads
from campaign.audit.models import AuditEntry
from campaign.audit.record import record
from campaign.audit.seal import seal
from campaign.audit.verify import Exit, verify
from campaign.clock import now
from campaign.config import Settings
from campaign.db import db, transaction
from campaign.desk.health import Grade
from campaign.keys import KeyStore
from campaign.mail.models import Message
from campaign.operate.check_heads import check_heads
from tests.audit.conftest import change, ids, written
from worker import audit as tasks
from worker.schedule import TIMETABLE


@pytest.fixture
def worker(app: Flask) -> dict[str, Callable[[], None]]:
    """The tasks of the log, each in a context of its own as the worker gives it one."""
    found: dict[str, Callable[[], None]] = {}

    class Celery:
        def task(self, *, name: str, **_: object) -> Callable[[Callable[[], None]], None]:
            def keep(function: Callable[[], None]) -> None:
                def run() -> None:
                    with app.app_context():
                        function()

                found[name] = run

            return keep

    tasks.register(Celery())
    return found


def settings_of(app: Flask, **other: object) -> Settings:
    found: Settings = app.extensions["settings"]
    return Settings(**{**found.__dict__, **other})


def test_the_timetable_seals_and_removes_what_is_old(
    app: Flask, file: Path, store: KeyStore, worker: dict[str, Callable[[], None]]
) -> None:
    assert {"audit.seal", "audit.prune"} <= {entry["task"] for entry in TIMETABLE.values()}
    with app.app_context():
        for days in (800, 799, 3):
            with transaction():
                record(None, "command line", "campaign.edited", f"{days} days ago", now() - timedelta(days=days))
    for _ in range(2):
        worker["audit.seal"]()
    with app.app_context():
        assert [head.kind for head in read_heads(file, store)] == [HeadKind.SEALED]
    worker["audit.prune"]()
    worker["audit.seal"]()
    with app.app_context():
        assert verify(file, store).exit is Exit.WHOLE
        acts = db.session.scalars(select(AuditEntry.about).order_by(AuditEntry.id)).all()
        assert (acts[0], len(acts)) == ("3 days ago", 2)


def test_a_seal_mails_the_head_to_whoever_is_set(
    app: Flask, file: Path, store: KeyStore, worker: dict[str, Callable[[], None]]
) -> None:
    before = app.extensions["settings"]
    app.extensions["settings"] = settings_of(app, audit_witness="heads@notary.example")
    try:
        with app.app_context():
            written(1)
        for _ in range(2):
            worker["audit.seal"]()
        with app.app_context():
            assert len(db.session.scalars(select(Message)).all()) == 1
    finally:
        app.extensions["settings"] = before


def test_a_log_that_does_not_fit_is_logged_and_stays_as_it_is(
    app: Flask, file: Path, store: KeyStore, worker: dict[str, Callable[[], None]], caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        written(3)
        change("UPDATE audit_entry SET about = 'x' WHERE id = :id", id=ids()[1])
    with caplog.at_level(logging.ERROR):
        worker["audit.seal"]()
    assert "campaign audit verify" in caplog.text
    with app.app_context():
        assert len(ids()) == 3


def test_the_doctor_looks_at_the_last_head_and_what_came_since(app: Flask, file: Path, store: KeyStore) -> None:
    settings = app.extensions["settings"]
    moment = now()

    def found() -> tuple[Grade, str]:
        check = check_heads(settings, moment)
        db.session.remove()
        return check.grade, check.found

    with app.app_context():
        assert found()[0] is Grade.RIGHT, "an empty log"
        with transaction():
            record(None, "command line", "campaign.edited", "one", moment - timedelta(hours=3))
        assert found() == (Grade.WRONG, "Entries of 3 hours ago are under no seal; no head was ever stored.")
        seal(file, store, moment - timedelta(minutes=30))
        with transaction():
            record(None, "command line", "campaign.edited", "two", moment - timedelta(minutes=20))
        grade, said = found()
        assert (grade, "at 1 entry, 1 since then; all fit" in said) == (Grade.RIGHT, True)
        change("UPDATE audit_entry SET about = 'x' WHERE id = :id", id=ids()[1])
        assert found() == (Grade.WRONG, f"Entry {ids()[1]} does not fit what stands before it.")
        change("UPDATE audit_entry SET about = 'two' WHERE id = :id", id=ids()[1])
        change("UPDATE audit_entry SET hash = previous_hash WHERE id = :id", id=ids()[0])
        assert "is not in the log as it was" in found()[1]
        content = file.read_bytes()
        file.write_bytes(content.replace(b'"entries": 1', b'"entries": 2'))
        assert "signature does not fit" in found()[1]
        file.unlink()
        file.mkdir()
        assert found()[0] is Grade.WRONG
        file.rmdir()
