"""Days of a trend that look wrong."""

from datetime import date

from campaign.trackers.trend_remarks import trend_remarks


def test_a_partial_copy_and_a_repeated_one_are_remarked_on_and_small_losses_are_not() -> None:
    found = trend_remarks(
        {
            date(2021, 2, 1): 38_900,
            date(2020, 12, 1): 38_496,
            date(2021, 1, 1): 37_728,
            date(2021, 3, 5): 38_900,
            date(2021, 4, 1): 38_890,
        }
    )
    assert found == {
        date(2021, 1, 1): "768 trials fewer than on 2020-12-01: the copy of the register may be partial.",
        date(2021, 3, 5): "As many trials as on 2021-02-01: part of the register may not have been read anew.",
    }
    assert trend_remarks({}) == trend_remarks({date(2021, 1, 1): 3}) == {}
    assert trend_remarks({date(2021, 1, 1): 0, date(2021, 2, 1): 0}) == {}
