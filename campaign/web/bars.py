"""Bars that stand in lines of text and tables: numbers in, positions out, as in `charts.py`.

`templates/parts/charts.html` draws them. Across, everything is in per cent of the width; `rtl` mirrors it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from campaign.web.formats import number


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
    rtl: bool = False,
) -> IntervalBar:
    """The bar of one row of a league table, all in per cent; `share` is None where nothing is due."""
    width = round(share or 0.0, 2)

    def place(value: float) -> float:
        return round(100 - value if rtl else value, 2)

    ends = sorted(place(end) for end in interval) if interval else None
    return IntervalBar(
        x=round(100 - width, 2) if rtl else 0.0,
        width=width,
        whisker=(ends[0], ends[1]) if ends else None,
        average=None if average is None else place(average),
        words=f"95 % interval {interval[0]:.0f} to {interval[1]:.0f} %" if interval else "",
    )


def parts_bar(
    in_time: int, late: int | None, overdue: int, *, key: str = "parts", what: str = "due trials", rtl: bool = False
) -> PartsBar:
    """How many of the due results were reported in time, reported late, and are overdue.

    `late` is None where a register does not say when results came; then `in_time` holds all that are there. A part of
    nobody is left out of the bar and of its key.
    """
    told: list[tuple[PartKind, int, str, str]] = [("on", in_time, "reported in time", "in time")]
    if late is None:
        told = [("on", in_time, "reported", "reported")]
    else:
        told.append(("late", late, "reported late", "late"))
    told.append(("bad", overdue, "overdue", "overdue"))
    whole = sum(count for _, count, _, _ in told)
    if not whole:
        return PartsBar(key, f"No {what}", ())
    said = ", ".join(f"{number(count)} {words}" for _, count, words, _ in told)
    return PartsBar(key, f"Of {number(whole)} {what}: {said}", _placed(told, whole, rtl=rtl))


def _placed(told: Sequence[tuple[PartKind, int, str, str]], whole: int, *, rtl: bool) -> tuple[Part, ...]:
    parts = []
    before = 0
    for kind, count, words, short in told:
        # From sums, so that neighbours touch and the last one ends at 100.
        start, end = round(100 * before / whole, 2), round(100 * (before + count) / whole, 2)
        before += count
        if count:
            x = round(100 - end if rtl else start, 2)
            parts.append(Part(kind, x, round(end - start, 2), count, words, f"{number(count)} {short}"))
    return tuple(parts)
