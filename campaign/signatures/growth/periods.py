"""Small numbers are not told: days are joined until they hold five people, countries go in steps of five. Pure.

Statistics that name a cell of one or two people tell about them, and so does a cell that is seen to grow by one. Totals
stay exact; only where in time or in the world so few were is left out. What is joined here is what every file, chart
and page shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

LEAST: Final = 5
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """What was counted on one UTC day and still is."""

    day: date
    people: int
    organizations: int


@dataclass(frozen=True)
class Period:
    """One or more days from `first` to `last`, both within; `is_open` while its last day is not over."""

    first: date
    last: date
    people: int
    organizations: int
    is_open: bool = False


def periods(days: Sequence[Day], first: date, last: date, *, is_open: bool) -> tuple[Period, ...]:
    """Consecutive days from `first` to `last` joined until each period has at least LEAST people.

    `days` hold what was counted, ascending; a day of none may be left out. What is left at the end and is too few is
    joined to the period before it, so the last one always reaches to `last`; `is_open` says that this day is not over.
    Only where there are fewer than LEAST in all does a period have fewer.
    """
    found: list[Period] = []
    start, people, organizations = first, 0, 0
    for each in days:
        people, organizations = people + each.people, organizations + each.organizations
        if people >= LEAST:
            found.append(Period(start, each.day, people, organizations))
            start, people, organizations = each.day + _A_DAY, 0, 0
    if not found:
        return (Period(first, last, people, organizations, is_open),)
    end = found.pop()
    rest = Period(end.first, max(end.last, last), end.people + people, end.organizations + organizations, is_open)
    return (*found, rest)


def in_steps(people: int) -> int:
    """A number of people rounded down to a multiple of LEAST."""
    return people // LEAST * LEAST


@dataclass(frozen=True)
class Countries:
    """People by country code, most first, in steps of five; `other` are those that are not told apart.

    These are the people of `lands` countries that are not named, and of the named ones those over a step.
    """

    known: tuple[tuple[str, int], ...]
    other: int
    lands: int


def countries(numbers: Mapping[str, int]) -> Countries:
    """Each country rounded down to a multiple of LEAST, the rest of all in one.

    If that is fewer than LEAST, the smallest country gives a step to it: else the one cell would tell.
    """
    steps = ((code, in_steps(value)) for code, value in numbers.items())
    known = sorted(((code, value) for code, value in steps if value), key=lambda one: (-one[1], one[0]))
    other = sum(numbers.values()) - sum(value for _, value in known)
    if known and 0 < other < LEAST:
        code, value = known.pop()
        other += LEAST
        if value > LEAST:
            known.append((code, value - LEAST))
    return Countries(tuple(known), other, sum(value > 0 for value in numbers.values()) - len(known))
