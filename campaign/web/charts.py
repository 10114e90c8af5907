"""Charts: numbers in, positions out. `templates/parts/charts.html` draws what these functions answer as SVG.

Pure functions. Across, everything is in per cent of the width, so that only the plot stretches and words keep their
size; down, in pixels. Each chart carries its title, a sentence that says what it shows, and the same numbers as a
table, in the language of the page. `rtl` mirrors the plot for pages that are read from right to left; None asks the
language at hand. Titles that callers give are in that language already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

from campaign.web.formats import day as long_day
from campaign.web.formats import day_of_year, month, number, percent, short_day_of_year, short_month
from campaign.web.language import current_language, direction, gettext, ngettext

Anchor = Literal["start", "middle", "end"]

TOP = 26.0  # room above the plot for the words of its highest line
FOOT = 26.0  # room below for days or months
_MOST_POINTS = 120  # a curve of more looks the same and weighs more
_MOST_DAYS_IN_TABLE = 62


@dataclass(frozen=True)
class Word:
    """Text beside the plot: `x` in per cent, `y` in pixels. `wide` words are left out on a phone."""

    x: float
    y: float
    text: str
    anchor: Anchor = "middle"
    wide: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Tick:
    """A mark on the thermometer's scale, `x` in per cent."""

    x: float
    word: Word
    goal: bool


@dataclass(frozen=True)
class Thermometer:
    """How far a count is on its way to a goal; `x` and `width` in per cent."""

    title: str
    x: float
    width: float
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class GridLine:
    """A level line at `y` pixels; the lowest one is the axis and has no word."""

    y: float
    word: Word | None


@dataclass(frozen=True)
class Bar:
    """One bar: `x` and `width` in per cent, `y` and `height` in pixels; `unfinished` for a day that is not over."""

    x: float
    width: float
    y: float
    height: float
    unfinished: bool = False


@dataclass(frozen=True)
class Curve:
    """A line over its area, in a box 1000 wide and `height` high, and a dot (per cent, pixels) on its end."""

    top: float
    height: float
    line: str
    area: str
    dot: tuple[float, float]


@dataclass(frozen=True)
class Line:
    """One of the lines of a chart, in a box 1000 wide and `height` high; it is broken where nothing is known.

    `dots` are in per cent and pixels. The `second` line is the thin one that the first is held against.
    """

    top: float
    height: float
    stretches: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    second: bool = False


@dataclass(frozen=True)
class Table:
    """The numbers of a chart: the first cell of each row is its heading, the others are numbers."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A chart with axes. `key` makes ids unique on the page; `height` in pixels."""

    key: str
    title: str
    sentence: str
    height: float
    grid: tuple[GridLine, ...]
    words: tuple[Word, ...]
    table: Table
    bars: tuple[Bar, ...] = ()
    curve: Curve | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class ShareBar:
    """One row of a table with a bar: its label, its number, the bar's width in per cent, and the share in words."""

    label: str
    value: int
    width: float
    share: str


def mirrors(rtl: bool | None) -> bool:
    """Whether plots are mirrored: as is asked, else as the language at hand is read."""
    return direction(current_language()) == "rtl" if rtl is None else rtl


def thermometer(value: int, goal: int, *, rtl: bool | None = None) -> Thermometer:
    """How far `value` is on its way to `goal` (at least 1); past the goal the bar is full and the title says so."""
    goal, rtl = max(goal, 1), mirrors(rtl)
    step = _nice_step(goal, 4)
    levels = [level for level in range(step, goal, step) if level <= 0.87 * goal]
    middle = levels[len(levels) // 2] if len(levels) % 2 else None
    ticks = [_tick(level, goal, wide=level != middle, rtl=rtl) for level in levels]
    width = _per_cent(min(max(value, 0), goal), goal)
    return Thermometer(
        title=ngettext(
            "%(value)s of %(goal)s signature",
            "%(value)s of %(goal)s signatures",
            goal,
            value=number(value),
            goal=number(goal),
        ),
        x=round(100 - width, 2) if rtl else 0.0,
        width=width,
        ticks=(*ticks, _tick(goal, goal, wide=False, rtl=rtl)),
    )


def _tick(level: int, goal: int, *, wide: bool, rtl: bool) -> Tick:
    x = mirrored(_per_cent(level, goal), rtl)
    last = level == goal
    return Tick(x, Word(x, 35, number(level), "end" if last else "middle", wide, last), last)


def growth(
    points: Sequence[tuple[date, int]],
    *,
    title: str = "",
    sentence: str = "",
    key: str = "growth",
    height: int = 280,
    rtl: bool | None = None,
) -> Chart | None:
    """A line of what a count has grown to, over its area.

    `points` are days, ascending, each with what was new on it; days without anything may be left out. None when there
    is nothing to draw yet: fewer than two days. An empty `sentence` is written from the numbers.
    """
    if len(points) < 2:
        return None
    title, rtl = title or gettext("Confirmed signatures"), mirrors(rtl)
    days = [day for day, _ in points]
    totals = list(accumulate(new for _, new in points))
    plot = height - TOP - FOOT
    top, grid = _levels(max(totals), plot, rtl=rtl)
    span = (days[-1] - days[0]).days

    def spot(index: int) -> tuple[float, float]:
        x = 1000 * (days[index] - days[0]).days / span
        return (1000 - x if rtl else x), plot * (1 - totals[index] / top)

    spots = [spot(index) for index in thinned(len(points), _MOST_POINTS)]
    line = " ".join(f"{x:.0f},{y:.1f}" for x, y in spots)
    end_x, end_y = spots[-1]
    return Chart(
        key=key,
        title=gettext("%(what)s since %(day)s", what=title, day=long_day(days[0])),
        sentence=sentence or _growth_sentence(points, totals[-1]),
        height=height,
        grid=grid,
        words=_time_words(days[0], days[-1], height - 6, rtl=rtl),
        table=_growth_table(title, points),
        curve=Curve(
            top=TOP,
            height=plot,
            line=line,
            area=f"{spots[0][0]:.0f},{plot:.0f} {line} {end_x:.0f},{plot:.0f}",
            dot=(round(end_x / 10, 2), round(TOP + end_y, 1)),
        ),
    )


def _growth_sentence(points: Sequence[tuple[date, int]], total: int) -> str:
    best, most = max(_by_month(points), key=lambda each: each[1])
    sentence = gettext("%(number)s by %(day)s.", number=number(total), day=long_day(points[-1][0]))
    if (points[-1][0] - points[0][0]).days > _MOST_DAYS_IN_TABLE and most:
        busiest = gettext("The busiest month was %(month)s, with %(number)s.", month=month(best), number=number(most))
        sentence += f" {busiest}"
    return sentence


def _growth_table(title: str, points: Sequence[tuple[date, int]]) -> Table:
    first, last = points[0][0], points[-1][0]
    if (last - first).days <= _MOST_DAYS_IN_TABLE:
        named = [(long_day(day), new) for day, new in points]
        caption, unit = gettext("%(what)s by day", what=title), gettext("Day")
    else:
        months = _by_month(points)
        named = [(month(first_day), new) for first_day, new in months[:-1]]
        named.append((gettext("%(month)s, to %(day)s", month=month(last), day=day_of_year(last)), months[-1][1]))
        caption, unit = gettext("%(what)s by month", what=title), gettext("Month")
    totals = accumulate(new for _, new in named)
    rows = tuple((name, number(new), number(total)) for (name, new), total in zip(named, totals, strict=True))
    return Table(caption, (unit, gettext("New"), gettext("Total")), rows)


def per_day(
    points: Sequence[tuple[date, int]],
    *,
    today: date,
    title: str = "",
    sentence: str = "",
    key: str = "per-day",
    height: int = 190,
    rtl: bool | None = None,
) -> Chart | None:
    """A bar for each day; the bar of `today` is marked as unfinished.

    `points` are consecutive days, ascending, each with its number. None without any. An empty `sentence` is written
    from the numbers.
    """
    if not points:
        return None
    title, rtl = title or gettext("Confirmed per day"), mirrors(rtl)
    plot = height - TOP - FOOT
    top, grid = _levels(max(value for _, value in points), plot, rtl=rtl)
    slot = 92 / len(points)  # the first 8 % hold the words of the level lines
    bars = []
    words = []
    for index, (day, value) in enumerate(points):
        x = 8 + slot * index
        tall = plot * value / top
        width = 0.74 * slot
        left = 100 - x - width if rtl else x
        bars.append(Bar(round(left, 2), round(width, 2), round(TOP + plot - tall, 1), round(tall, 1), day == today))
        from_end = len(points) - 1 - index
        if from_end == 0 or (from_end % 7 == 1 and from_end >= 4):
            name = gettext("today") if day == today else short_day_of_year(day)
            if from_end == 0:
                words.append(Word(mirrored(100, rtl), height - 6, name, "end"))
            else:
                words.append(Word(mirrored(round(x + width / 2, 2), rtl), height - 6, name, wide=from_end % 14 == 1))
    return Chart(
        key=key,
        title=gettext(
            "%(what)s, %(first)s to %(last)s", what=title, first=long_day(points[0][0]), last=long_day(points[-1][0])
        ),
        sentence=sentence or _per_day_sentence(points, today),
        height=height,
        grid=grid,
        words=tuple(words),
        table=Table(
            title,
            (gettext("Day"), gettext("Confirmed signatures")),
            tuple((long_day(day), number(value)) for day, value in points),
        ),
        bars=tuple(bars),
    )


def _per_day_sentence(points: Sequence[tuple[date, int]], today: date) -> str:
    over = [(day, value) for day, value in points if day != today]
    so_far = [gettext("Today so far %(number)s.", number=number(value)) for day, value in points if day == today]
    if not over or not any(value for _, value in over):
        return " ".join([gettext("Nothing before today."), *so_far]) if so_far else gettext("Nothing on these days.")
    values = [value for _, value in over]
    best = max(over, key=lambda pair: pair[1])[0]
    low, high = min(values), max(values)
    if low == high:
        said = gettext("%(number)s on each day.", number=number(high))
    else:
        said = gettext(
            "Between %(low)s and %(high)s a day, most on %(day)s.",
            low=number(low),
            high=number(high),
            day=day_of_year(best),
        )
    return " ".join([said, *so_far])


def share_bars(rows: Sequence[tuple[str, int]], whole: int) -> tuple[ShareBar, ...]:
    """A bar per row, as long as its share of `whole`. A share of fewer than ten is not said: it would mislead."""
    return tuple(
        ShareBar(label, value, _per_cent(min(value, whole), whole), percent(100 * value / whole) if whole >= 10 else "")
        for label, value in rows
    )


def _levels(highest: int, plot: float, *, rtl: bool) -> tuple[int, tuple[GridLine, ...]]:
    """The value at the top of the plot, and its level lines from the axis up."""
    step = _nice_step(max(highest, 1), 4)
    count = max(1, -(-highest // step))
    lines = [GridLine(TOP + plot, None)]
    for index in range(1, count + 1):
        y = round(TOP + plot * (1 - index / count), 1)
        lines.append(GridLine(y, Word(mirrored(0, rtl), y - 5, number(step * index), "start")))
    return step * count, tuple(lines)


def _nice_step(highest: int, parts: int) -> int:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten, whole, that covers `highest` in at most `parts` steps."""
    scale = 1
    while True:
        for step in (scale, 2 * scale, 5 * scale // 2 if scale > 1 else 0, 5 * scale):
            if step and step * parts >= highest:
                return step
        scale *= 10


def _time_words(first: date, last: date, y: float, *, rtl: bool) -> tuple[Word, ...]:
    """Names of days, months or years below a plot that runs from `first` to `last`; one in three also on a phone."""
    span = (last - first).days
    marks = _marks(first, last)
    words = []
    for index, (day, name) in enumerate(marks):
        at = 100 * (day - first).days / span
        if 3 <= at <= 97:
            words.append(Word(mirrored(round(at, 2), rtl), y, name, wide=len(marks) > 4 and index % 3 != 1))
    return tuple(words)


def _marks(first: date, last: date) -> list[tuple[date, str]]:
    """Days that are worth a word on a time axis, at most about twelve."""
    span = (last - first).days
    if span <= 84:
        step = next(step for step in (1, 2, 7, 14) if span / step <= 12)
        return [(day, short_day_of_year(day)) for day in (first + timedelta(days=n) for n in range(0, span + 1, step))]
    months = next(count for count in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if span / 30.4 / count <= 12)
    marks = []
    for index in range(first.year * 12 + first.month, last.year * 12 + last.month):
        if index % months == 0:
            start = date(index // 12, index % 12 + 1, 1)
            marks.append((start, str(start.year) if start.month == 1 else short_month(start)))
    return marks


def _by_month(points: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """First day and sum of every month from the first to the last, those without anything too."""
    first, last = points[0][0], points[-1][0]
    sums = dict.fromkeys(range(first.year * 12 + first.month - 1, last.year * 12 + last.month), 0)
    for day, new in points:
        sums[day.year * 12 + day.month - 1] += new
    return [(date(index // 12, index % 12 + 1, 1), total) for index, total in sums.items()]


def thinned(count: int, most: int) -> list[int]:
    """Indexes of at most `most` of `count` points, evenly spread, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return [round(index * (count - 1) / (most - 1)) for index in range(most)]


def _per_cent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def mirrored(x: float, rtl: bool) -> float:
    """A place across in per cent, from the other side on pages that are read from right to left."""
    return round(100 - x, 2) if rtl else x
