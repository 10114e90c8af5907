"""What a rule answers, and why."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

Value = str | int | bool | date | tuple[str, ...] | None


class Step(NamedTuple):
    """One step of a rule: what it looked at, what it found, what follows, and where that is written.

    `rule` and `outcome` are short English, `field` is the register's own name, `date` the day that the step worked with
    or came to, `paragraph` the law, guideline or published method behind it.
    """

    rule: str
    outcome: str
    field: str
    value: Value
    date: date | None
    paragraph: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What every rule set says of one trial on one day. `due_date` is None where no completion date is known."""

    trial_id: str
    rule_version: str
    as_of: date
    results_due: bool
    has_results: bool
    due_date: date | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """A place where version 2 parts from version 1: the field of the rule set, what it does, and on what grounds."""

    field: str
    says: str
    paragraph: str


def years_after(day: date, years: int) -> date:
    """The same day some years later, or earlier if negative; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or earlier if negative; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, 28)
