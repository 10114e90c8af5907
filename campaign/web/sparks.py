"""A line so small that it stands in a row of a table: numbers in, positions out. `parts/charts.html` draws it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 100, 24
_EDGE = 2.0


@dataclass(frozen=True)
class Spark:
    """Points in a box 100 wide and 24 high; `words` say what they show."""

    points: str
    words: str


def spark(values: Sequence[int], words: str) -> Spark:
    """The line of some numbers, oldest first; at least one. The scale begins at nothing and ends at the highest."""
    most = max(*values, 1)
    step = (WIDTH - 2 * _EDGE) / max(1, len(values) - 1)
    spots = [
        (round(_EDGE + step * index, 1), round(HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * value / most, 1))
        for index, value in enumerate(values)
    ]
    return Spark(" ".join(f"{x:g},{y:g}" for x, y in spots), words)
