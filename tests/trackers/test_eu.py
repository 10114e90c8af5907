"""Status, groups and deadlines under EU law, by dated cases; version 2 by its switches."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from campaign.trackers.facts import ProtocolCounts, TrialStatus
from campaign.trackers.rules.eu import (
    SWITCHES,
    VERSION_1,
    VERSION_2,
    EuGroup,
    EuStatus,
    assess,
    due_date_cutoff,
    version_1_on,
)
from tests.trackers.made import ENDED

DAY = date(2017, 12, 3)
RESULTS = {"has_results": True}
PHASE_ONE = {"phase": 1}
NO_DATE = {"comp_date": 0, "min_end_date": None, "max_end_date": None}


@pytest.mark.parametrize(
    ("change", "status", "group", "owed"),
    [
        ({}, "completed-due", "due", True),
        (RESULTS, "reported", "due", True),
        ({"max_end_date": date(2016, 11, 4)}, "completed-due", "due", True),
        # The cut-off itself is not before the cut-off.
        ({"max_end_date": date(2016, 11, 5)}, "completed-not-due", "not due", False),
        ({"max_end_date": date(2016, 11, 5), **RESULTS}, "completed-reported-early", "not due", False),
        (PHASE_ONE, "exempt", "not due", False),
        ({**PHASE_ONE, **RESULTS}, "exempt-with-results", "not due", False),
        ({**PHASE_ONE, "includes_pip": True}, "completed-due", "due", True),
        (NO_DATE, "error-completed-no-comp-date", "inconsistent", False),
        ({**NO_DATE, **RESULTS}, "error-completed-no-comp-date", "inconsistent", False),
        # Exempt comes before the contradiction.
        ({**NO_DATE, **PHASE_ONE}, "exempt", "not due", False),
        ({"trial_status": TrialStatus.PARTLY_ENDED}, "error-ongoing-has-comp-date", "inconsistent", False),
        ({"trial_status": TrialStatus.PARTLY_ENDED, **NO_DATE}, "ongoing", "not due", False),
        ({"trial_status": TrialStatus.PARTLY_ENDED, **NO_DATE, **RESULTS}, "ongoing-reported-early", "not due", False),
        # A date on a trial that has ended nowhere is no contradiction to the original.
        ({"trial_status": TrialStatus.ONGOING}, "ongoing", "not due", False),
        ({"trial_status": TrialStatus.ONGOING, **RESULTS}, "ongoing-reported-early", "not due", False),
        ({"trial_status": TrialStatus.OTHER}, "other", "not due", False),
        ({"trial_status": TrialStatus.BLANK}, "no-trial-status", "inconsistent", False),
        ({"only_non_eu": True, "contains_non_eu": True}, "outside-eu", "inconsistent", True),
        ({"contains_non_eu": True}, "partly-outside-eu", "inconsistent", True),
        ({"contains_non_eu": True, **PHASE_ONE}, "partly-outside-eu", "inconsistent", False),
    ],
)
def test_status(change: dict[str, Any], status: str, group: str, owed: bool) -> None:
    verdict = assess(replace(ENDED, **change), DAY)
    assert (verdict.status.value, verdict.group.value, verdict.results_due) == (status, group, owed)
    assert verdict.steps[-1].outcome == status
    assert all(step.paragraph and step.field for step in verdict.steps)


def test_every_status_belongs_to_a_group() -> None:
    assert {status.group for status in EuStatus} == set(EuGroup)


def test_labels_carry_their_tags() -> None:
    trial = replace(ENDED, all_terminated=True, comp_date=0, max_end_date=None, has_results=True)
    assert assess(trial, DAY).label == "Terminated, error-completed-no-comp-date and reported results"
    assert assess(replace(ENDED, has_results=True), DAY).label == "reported"


@pytest.mark.parametrize(
    ("scraped", "cutoff"),
    [
        (date(2017, 5, 5), date(2016, 4, 14)),
        (date(2017, 11, 21), date(2016, 10, 31)),
        (date(2017, 11, 22), date(2016, 10, 25)),
        (date(2017, 12, 3), date(2016, 11, 5)),
        (date(2020, 3, 1), date(2019, 2, 2)),
        (date(2021, 2, 1), date(2020, 1, 5)),
        (date(2024, 3, 2), date(2023, 2, 2)),
        (date(2024, 2, 29), date(2023, 1, 31)),
        (date(2026, 5, 2), date(2025, 4, 4)),
    ],
)
def test_cut_offs_as_they_were(scraped: date, cutoff: date) -> None:
    assert due_date_cutoff(scraped, version_1_on(scraped)) == cutoff


def test_the_editions_of_version_1() -> None:
    before = version_1_on(date(2017, 11, 7))
    assert assess(replace(ENDED, phase=1), DAY, before).status is EuStatus.COMPLETED_DUE
    assert version_1_on(date(2017, 11, 8)).phase_one_exempt
    year = version_1_on(date(2018, 6, 1))
    assert assess(replace(ENDED, contains_non_eu=True), DAY, year).status is EuStatus.PARTLY_OUTSIDE_EU
    assert assess(replace(ENDED, phase=1, comp_date=0), DAY, year).group is EuGroup.INCONSISTENT
    assert version_1_on(date(2026, 5, 2)) == VERSION_1


def test_the_deadline_is_a_year_after_the_end() -> None:
    assert assess(ENDED, DAY).due_date == date(2016, 4, 30)
    assert assess(replace(ENDED, max_end_date=date(2016, 2, 29)), DAY).due_date == date(2017, 2, 28)
    assert assess(replace(ENDED, trial_status=TrialStatus.ONGOING), DAY).due_date is None


FROZEN = replace(
    ENDED, trial_status=TrialStatus.PARTLY_ENDED, number_of_countries=3, protocols=ProtocolCounts(3, ended=2, frozen=1)
)


def test_version_2_does_not_wait_for_protocols_frozen_when_the_uk_left() -> None:
    assert assess(FROZEN, DAY, VERSION_1).status is EuStatus.ERROR_ONGOING_HAS_COMP_DATE
    assert assess(FROZEN, DAY, VERSION_2).status is EuStatus.COMPLETED_DUE
    still_running = replace(FROZEN, protocols=ProtocolCounts(3, ended=1, ongoing=1, frozen=1))
    assert assess(still_running, DAY, VERSION_2).status is EuStatus.ERROR_ONGOING_HAS_COMP_DATE
    alone = replace(FROZEN, trial_status=TrialStatus.OTHER, protocols=ProtocolCounts(1, frozen=1))
    assert assess(alone, DAY, VERSION_2).status is EuStatus.OTHER


def test_version_2_does_not_wait_for_protocols_that_went_on_in_ctis_once_the_trial_has_ended() -> None:
    trial = replace(FROZEN, protocols=ProtocolCounts(3, ended=2, transitioned=1))
    assert assess(trial, DAY, VERSION_1).status is EuStatus.ERROR_ONGOING_HAS_COMP_DATE
    assert assess(trial, DAY, VERSION_2).status is EuStatus.COMPLETED_DUE
    running = replace(trial, comp_date=0, min_end_date=None, max_end_date=None)
    assert assess(running, DAY, VERSION_2).status is EuStatus.ONGOING


@pytest.mark.parametrize("change", [{"includes_pip": True}, {"under_18": True}])
def test_version_2_gives_trials_on_children_six_months(change: dict[str, Any]) -> None:
    trial = replace(ENDED, **change)
    assert assess(trial, DAY, VERSION_1).due_date == date(2016, 4, 30)
    assert assess(trial, DAY, VERSION_2).due_date == date(2015, 10, 30)
    cutoff = due_date_cutoff(DAY, VERSION_2, paediatric=True)
    assert cutoff == date(2017, 5, 6)
    last = replace(trial, max_end_date=cutoff)
    assert not assess(last, DAY, VERSION_2).results_due
    assert assess(replace(last, max_end_date=cutoff - timedelta(days=1)), DAY, VERSION_2).results_due


def test_version_2_leaves_trials_of_adults_their_year_even_in_a_paediatric_plan() -> None:
    trial = replace(ENDED, includes_pip=True, under_18=False)
    assert assess(trial, DAY, VERSION_2).due_date == date(2016, 4, 30)


def test_six_months_end_with_a_shorter_month() -> None:
    trial = replace(ENDED, includes_pip=True, max_end_date=date(2015, 8, 31))
    assert assess(trial, DAY, VERSION_2).due_date == date(2016, 2, 29)


def test_every_switch_is_a_field_that_version_2_turns() -> None:
    for switch in SWITCHES:
        assert (getattr(VERSION_1, switch.field), getattr(VERSION_2, switch.field)) == (False, True)
        assert switch.says
        assert switch.paragraph


def test_a_trial_of_which_only_the_sum_is_known_is_the_same_in_both_versions() -> None:
    assert assess(ENDED, DAY, VERSION_2).status is assess(ENDED, DAY, VERSION_1).status
