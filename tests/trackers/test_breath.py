"""Somebody can sign while a register is read."""

import threading
import time

import pytest
from flask import Flask

from campaign.db import transaction
from campaign.trackers import breath
from campaign.trackers.breath import Breath
from campaign.trackers.facts import Register
from campaign.web.limits import spend
from tests.factories.trackers import EU_TRIALS, MAY, NOON, take


@pytest.mark.sqlite_alone
def test_a_writer_gets_its_turn_beside_work_without_gaps(app: Flask) -> None:
    waits: list[float] = []
    done = threading.Event()

    def write_now_and_then() -> None:
        with app.app_context():
            for number in range(5):
                begun = time.monotonic()
                with transaction():
                    spend(bytes([number]) * 8, "made", NOON)
                waits.append(time.monotonic() - begun)
            done.set()

    with app.app_context():
        breaths, begun = Breath(at_a_stretch=0.2), time.monotonic()
        beside = threading.Thread(target=write_now_and_then)
        beside.start()
        while not done.is_set() and time.monotonic() - begun < 20:
            with transaction():
                time.sleep(0.05)
            breaths.take()
        beside.join()
    assert max(waits) < 2


def test_reading_a_register_takes_breath(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[float] = []
    monkeypatch.setattr(breath.time, "sleep", taken.append)
    monkeypatch.setattr(breath.Breath, "__init__", _always)
    with app.app_context():
        take(Register.EU, MAY, EU_TRIALS)
        first = len(taken)
        take(Register.EU, MAY, EU_TRIALS[:4])
    assert first >= 3
    assert len(taken) - first > first  # what was replaced is dropped in pieces, with pauses too


def _always(self: Breath) -> None:
    self._at_a_stretch, self._since, self._one_writer = 0.0, 0.0, True
