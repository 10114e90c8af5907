"""What a figure does to a milestone. Pure.

A milestone fires once: the first time that its figure is there or above, however far above. When the figure falls
below, that is noted; when it is there again, the note goes, and nothing fires a second time.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

SUGGESTED: Final = (100, 500, 1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)
AT_ONCE: Final = 4  # suggestions that are added with one press


class Step(StrEnum):
    """What is to be done with a milestone."""

    NOTHING = "nothing"
    FIRE = "fire"
    FALL = "fall"  # the figure is below it again
    RISE = "rise"  # and there once more


def step(value: int, threshold: int, *, was_reached: bool, is_fallen: bool) -> Step:
    """What the figure `value` does to a milestone at `threshold`."""
    if value >= threshold:
        if not was_reached:
            return Step.FIRE
        return Step.RISE if is_fallen else Step.NOTHING
    return Step.FALL if was_reached and not is_fallen else Step.NOTHING


def suggestions(value: int, taken: Collection[int]) -> tuple[int, ...]:
    """The next few round figures above `value` that are not milestones yet."""
    ahead = [figure for figure in SUGGESTED if figure > value and figure not in taken]
    return tuple(ahead[:AT_ONCE])
