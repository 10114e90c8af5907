"""Lines of a share over time: dated points in, positions out, as in `charts.py`, whose figure draws them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import pairwise
from math import ceil, floor
from typing import Final

from campaign.web.charts import FOOT, TOP, Anchor, Chart, GridLine, Line, Table, Word, mirrored, mirrors, thinned
from campaign.web.formats import day as long_day
from campaign.web.formats import number, percent, short_day
from campaign.web.language import gettext, ngettext

_NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)  # so that the year is always said
_START: Final = 11.0  # the first per cent across hold the words of the level lines
_MOST_POINTS: Final = 200
_MOST_DOTS: Final = 24
_MOST_YEARS_ON_PHONE: Final = 5
# Sizes that decide whether words would meet: a phone's plot and the narrowest one that shows `wide` words, in pixels,
# and the room a letter and a line of the chart's small type take.
_PHONE: Final = 340.0
_WIDE: Final = 640.0
_LETTER: Final = 7.9
_ASCENT: Final = 11.0
_DESCENT: Final = 4.0


@dataclass(frozen=True)
class Series:
    """A line with its name: days, ascending, each with a share in per cent, or None where it is not known."""

    name: str
    points: Sequence[tuple[date, float | None]]


@dataclass(frozen=True)
class _Spot:
    """A known point: `x` in per cent, `y` in pixels."""

    day: date
    value: float
    x: float
    y: float


@dataclass(frozen=True)
class _Scale:
    """What stands where: the days across, the values from `low` to `high` per cent up."""

    first: date
    last: date
    low: int
    high: int
    plot: float

    def spot(self, when: date, value: float) -> _Spot:
        x = _START + (100 - _START) * (when - self.first).days / (self.last - self.first).days
        y = TOP + self.plot * (1 - (value - self.low) / (self.high - self.low))
        return _Spot(when, value, round(x, 2), round(y, 1))


@dataclass(frozen=True)
class _Label:
    """Words that belong to a point, and whether they have to be there."""

    spot: _Spot
    text: str
    strong: bool
    above: bool
    needed: bool = False


def share_over_time(
    series: Series,
    against: Series | None = None,
    *,
    title: str = "",
    sentence: str = "",
    key: str = "trend",
    height: int = 240,
    fitted: bool = False,
    caption: str = "",
    columns: Sequence[str] = (),
    cells: Mapping[date, Sequence[int | None]] | None = None,
    rtl: bool | None = None,
) -> Chart | None:
    """A share over time as a line, held `against` a second, thinner one. None with fewer than two known points.

    The scale runs from 0 to 100 %, or if `fitted` over what the values need, which the sentence then says. The table
    has a row a day: its `cells` under `columns` (such as trials, due, with results), then the shares. An empty
    `sentence` is written from the numbers.
    """
    both = [series, against] if against else [series]
    known = [[(when, value) for when, value in each.points if value is not None] for each in both]
    if len(known[0]) < 2:
        return None
    title, rtl = title or gettext("Share of due trials with results"), mirrors(rtl)
    days = sorted({when for each in both for when, _ in each.points})
    plot = height - TOP - FOOT
    values = [value for each in known for _, value in each]
    low, high, step = _range(min(values), max(values)) if fitted else (0, 100, 25)
    scale = _Scale(days[0], days[-1], low, high, plot)
    spots = [[scale.spot(when, value) for when, value in each] for each in known]
    labels = _labels(both, spots)
    sentence = sentence or _sentence(known, both)
    if fitted:
        scale_said = gettext("The scale runs from %(low)s to %(high)s.", low=number(low), high=percent(high, 0))
        sentence += f" {scale_said}"
    grid = _grid(scale, step)
    words = (*_placed(labels, spots, grid, height), *_time_words(scale, height - 6))
    return Chart(
        key=key,
        title=title,
        sentence=sentence,
        height=height,
        grid=tuple(replace(line, word=_turned(line.word, rtl)) for line in grid),
        words=tuple(replace(word, x=mirrored(word.x, rtl)) for word in words),
        table=_table(both, days, caption or title, columns, cells or {}),
        lines=tuple(
            _line(each.points, scale, second=index > 0, rtl=rtl) for index, each in reversed(list(enumerate(both)))
        ),
    )


def _range(lowest: float, highest: float) -> tuple[int, int, int]:
    """Round ends that hold both values with room for a line, and the step between at most four levels."""
    for step in (1, 2, 5, 10, 20, 25):
        low, high = floor(lowest / step) * step, ceil(highest / step) * step
        if low == high:
            low, high = (low - step, high) if high >= 100 else (low, high + step)
        if (high - low) // step <= 4:
            return low, high, step
    return 0, 100, 25


def _grid(scale: _Scale, step: int) -> tuple[GridLine, ...]:
    """Level lines from the lowest up. Only the line of nothing at all is drawn as the axis, without a word."""
    lines = []
    for level in range(scale.low, scale.high + 1, step):
        y = scale.spot(scale.first, level).y
        lines.append(GridLine(y, Word(0.0, y - 5, percent(level, 0), "start") if level else None))
    return tuple(lines)


def _time_words(scale: _Scale, y: float) -> Iterator[Word]:
    """Years below the plot, every other one on a phone; over a short time the first and the last day as well."""
    years = [date(year, 1, 1) for year in range(scale.first.year + 1, scale.last.year + 1)]
    short = len(years) < 4
    if short:
        yield Word(_START, y, _short(scale.first), "start")
    for index, start in enumerate(years):
        x = scale.spot(start, scale.low).x
        if not short or 40 < x < 70:
            yield Word(x, y, str(start.year), wide=len(years) > _MOST_YEARS_ON_PHONE and index % 2 == 1)
    if short:
        yield Word(100.0, y, _short(scale.last), "end")


def _short(when: date) -> str:
    return short_day(when, _NEVER)


def _turned(word: Word | None, rtl: bool) -> Word | None:
    return word and replace(word, x=mirrored(word.x, rtl))


def _line(points: Sequence[tuple[date, float | None]], scale: _Scale, *, second: bool, rtl: bool) -> Line:
    kept = [points[index] for index in thinned(len(points), _MOST_POINTS)]
    stretches: list[list[_Spot]] = [[]]
    for when, value in kept:
        if value is not None:
            stretches[-1].append(scale.spot(when, value))
        elif stretches[-1]:
            stretches.append([])
    every = [spot for stretch in stretches for spot in stretch]
    ends = every[-1:] if second or len(every) > _MOST_DOTS else every
    # A point between two gaps has no line to be seen by.
    alone = [stretch[0] for stretch in stretches if len(stretch) == 1]
    return Line(
        top=TOP,
        height=scale.plot,
        stretches=tuple(
            " ".join(f"{10 * mirrored(spot.x, rtl):.0f},{spot.y - TOP:.1f}" for spot in stretch)
            for stretch in stretches
            if len(stretch) > 1
        ),
        dots=tuple((mirrored(spot.x, rtl), spot.y) for spot in sorted({*ends, *alone}, key=lambda spot: spot.day)),
        second=second,
    )


def _labels(both: Sequence[Series], spots: Sequence[Sequence[_Spot]]) -> Iterator[_Label]:
    """What is worth a word, the most important first: where the lines end, the highest point, the first one."""
    main = spots[0]
    last = main[-1]
    named = f"{both[0].name} " if len(both) > 1 else ""
    other = spots[1][-1] if len(spots) > 1 and spots[1] else None
    rises = last.value >= (other.value if other else main[-2].value)
    yield _Label(last, f"{named}{percent(last.value)}", strong=True, above=rises, needed=True)
    if other:
        yield _Label(other, f"{both[1].name} {percent(other.value)}", strong=False, above=not rises, needed=True)
    highest = max(main, key=lambda spot: spot.value)
    if highest not in (main[0], last):
        yield _Label(highest, percent(highest.value), strong=True, above=True)
    yield _Label(main[0], percent(main[0].value), strong=True, above=main[0].value > main[1].value)


@dataclass(frozen=True)
class _Box:
    """Room that words take, in pixels."""

    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def _box(word: Word, width: float) -> _Box:
    long = _LETTER * len(word.text)
    at = word.x * width / 100
    left = {"start": at, "middle": at - long / 2, "end": at - long}[word.anchor]
    return _Box(left, left + long, word.y - _ASCENT, word.y + _DESCENT)


def _placed(
    labels: Iterator[_Label], spots: Sequence[Sequence[_Spot]], grid: Sequence[GridLine], height: float
) -> list[Word]:
    """Words for the labels, beside their points, clear of each other and, where it can be, of the lines.

    What has room only on a wide page is left out on a phone; what has none anywhere is left out.
    """
    placed: list[Word] = []
    fixed = [line.word for line in grid if line.word]
    for label in labels:
        every = _tries(label, height)
        tries = [word for word in every if not _crossed(word, spots)]
        if label.needed:
            tries += [word for word in every if word not in tries]
        on_a_page = [word for word in tries if _clear(word, [*fixed, *placed], _WIDE)]
        on_a_phone = [word for word in on_a_page if _clear(word, [*fixed, *(w for w in placed if not w.wide)], _PHONE)]
        if on_a_phone:
            placed.append(on_a_phone[0])
        elif label.needed:
            placed.append(tries[0])
        elif on_a_page:
            placed.append(replace(on_a_page[0], wide=True))
    return placed


def _clear(word: Word, others: Sequence[Word], width: float) -> bool:
    box = _box(word, width)
    return not any(box.meets(_box(other, width)) for other in others)


def _tries(label: _Label, height: float) -> list[Word]:
    """Where the words of a point can stand, the natural place first."""
    spot = label.spot
    centred = _box(Word(spot.x, spot.y, label.text), _PHONE)
    anchor: Anchor = "middle"
    if centred.right > _PHONE:
        anchor = "end"
    elif centred.left < _START * _PHONE / 100:
        anchor = "start"
    above = [spot.y - 11, spot.y - 26]
    below = [spot.y + 21, spot.y + 36]
    order = [*above, *below] if label.above else [*below, *above]
    words = [Word(spot.x, round(y, 1), label.text, anchor, strong=label.strong) for y in order]
    inside = [word for word in words if _ASCENT <= word.y <= height - FOOT - _DESCENT]
    return inside or words[:1]


def _crossed(word: Word, spots: Sequence[Sequence[_Spot]]) -> bool:
    """Whether a line runs through the words on a phone."""
    box = _box(word, _PHONE)
    for line in spots:
        for one, two in pairwise(line):
            for part in range(9):
                x = (one.x + (two.x - one.x) * part / 8) * _PHONE / 100
                y = one.y + (two.y - one.y) * part / 8
                if box.meets(_Box(x - 1, x + 1, y - 1, y + 1)):
                    return True
    return False


def _sentence(known: Sequence[Sequence[tuple[date, float]]], both: Sequence[Series]) -> str:
    main = known[0]
    (first, start), (last, end) = main[0], main[-1]
    said = [
        gettext(
            "%(start)s on %(first)s, %(end)s on %(last)s.",
            start=percent(start),
            first=long_day(first),
            end=percent(end),
            last=long_day(last),
        )
    ]
    best, most = max(main, key=lambda point: point[1])
    if best not in (first, last):
        said.append(gettext("It was highest on %(day)s, at %(share)s.", day=long_day(best), share=percent(most)))
    if len(known) > 1 and known[1]:
        when, value = known[1][-1]
        if when == last:
            said.append(gettext("%(name)s: %(share)s.", name=both[1].name, share=percent(value)))
        else:
            other = gettext(
                "%(name)s on %(day)s: %(share)s.", name=both[1].name, day=long_day(when), share=percent(value)
            )
            said.append(other)
    if missing := sum(1 for _, value in both[0].points if value is None):
        dates = len(both[0].points)
        said.append(
            ngettext(
                "Nothing is known for %(missing)s of %(dates)s date.",
                "Nothing is known for %(missing)s of %(dates)s dates.",
                dates,
                missing=number(missing),
                dates=number(dates),
            )
        )
    return " ".join(said)


def _table(
    both: Sequence[Series],
    days: Sequence[date],
    caption: str,
    columns: Sequence[str],
    cells: Mapping[date, Sequence[int | None]],
) -> Table:
    shares = [dict(each.points) for each in both]
    nothing: Sequence[int | None] = [None] * len(columns)
    rows = []
    for when in days:
        counts = ("-" if cell is None else number(cell) for cell in cells.get(when, nothing))
        values = (share.get(when) for share in shares)
        rows.append((long_day(when), *counts, *("-" if value is None else percent(value) for value in values)))
    return Table(caption, (gettext("Date of the data"), *columns, *(each.name for each in both)), tuple(rows))
