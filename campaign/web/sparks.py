"""A line so small that it stands in a row of a table: numbers in, positions out. `parts/charts.html` draws it."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaign.web.charts import mirrors

WIDTH, HEIGHT = 100, 24
_EDGE = 2.0


@dataclass(frozen=True)
class Spark:
    """Points in a box 100 wide and 24 high; `words` say what they show."""

    points: str
    words: str


def spark(values: Sequence[int], words: str, *, rtl: bool | None = None) -> Spark:
    """The line of some numbers, oldest first; at least one. The scale begins at nothing and ends at the highest.

    `rtl` mirrors it; None as the language at hand is read.
    """
    most = max(*values, 1)
    step = (WIDTH - 2 * _EDGE) / max(1, len(values) - 1)
    spots = [
        (round(_EDGE + step * index, 1), round(HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * value / most, 1))
        for index, value in enumerate(values)
    ]
    turned = mirrors(rtl)
    return Spark(" ".join(f"{WIDTH - x if turned else x:g},{y:g}" for x, y in spots), words)
