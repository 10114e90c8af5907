"""What to say beside days of a trend that do not fit it: a partial copy of a register, or the former one again.

Worked out from the figures alone, so that it holds for published days and for our own.
"""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Final

# A register never loses trials in such numbers; no scrape since 2017 but a partial one did.
LARGEST_LOSS: Final = 0.01


def trend_remarks(totals: Mapping[date, int]) -> dict[date, str]:
    """A sentence for each day that looks wrong, from the numbers of trials by day."""
    remarks: dict[date, str] = {}
    days = sorted(totals)
    for before, day in pairwise(days):
        was, now = totals[before], totals[day]
        if now < was * (1 - LARGEST_LOSS):
            remarks[day] = (
                f"{was - now:,} trials fewer than on {before.isoformat()}: the copy of the register may be partial."
            )
        elif now == was and now:
            remarks[day] = (
                f"As many trials as on {before.isoformat()}: part of the register may not have been read anew."
            )
    return remarks
