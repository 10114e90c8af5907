"""Bars that stand in lines of text and tables: numbers in, positions out, as in `charts.py`.

`templates/parts/charts.html` draws them. Across, everything is in per cent of the width; `rtl` mirrors it, None as the
language at hand is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from campaign.web.charts import mirrors
from campaign.web.formats import number, percent
from campaign.web.language import comma, gettext, ngettext


@dataclass(frozen=True)
class IntervalBar:
    """A share as a bar, the range in which the true one lies as a whisker, and the average as a dotted line.

    `words` say the range to those who do not see it; empty if there is none.
    """

    x: float
    width: float
    whisker: tuple[float, float] | None
    average: float | None
    words: str


PartKind = Literal["on", "late", "bad"]


@dataclass(frozen=True)
class Part:
    """A part of a bar, `x` and `width` in per cent: as it is said in full, and in the key below."""

    kind: PartKind
    x: float
    width: float
    count: int
    words: str
    short: str


@dataclass(frozen=True)
class PartsBar:
    """What became of all due results. `key` makes ids unique on the page; without any due there are no parts."""

    key: str
    title: str
    parts: tuple[Part, ...]


def interval_bar(
    share: float | None,
    interval: tuple[float, float] | None = None,
    *,
    average: float | None = None,
    rtl: bool | None = None,
) -> IntervalBar:
    """The bar of one row of a league table, all in per cent; `share` is None where nothing is due."""
    rtl = mirrors(rtl)
    width = round(share or 0.0, 2)

    def place(value: float) -> float:
        return round(100 - value if rtl else value, 2)

    ends = sorted(place(end) for end in interval) if interval else None
    return IntervalBar(
        x=round(100 - width, 2) if rtl else 0.0,
        width=width,
        whisker=(ends[0], ends[1]) if ends else None,
        average=None if average is None else place(average),
        words=_interval_words(*interval) if interval else "",
    )


def _interval_words(low: float, high: float) -> str:
    return gettext("95 %% interval %(low)s to %(high)s", low=f"{low:.0f}", high=percent(high, 0))


def parts_bar(in_time: int, late: int | None, overdue: int, *, key: str = "parts", rtl: bool | None = None) -> PartsBar:
    """How many of the due results were reported in time, reported late, and are overdue.

    `late` is None where a register does not say when results came; then `in_time` holds all that are there. A part of
    nobody is left out of the bar and of its key.
    """
    told: list[tuple[PartKind, int, str, str]] = [_reported(in_time) if late is None else _in_time(in_time)]
    if late is not None:
        told.append(_late(late))
    told.append(_overdue(overdue))
    whole = sum(part[1] for part in told)
    if not whole:
        return PartsBar(key, gettext("No due trials"), ())
    said = ngettext(
        "Of %(number)s due trial: %(parts)s",
        "Of %(number)s due trials: %(parts)s",
        whole,
        number=number(whole),
        parts=comma().join(part[2] for part in told),
    )
    return PartsBar(key, said, _placed(told, whole, rtl=mirrors(rtl)))


def _reported(count: int) -> tuple[PartKind, int, str, str]:
    said = ngettext("%(number)s reported", "%(number)s reported", count, number=number(count))
    return "on", count, said, said


def _in_time(count: int) -> tuple[PartKind, int, str, str]:
    said = number(count)
    words = ngettext("%(number)s reported in time", "%(number)s reported in time", count, number=said)
    return "on", count, words, ngettext("%(number)s in time", "%(number)s in time", count, number=said)


def _late(count: int) -> tuple[PartKind, int, str, str]:
    said = number(count)
    words = ngettext("%(number)s reported late", "%(number)s reported late", count, number=said)
    return "late", count, words, ngettext("%(number)s late", "%(number)s late", count, number=said)


def _overdue(count: int) -> tuple[PartKind, int, str, str]:
    said = ngettext("%(number)s overdue", "%(number)s overdue", count, number=number(count))
    return "bad", count, said, said


def _placed(told: Sequence[tuple[PartKind, int, str, str]], whole: int, *, rtl: bool) -> tuple[Part, ...]:
    parts = []
    before = 0
    for kind, count, words, short in told:
        # From sums, so that neighbours touch and the last one ends at 100.
        start, end = round(100 * before / whole, 2), round(100 * (before + count) / whole, 2)
        before += count
        if count:
            x = round(100 - end if rtl else start, 2)
            parts.append(Part(kind, x, round(end - start, 2), count, words, short))
    return tuple(parts)
