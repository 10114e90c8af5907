"""Deadlines, status, days late and fines under the US law, by dated cases."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from campaign.trackers.facts import PartialDate, Submission
from campaign.trackers.rules.changes import Change, change, no_longer_overdue
from campaign.trackers.rules.fdaaa import PAPERS, VERSION_1, VERSION_2, FdaaaRules, FdaaaStatus, assess
from campaign.trackers.rules.state import State
from tests.trackers.made import ACT, PACT

CERTIFIED = {"certificate": date(2019, 6, 1)}


@pytest.mark.parametrize(
    ("change", "rules", "due", "last_day_not_due"),
    [
        # Completed 15 January 2019: one year, and 30 days on top before it is called due.
        ({}, VERSION_1, date(2020, 1, 15), date(2020, 2, 14)),
        ({}, PAPERS, date(2020, 1, 15), date(2020, 1, 15)),
        # Over a leap day 365 days are a day short of a year.
        ({"primary_completion": date(2019, 3, 1)}, VERSION_1, date(2020, 2, 29), date(2020, 3, 31)),
        ({"primary_completion": date(2019, 3, 1)}, PAPERS, date(2020, 3, 1), date(2020, 3, 1)),
        # 29 February falls on the 28th a year later.
        ({"primary_completion": date(2020, 2, 29)}, VERSION_1, date(2021, 2, 28), date(2021, 3, 30)),
        ({"primary_completion": PartialDate(2019, 4)}, VERSION_1, date(2020, 4, 29), date(2020, 5, 30)),
        (
            {"primary_completion": None, "completion": date(2019, 1, 15)},
            VERSION_1,
            date(2020, 1, 15),
            date(2020, 2, 14),
        ),
        # The certificate counts for its two years in full, whenever it was asked for.
        (CERTIFIED, VERSION_1, date(2022, 1, 15), date(2022, 2, 14)),
    ],
)
def test_deadlines(change: dict[str, Any], rules: FdaaaRules, due: date, last_day_not_due: date) -> None:
    trial = replace(ACT, **change)
    before, after = (assess(trial, day, rules) for day in (last_day_not_due, last_day_not_due + timedelta(days=1)))
    assert (before.due_date, before.results_due, after.results_due) == (due, False, True)


def submissions(*events: tuple[date, date | None]) -> tuple[Submission, ...]:
    return tuple(Submission(submitted, cancelled=cancelled) for submitted, cancelled in events)


DUE = date(2020, 1, 15)


def after(days: int) -> date:
    """So many days after the deadline of the made trial."""
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("change", "as_of", "status", "days_late", "finable"),
    [
        ({}, after(0), "ongoing", None, None),
        ({}, after(30), "ongoing", None, None),
        ({}, after(31), "overdue", 31, 1),
        ({}, after(400), "overdue", 400, 370),
        (CERTIFIED, after(400), "ongoing", None, None),
        (CERTIFIED, after(366 + 365 + 31), "overdue", 31, 1),
        ({"results_submitted": after(-10)}, after(-5), "reported", None, None),
        ({"results_submitted": after(0)}, after(400), "reported", None, None),
        ({"results_submitted": after(1)}, after(400), "reported-late", 1, None),
        ({"results_submitted": after(31)}, after(400), "reported-late", 31, 1),
        # Before it is called due nothing is late yet.
        ({"results_submitted": after(20)}, after(25), "reported", None, None),
        ({"submissions": submissions((after(-3), None))}, after(5), "ongoing", None, None),
        ({"submissions": submissions((after(-3), None))}, after(90), "reported", None, None),
        ({"submissions": submissions((after(40), None))}, after(90), "reported-late", 40, 10),
        # Cancelled and nothing since: late until today, fined from the first submission.
        ({"submissions": submissions((after(-3), after(50)))}, after(90), "overdue-cancelled", 90, None),
        ({"submissions": submissions((after(40), after(50)))}, after(90), "overdue-cancelled", 90, 10),
        # Resubmitted: late until the earliest submission after the cancelled one.
        (
            {"submissions": submissions((after(-3), after(50)), (after(60), None), (after(80), None))},
            *(after(90), "reported-late", 60, None),
        ),
        (
            {"submissions": submissions((after(40), after(50)), (after(60), None))},
            *(after(90), "reported-late", 60, 10),
        ),
        # Resubmitted before the deadline.
        ({"submissions": submissions((after(-30), after(-20)), (after(-5), None))}, after(90), "reported", None, None),
    ],
)
def test_status_days_late_and_finable_days(
    change: dict[str, Any], as_of: date, status: str, days_late: int | None, finable: int | None
) -> None:
    verdict = assess(replace(ACT, **change), as_of)
    assert (verdict.status, verdict.days_late, verdict.finable_days) == (status, days_late, finable)
    assert verdict.fine_usd == (finable or 0) * 11_569
    assert [step.outcome for step in verdict.steps if step.rule == "status"] == [status]


def test_a_cancelled_submission_inside_the_days_of_grace_counts_as_reported() -> None:
    rules = replace(VERSION_1, margin_days=0)
    trial = replace(ACT, submissions=submissions((after(2), after(5))))
    assert assess(trial, after(10), rules).status is FdaaaStatus.REPORTED
    assert assess(trial, after(31), rules).status is FdaaaStatus.OVERDUE_CANCELLED


def test_version_2_counts_results_handed_in_again_from_their_first_submission() -> None:
    trial = replace(ACT, submissions=submissions((after(10), after(50)), (after(60), None)))
    first, second = (assess(trial, after(90), rules) for rules in (VERSION_1, VERSION_2))
    assert (first.days_late, first.rule_version) == (60, "1")
    assert (second.days_late, second.rule_version) == (10, "2")
    on_time = replace(ACT, submissions=submissions((after(-1), after(50)), (after(60), None)))
    assert assess(on_time, after(90), VERSION_2).status is FdaaaStatus.REPORTED
    # Nothing handed in again: the two agree.
    gone = replace(ACT, submissions=submissions((after(10), after(50))))
    assert assess(gone, after(90), VERSION_1).days_late == assess(gone, after(90), VERSION_2).days_late == 90


def test_the_order_of_submissions_does_not_matter() -> None:
    chain = submissions((after(10), after(20)), (after(30), after(40)), (after(60), None))
    verdicts = {assess(replace(ACT, submissions=order), after(90)) for order in (chain, chain[::-1])}
    assert len(verdicts) == 1


def test_an_applicable_trial_without_any_completion_date_is_kept_and_never_due() -> None:
    verdict = assess(replace(ACT, primary_completion=None), date(2030, 1, 1))
    assert (verdict.trial_class.value, verdict.status, verdict.due_date) == ("ACT", FdaaaStatus.ONGOING, None)


def test_a_trial_that_the_law_does_not_cover_has_no_status() -> None:
    verdict = assess(replace(PACT, was_fda_regulated=False), date(2030, 1, 1))
    assert (verdict.trial_class.value, verdict.status, verdict.results_due, verdict.days_late) == (
        "none",
        None,
        False,
        None,
    )


@pytest.mark.parametrize(
    ("before", "after_", "expected"),
    [
        ("not_due", "overdue", Change.BECAME_OVERDUE),
        (None, "overdue", Change.BECAME_OVERDUE),
        ("reported", "overdue", Change.BECAME_OVERDUE),
        ("overdue", "reported_late", Change.REPORTED_LATE),
        ("not_due", "reported_late", Change.REPORTED_LATE),
        ("not_due", "reported", Change.REPORTED_ON_TIME),
        ("reported_late", "reported", None),
        ("overdue", "not_due", Change.DATES_CHANGED),
        ("overdue", "inconsistent", Change.DATES_CHANGED),
        ("overdue", "left", Change.LEFT_THE_SET),
        ("overdue", "not_covered", Change.LEFT_THE_SET),
        ("overdue", None, Change.LEFT_THE_SET),
        ("left", None, None),
        ("left", "not_covered", None),
        ("left", "not_due", Change.JOINED_THE_SET),
        ("overdue", "overdue", None),
    ],
)
def test_what_changed(before: str | None, after_: str | None, expected: Change | None) -> None:
    states = [None if said is None else State(said) for said in (before, after_)]
    assert change(*states) is expected


def test_a_trial_reported_late_from_not_due_was_never_overdue() -> None:
    assert not no_longer_overdue(State.NOT_DUE, State.REPORTED_LATE)
    assert no_longer_overdue(State.OVERDUE, State.REPORTED_LATE)
    assert not no_longer_overdue(State.OVERDUE, State.OVERDUE)
