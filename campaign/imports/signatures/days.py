"""A day as lists write it. What can be read two ways is not guessed."""

import re
from datetime import date
from enum import StrEnum
from functools import cache

from babel.dates import get_month_names

from campaign.text import folded


class DayOrder(StrEnum):
    """What comes first in 03/04/2024."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"


class Ambiguous(ValueError):
    """The same figures are two days, depending on what comes first."""


_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "sv", "da", "nb", "fi", "hu")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[T ,])")
_FIGURES = re.compile(r"(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})(?:$|[T ,])")
_DAY_WORD = re.compile(
    r"(?:[^\W\d]+\s)?(\d{1,2})\s?(?:st|nd|rd|th)?\s(?:de\s|of\s)?([^\W\d]+)\s(?:de\s)?(\d{4})(?:$|\s)"
)
_WORD_DAY = re.compile(r"(?:[^\W\d]+\s)?([^\W\d]+)\s(\d{1,2})(?:st|nd|rd|th)?\s(\d{4})(?:$|\s)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in get_month_names(width, context, language).items():
                    found.setdefault(folded(str(name)), number)
    return found | {"sept": 9}


def read_day(text: str, order: DayOrder | None = None) -> date | None:
    """The day that a cell says, with or without a time after it; None if it says none.

    A day with points, 03.04.2024, has the day first wherever points are used. Raises Ambiguous for 03/04/2024 and
    03-04-2024 unless `order` says which comes first.
    """
    text = text.strip()
    try:
        if (found := _ISO.match(text)) or (found := _COMPACT.match(text)):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _FIGURES.match(text):
            return _figures(int(found[1]), int(found[3]), _year(found[4]), found[2], order)
        bare = folded(text)
        if found := _DAY_WORD.match(bare):
            return _named(found[2], int(found[1]), int(found[3]))
        if found := _WORD_DAY.match(bare):
            return _named(found[1], int(found[2]), int(found[3]))
    except Ambiguous:
        raise
    except ValueError:
        return None
    return None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _figures(first: int, second: int, year: int, mark: str, order: DayOrder | None) -> date:
    if mark == "." or first > 12:
        return date(year, second, first)
    if second > 12 or first == second:
        return date(year, first, second)
    if order is None:
        raise Ambiguous
    return date(year, second, first) if order == DayOrder.DAY_FIRST else date(year, first, second)


def _named(month: str, day: int, year: int) -> date | None:
    number = _months().get(month)
    return date(year, number, day) if number else None
