"""How far a share can be trusted that was counted over few trials."""

from math import sqrt
from typing import Final

# The two-sided 95 % point of the normal distribution.
_Z: Final = 1.959963984540054


def share_interval(part: int, whole: int) -> tuple[float, float] | None:
    """The 95 % interval of `part` out of `whole` as (lowest, highest) in per cent; None if `whole` is 0.

    The score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212, without correction for continuity. It stays
    within 0 and 100 and says something sensible for none of 12 and 12 of 12, where the textbook interval has no width.
    Raises ValueError unless 0 <= part <= whole.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no share")
    if not whole:
        return None
    share = part / whole
    square = _Z * _Z / whole
    middle = (share + square / 2) / (1 + square)
    reach = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole)) / (1 + square)
    # At the ends the formula gives exactly 0 and 100; arithmetic would miss them by a hair.
    lowest = 0.0 if part == 0 else 100 * (middle - reach)
    highest = 100.0 if part == whole else 100 * (middle + reach)
    return lowest, highest
