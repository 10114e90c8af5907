"""What a share has done over time, in one sentence."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date


def trend_sentence(points: Sequence[tuple[date, float | None]]) -> str:
    """Where a share came from, where it was highest and where it is now, worked out from dated points, ascending.

    Shares in per cent; None where nothing is known of a day. Empty without any known point.
    """
    known = [(when, value) for when, value in points if value is not None]
    if not known:
        return ""
    first, last = known[0], known[-1]
    if len(known) == 1:
        return f"{_percent(last[1])} in {_month(last[0])}, the only day known so far."
    highest = max(known, key=lambda point: point[1])
    if highest[1] == min(value for _, value in known):
        return f"It has stood at {_percent(last[1])} from {_month(first[0])} to {_month(last[0])}."
    if highest[1] == last[1]:
        return (
            f"It rose from {_percent(first[1])} in {_month(first[0])} to {_percent(last[1])} in {_month(last[0])}, "
            "higher than ever before."
        )
    if highest[1] == first[1]:
        return (
            f"It fell from {_percent(first[1])} in {_month(first[0])}, the highest so far, "
            f"to {_percent(last[1])} in {_month(last[0])}."
        )
    return (
        f"It rose from {_percent(first[1])} in {_month(first[0])} to {_percent(highest[1])} in {_month(highest[0])}, "
        f"the highest so far, and has fallen since, to {_percent(last[1])} in {_month(last[0])}."
    )


def _percent(value: float) -> str:
    return f"{value:.1f}\u00a0%"


def _month(when: date) -> str:
    return format_date(when, "MMMM yyyy", locale="en_GB")
