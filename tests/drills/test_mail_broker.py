"""A broker that is dead or deaf costs whoever signs nothing, and the timetable finds their letter."""

import statistics
import time
from collections.abc import Iterator

import pytest
from celery import Celery
from flask import Flask
from sqlalchemy.orm import Session

from campaign.config import Settings
from campaign.db import transaction
from campaign.mail.deliver import deliver_due
from campaign.mail.post import post
from campaign.queue import Waker, celery_settings
from tests.mail.letters import KIND, WHEN, at, people
from tests.servers.blackhole import BlackHole
from tests.servers.process import free_port
from tests.servers.smtp import MailServer
from worker.schedule import TIMETABLE


@pytest.fixture(params=["deaf", "dead"])
def broker(request: pytest.FixtureRequest, app: Flask) -> Iterator[str]:
    """The site's wake-ups go to a broker that accepts and never answers, or to none."""
    before = app.extensions["waker"]
    hole = BlackHole()
    port = hole.port if request.param == "deaf" else free_port()
    settings: Settings = app.extensions["settings"]
    changed = settings.__class__(**{**settings.__dict__, "broker_url": f"redis://127.0.0.1:{port}/0"})
    celery = Celery("deaf", set_as_current=False)
    celery.config_from_object(celery_settings(changed))
    app.extensions["waker"] = Waker(celery)
    yield request.param
    app.extensions["waker"] = before
    hole.close()


def test_a_signer_pays_nothing_for_a_broken_broker_and_the_timetable_delivers(
    session: Session, smtp: MailServer, broker: str
) -> None:
    took = []
    for number in range(1, 31):
        people[number] = (f"person-{number}@example.org", "Ada")
        with transaction():
            post(KIND, number, WHEN)
            started = time.perf_counter()
        # From the last statement to the return: the commit, and the wake-up after it.
        took.append(time.perf_counter() - started)
    assert statistics.median(took) < 0.05
    assert max(took) < 0.9  # a broker waited for costs a second or more; a busy machine, less
    assert TIMETABLE["letters that are due"]["task"] == "mail.deliver_due"
    assert TIMETABLE["letters that are due"]["schedule"] <= 5
    assert deliver_due(at(WHEN)) == 30
    assert len(smtp.deliveries) == 30
