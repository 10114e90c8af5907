"""SIGKILL of a worker between lease and record: every letter arrives, in few copies, and no row is forgotten."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from campaign.clock import now
from campaign.config import Settings
from campaign.db import db
from campaign.mail.models import Message, MessageState
from tests.mail.letters import owe, people
from tests.servers.blackhole import BlackHole
from tests.servers.process import Child, wait_until
from tests.servers.smtp import Fault, MailServer

LETTERS = 40
ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., Child]


@pytest.fixture
def start(app: Flask, tmp_path: Path) -> Iterator[Start]:
    """Starts worker processes on the database of this test: `start(smtp_url, ahead=130)`."""
    people.clear()
    settings: Settings = app.extensions["settings"]
    with ExitStack() as running:

        def run(smtp_url: str, ahead: int = 0) -> Child:
            outside = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGN_")}
            environment = {
                **outside,
                "PYTHONPATH": str(ROOT),
                "CAMPAIGN_DATABASE_URL": settings.database_url,
                "CAMPAIGN_DATA_DIR": str(settings.data_dir),
                "CAMPAIGN_BASE_URL": settings.base_url,
                "CAMPAIGN_SMTP_URL": smtp_url,
            }
            command = [sys.executable, "-m", "tests.drills.deliverer", str(ahead)]
            child = Child(command, log=tmp_path / f"worker-{ahead}.log", env=environment)
            running.callback(child.kill)
            return child

        yield run


def count(app: Flask, *states: MessageState) -> int:
    with app.app_context():
        found = db.session.scalar(select(func.count()).select_from(Message).where(Message.state.in_(states)))
    return found or 0


def until_settled(app: Flask, child: Child) -> None:
    wait_until(
        "every letter is sent",
        lambda: not child.running or count(app, MessageState.SENT) == LETTERS,
        seconds=60,
    )
    assert child.running, child.tail()


def test_a_worker_killed_between_lease_and_send_loses_and_copies_nothing(
    app: Flask, start: Start, smtp_server: MailServer
) -> None:
    with app.app_context():
        owe(LETTERS, now=now())
    hole = BlackHole()
    first = start(f"smtp://127.0.0.1:{hole.port}")
    wait_until("letters are leased", lambda: count(app, MessageState.SENDING) == LETTERS and bool(hole.connections))
    first.kill()
    hole.close()
    assert count(app, MessageState.SENDING) == LETTERS
    second = start(smtp_server.url, ahead=130)
    until_settled(app, second)
    copies = Counter(each.recipients[0] for each in smtp_server.deliveries)
    assert len(copies) == LETTERS
    assert set(copies.values()) == {1}


def test_a_worker_killed_in_the_middle_of_a_batch_loses_nothing_and_copies_little(
    app: Flask, start: Start, smtp_server: MailServer
) -> None:
    with app.app_context():
        owe(LETTERS, now=now())
    smtp_server.fail(Fault.SLOW, seconds=0.05)
    for kills, ahead in enumerate((0, 130), start=1):
        worker = start(smtp_server.url, ahead=ahead)
        wait_until("some letters left", lambda: len(smtp_server.deliveries) >= 12 * kills, seconds=40)  # noqa: B023
        worker.kill()
    smtp_server.reset_faults()
    last = start(smtp_server.url, ahead=260)
    until_settled(app, last)
    copies = Counter(each.recipients[0] for each in smtp_server.deliveries)
    ids = {each.message["Message-ID"] for each in smtp_server.deliveries}
    assert len(copies) == len(ids) == LETTERS
    assert max(copies.values()) <= 3
    # A kill forgets what left since the last record, a quarter of a second before, and the letter in hand.
    assert sum(copies.values()) - LETTERS <= 2 * 10
