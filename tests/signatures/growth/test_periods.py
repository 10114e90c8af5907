"""Small numbers are not told: whatever the days, no period and no country tells of fewer than five people."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.signatures.growth.periods import LEAST, Day, Period, countries, periods

FIRST = date(2026, 3, 2)


def on(number: int, people: int, organizations: int = 0) -> Day:
    return Day(FIRST + timedelta(days=number), people, organizations)


def test_days_are_joined_until_there_are_five() -> None:
    days = [on(0, 7, 1), on(1, 2), on(3, 3, 2), on(4, 1)]
    assert periods(days, FIRST, FIRST + timedelta(days=6), is_open=True) == (
        Period(FIRST, FIRST, 7, 1),
        Period(FIRST + timedelta(days=1), FIRST + timedelta(days=6), 6, 2, is_open=True),
    )


def test_a_campaign_of_few_is_one_period() -> None:
    assert periods([], FIRST, FIRST, is_open=True) == (Period(FIRST, FIRST, 0, 0, is_open=True),)
    assert periods([on(1, 4)], FIRST, FIRST + timedelta(days=2), is_open=False) == (
        Period(FIRST, FIRST + timedelta(days=2), 4, 0),
    )


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(0, 40), st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=30),
    st.integers(0, 50),
    st.booleans(),
)
def test_periods_follow_each_other_sum_up_and_tell_of_nobody(
    found: dict[int, tuple[int, int]], last: int, is_open: bool
) -> None:
    days = [on(number, *values) for number, values in sorted(found.items())]
    end = FIRST + timedelta(days=max([last, *found]))
    made = periods(days, FIRST, end, is_open=is_open)
    assert (made[0].first, made[-1].last) == (FIRST, end)
    for before, after in pairwise(made):
        assert after.first == before.last + timedelta(days=1)
    assert sum(one.people for one in made) == sum(one.people for one in days)
    assert sum(one.organizations for one in made) == sum(one.organizations for one in days)
    assert all(one.people >= LEAST for one in made) or len(made) == 1
    assert [one.is_open for one in made] == [False] * (len(made) - 1) + [is_open]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["AD", "BE", "CH", "DE", "ES", "FR", "IT"]), st.integers(0, 12)))
def test_no_country_and_no_rest_tells_of_fewer_than_five(numbers: dict[str, int]) -> None:
    found = countries(numbers)
    assert sum(value for _, value in found.known) + found.other == sum(numbers.values())
    assert all(0 < value <= numbers[code] and value % LEAST == 0 for code, value in found.known)
    assert found.other == 0 or found.other >= LEAST or not found.known
    assert len(found.known) + found.lands == sum(value > 0 for value in numbers.values())


def test_a_single_small_country_hides_behind_another() -> None:
    found = countries({"DE": 40, "FR": 5, "LU": 1})
    assert (found.known, found.other, found.lands) == ((("DE", 40),), 6, 2)


def test_whoever_watches_sees_no_country_grow_by_one() -> None:
    """The count is seen to grow, and what is not told apart with it; a country's figure only by five at once."""
    assert [dict(countries({"DE": 40 + more, "MT": 8, "LU": 3}).known) for more in range(6)] == [
        *[{"DE": 40, "MT": 5}] * 5,
        {"DE": 45, "MT": 5},
    ]
