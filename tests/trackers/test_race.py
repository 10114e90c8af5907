"""Two reads at once, of two registers and of one."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

from flask import Flask

from campaign.trackers.facts import CtisStatus, CtisTrial, Register
from campaign.trackers.refusals import BeingRead
from tests.factories.trackers import MAY, OVERDUE_FDAAA, take

MANY = 400
STUDIES = [replace(OVERDUE_FDAAA, nct_id=f"NCT{each:08}", sponsor=f"Sponsor {each}") for each in range(MANY)]
RECORDS = [
    CtisTrial(
        f"2022-5{each:05}-11-00",
        status=CtisStatus.ENDED,
        start=date(2023, 1, 1),
        end=date(2024, 1, 1),
        sponsor=f"Sponsor {each}",
    )
    for each in range(MANY)
]


def at_once(app: Flask, *works: Callable[[], object]) -> list[BaseException]:
    """Do all of these at once; answers what went wrong."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            work()

    with ThreadPoolExecutor(len(works)) as pool:
        done = [pool.submit(run, work) for work in works]
    return [error for error in (each.exception() for each in done) if error is not None]


def test_two_registers_with_the_same_new_sponsors(app: Flask) -> None:
    wrong = at_once(app, lambda: take(Register.FDAAA, MAY, STUDIES), lambda: take(Register.CTIS, MAY, RECORDS))
    assert wrong == []


def test_one_register_is_read_once(app: Flask) -> None:
    wrong = at_once(app, *[lambda: take(Register.FDAAA, MAY, STUDIES)] * 3)
    # Whoever begins when another one is done reads it again; the rest are told to wait.
    assert [error for error in wrong if not isinstance(error, BeingRead)] == []
    assert len(wrong) < 3
