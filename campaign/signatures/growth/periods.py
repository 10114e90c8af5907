"""Small numbers are not told: days are joined until they hold five people, countries into "other". Pure.

Statistics that name a cell of one or two people tell about them. Totals stay exact; only where in time or in the
world so few were is left out. What is joined here is what every file, chart and page shows.
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


@dataclass(frozen=True)
class Countries:
    """People by country code, most first; `other` are those of countries with too few, `lands` how many these are."""

    known: tuple[tuple[str, int], ...]
    other: int
    lands: int


def countries(numbers: Mapping[str, int]) -> Countries:
    """Countries with fewer than LEAST people joined into one.

    If those are fewer than LEAST together, the smallest other country joins them: else the one cell would tell.
    """
    shown = sorted(((code, value) for code, value in numbers.items() if value > 0), key=lambda one: (-one[1], one[0]))
    small = [one for one in shown if one[1] < LEAST]
    known = shown[: len(shown) - len(small)]
    while small and known and sum(value for _, value in small) < LEAST:
        small.append(known.pop())
    return Countries(tuple(known), sum(value for _, value in small), len(small))
