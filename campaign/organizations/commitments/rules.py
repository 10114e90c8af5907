"""The rules of promises as pure functions: which dates can be promised, and what the clock does to them.

A promise's day is a UTC day and lasts until its end.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

MOST_LIVE: Final = 10  # promises of one support that are neither kept nor given up
LONGEST_YEARS: Final = 10
REMIND_BEFORE: Final = timedelta(days=30)
PROTECTED_FOR: Final = timedelta(days=14)  # how long after its day evidence that waits for a reviewer keeps it open
SOON: Final = timedelta(days=90)


class Tick(StrEnum):
    """What the clock does to an open promise on one day."""

    NOTHING = "nothing"
    REMIND = "remind"
    LATE = "late"


def latest_day(today: date) -> date:
    """The last day that can be promised: ten years from today."""
    year = today.year + LONGEST_YEARS
    try:
        return today.replace(year=year)
    except ValueError:  # 29 February
        return today.replace(year=year, day=28)


def can_be_promised(due_on: date, today: date) -> bool:
    """Whether a day lies in the future, and at most ten years away."""
    return today < due_on <= latest_day(today)


def is_late(due_on: date, today: date, *, evidence_waits: bool) -> bool:
    """Whether an open promise is late: its day is over and it is not judged as kept.

    Evidence that waits for a reviewer protects it for 14 days, so that nobody is late because reviewers are slow.
    """
    return today > (due_on + PROTECTED_FOR if evidence_waits else due_on)


def tick(due_on: date, today: date, *, evidence_waits: bool, was_reminded: bool) -> Tick:
    """What the clock does today to an open promise. `was_reminded` tells of the letter for this very date.

    The letter goes out 30 days before, or at the first run after that; never on the day itself, when it is of no use,
    and not while evidence waits.
    """
    if is_late(due_on, today, evidence_waits=evidence_waits):
        return Tick.LATE
    if not was_reminded and not evidence_waits and due_on - REMIND_BEFORE <= today < due_on:
        return Tick.REMIND
    return Tick.NOTHING


def days_late(due_on: date, met_on: date) -> int:
    """How many days after its day a promise was kept; 0 when in time."""
    return max(0, (met_on - due_on).days)
