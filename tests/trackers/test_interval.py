"""The 95 % interval of a share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.trackers.interval import share_interval


@pytest.mark.parametrize(
    ("part", "whole", "lowest", "highest"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0.00, 16.11),
        (1, 29, 0.61, 17.18),
    ],
)
def test_published_intervals_come_out(part: int, whole: int, lowest: float, highest: float) -> None:
    found = share_interval(part, whole)
    assert found is not None
    assert found == (pytest.approx(lowest, abs=0.005), pytest.approx(highest, abs=0.005))


def test_one_of_one_and_none_of_one_are_mirror_images() -> None:
    assert share_interval(1, 1) == (pytest.approx(20.65, abs=0.005), 100.0)
    assert share_interval(0, 1) == (0.0, pytest.approx(79.35, abs=0.005))


def test_none_of_none_has_no_interval() -> None:
    assert share_interval(0, 0) is None


@pytest.mark.parametrize(("part", "whole"), [(-1, 5), (6, 5), (0, -1)])
def test_what_is_no_share_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        share_interval(part, whole)


@given(whole=st.integers(1, 60_000), data=st.data())
def test_the_interval_holds_the_share_stays_in_range_and_mirrors(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    found, other = share_interval(part, whole), share_interval(whole - part, whole)
    assert found is not None
    assert other is not None
    assert 0 <= found[0] <= 100 * part / whole <= found[1] <= 100
    assert found == (pytest.approx(100 - other[1], abs=1e-9), pytest.approx(100 - other[0], abs=1e-9))
