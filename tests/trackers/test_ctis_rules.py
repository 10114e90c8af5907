"""When a trial in CTIS owes its results, case by case, and what the sponsors come to."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.trackers.facts import CtisCountry, CtisStatus, CtisTrial
from campaign.trackers.rules import ctis
from campaign.trackers.rules.ctis import CtisRules, CtisTrialStatus
from campaign.trackers.rules.ctis_figures import NO_SPONSOR, CtisCount, CtisFigures

# The same cases in every run, and no clock: the machine may be busy.
cases = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ENDED = CtisTrial(
    "2023-500001-11-00",
    "A made trial",
    CtisStatus.ENDED,
    start=date(2022, 5, 1),
    end=date(2024, 3, 31),
    sponsor="Made University",
)
DUE = date(2025, 3, 31)
S = CtisTrialStatus


def days(start: date | None, end: date | None, code: int | None = 8) -> CtisCountry:
    return CtisCountry("Poland", code, start, end)


@pytest.mark.parametrize(
    ("change", "day", "status", "due", "late"),
    [
        # Around the deadline.
        ({}, date(2024, 3, 30), S.ONGOING, None, None),
        ({}, date(2024, 3, 31), S.ENDED_NOT_DUE, DUE, None),
        ({}, date(2025, 3, 31), S.ENDED_NOT_DUE, DUE, None),
        ({}, date(2025, 4, 1), S.OVERDUE, DUE, 1),
        ({}, date(2026, 3, 31), S.OVERDUE, DUE, 365),
        ({"end": date(2024, 2, 29)}, date(2025, 3, 1), S.OVERDUE, date(2025, 2, 28), 1),
        # Around the summary.
        ({"summary_submitted": date(2024, 9, 1)}, date(2025, 3, 31), S.REPORTED_EARLY, DUE, None),
        ({"summary_submitted": date(2024, 9, 1)}, date(2025, 4, 1), S.REPORTED, DUE, None),
        ({"summary_submitted": date(2025, 3, 31)}, date(2025, 4, 1), S.REPORTED, DUE, None),
        ({"summary_submitted": date(2025, 4, 10)}, date(2025, 4, 9), S.OVERDUE, DUE, 9),
        ({"summary_submitted": date(2025, 4, 10)}, date(2026, 4, 10), S.REPORTED_LATE, DUE, 10),
        # A list gives only the day of the first results, or none; a lay summary or a report is no summary.
        ({"results_received": True}, date(2026, 4, 10), S.REPORTED, DUE, None),
        ({"results_received": True}, date(2025, 3, 31), S.REPORTED_EARLY, DUE, None),
        ({"results_received": False}, date(2025, 4, 1), S.OVERDUE, DUE, 1),
        ({"results_received": True, "report_submitted": date(2025, 3, 1)}, date(2025, 4, 1), S.OVERDUE, DUE, 1),
        ({"results_received": True, "summary_submitted": date(2025, 4, 2)}, date(2025, 5, 1), S.REPORTED_LATE, DUE, 2),
        ({"results_first_received": date(2025, 4, 10)}, date(2026, 4, 10), S.REPORTED_LATE, DUE, 10),
        (
            {"results_first_received": date(2025, 3, 1), "lay_summary_submitted": date(2025, 3, 1)},
            date(2025, 4, 1),
            *(S.OVERDUE, DUE, 1),
        ),
        ({"report_submitted": date(2025, 3, 1)}, date(2025, 4, 1), S.OVERDUE, DUE, 1),
        # Running.
        ({"status": CtisStatus.ONGOING_RECRUITING, "end": None}, date(2026, 1, 1), S.ONGOING, None, None),
        ({"status": CtisStatus.SUSPENDED, "end": None}, date(2026, 1, 1), S.ONGOING, None, None),
        ({"status": CtisStatus.AUTHORISED_RECRUITMENT_PENDING, "end": None}, DUE, S.ONGOING, None, None),
        (
            {"status": CtisStatus.ONGOING_RECRUITING, "end": None, "summary_submitted": date(2025, 1, 1)},
            date(2026, 1, 1),
            *(S.REPORTED_EARLY, None, None),
        ),
        ({"status": None, "end": None}, date(2026, 1, 1), S.ONGOING, None, None),
        # Halted, and ended by its date.
        ({"status": CtisStatus.TEMPORARILY_HALTED}, date(2025, 4, 1), S.OVERDUE, DUE, 1),
        ({"status": None}, date(2025, 4, 1), S.OVERDUE, DUE, 1),
        # The record contradicts itself.
        ({"end": None}, date(2026, 1, 1), S.INCONSISTENT, None, None),
        ({"end": None, "summary_submitted": date(2025, 1, 1)}, date(2026, 1, 1), S.INCONSISTENT, None, None),
        ({"status": CtisStatus.ONGOING_RECRUITMENT_ENDED}, date(2026, 1, 1), S.INCONSISTENT, None, None),
        ({"status": CtisStatus.REVOKED, "end": None}, date(2026, 1, 1), S.INCONSISTENT, None, None),
        # Not covered.
        ({"status": CtisStatus.UNDER_EVALUATION}, date(2026, 1, 1), S.NOT_COVERED, None, None),
        ({"status": CtisStatus.CANCELLED}, date(2026, 1, 1), S.NOT_COVERED, None, None),
        ({"status": CtisStatus.NOT_AUTHORISED}, date(2026, 1, 1), S.NOT_COVERED, None, None),
        ({"status": CtisStatus.EXPIRED, "start": None}, date(2026, 1, 1), S.NOT_COVERED, None, None),
        ({"status": CtisStatus.REVOKED, "start": None}, date(2026, 1, 1), S.NOT_COVERED, None, None),
        # Revoked or expired after it began.
        ({"status": CtisStatus.REVOKED}, date(2025, 4, 1), S.OVERDUE, DUE, 1),
        (
            {
                "status": CtisStatus.EXPIRED,
                "start": None,
                "end": None,
                "countries": (days(date(2022, 5, 1), date(2024, 3, 31)), days(None, None, 9)),
            },
            date(2025, 4, 1),
            *(S.OVERDUE, DUE, 1),
        ),
        # The former shape of the portal has words.
        ({"status": None, "status_text": "Ended"}, date(2025, 4, 1), S.OVERDUE, DUE, 1),
        ({"status": None, "status_text": "Not authorised"}, date(2025, 4, 1), S.NOT_COVERED, None, None),
        ({"status": None, "status_text": "Authorised, not started", "end": None}, DUE, S.ONGOING, None, None),
        ({"status": None, "status_text": "Something new", "end": None}, DUE, S.ONGOING, None, None),
    ],
)
def test_cases(change: dict[str, Any], day: date, status: CtisTrialStatus, due: date | None, late: int | None) -> None:
    verdict = ctis.assess(replace(ENDED, **change), day)
    assert (verdict.status, verdict.due_date, verdict.days_late) == (status, due, late)
    assert verdict.results_due is status.due
    assert all(step.rule and step.outcome and step.field and step.paragraph for step in verdict.steps)


@pytest.mark.parametrize(
    ("countries", "end"),
    [
        ((), None),
        ((days(date(2022, 1, 1), date(2024, 1, 1)), days(date(2022, 1, 1), date(2024, 3, 1))), date(2024, 3, 1)),
        ((days(date(2022, 1, 1), date(2024, 1, 1)), days(date(2022, 1, 1), None)), None),
        ((days(date(2022, 1, 1), date(2024, 1, 1)), days(None, None, 3)), None),
        ((days(date(2022, 1, 1), date(2024, 1, 1)), days(None, None, 11)), date(2024, 1, 1)),
        ((days(None, None, 12),), None),
    ],
)
def test_without_a_day_for_the_whole_trial_the_last_member_state_ends_it(
    countries: tuple[CtisCountry, ...], end: date | None
) -> None:
    trial = replace(ENDED, status=None, end=None, countries=countries)
    verdict = ctis.assess(trial, date(2024, 6, 1))
    assert verdict.status is (S.ONGOING if end is None else S.ENDED_NOT_DUE)
    assert verdict.due_date == (None if end is None else end.replace(year=2025))


@pytest.mark.parametrize(
    ("under_18", "includes_pip", "due"),
    [
        (True, False, date(2024, 9, 30)),
        (False, True, DUE),
        (None, True, date(2024, 9, 30)),
        (None, False, DUE),
    ],
)
def test_version_2_gives_six_months_to_trials_on_children(under_18: bool | None, includes_pip: bool, due: date) -> None:
    trial = replace(ENDED, under_18=under_18, includes_pip=includes_pip)
    assert ctis.assess(trial, DUE, ctis.VERSION_1).due_date == DUE
    assert ctis.assess(trial, DUE, ctis.VERSION_2).due_date == due


def test_a_margin_moves_what_is_due_and_what_is_late_together() -> None:
    rules = CtisRules("made", margin_days=28)
    late = replace(ENDED, summary_submitted=date(2025, 4, 29))
    assert ctis.assess(ENDED, date(2025, 4, 28), rules).status is S.ENDED_NOT_DUE
    assert ctis.assess(ENDED, date(2025, 4, 29), rules).days_late == 29
    assert ctis.assess(late, date(2025, 4, 29), rules).days_late == 29
    in_time = replace(late, summary_submitted=date(2025, 4, 28))
    assert ctis.assess(in_time, date(2025, 4, 29), rules).status is S.REPORTED


def test_the_steps_say_which_field_decided() -> None:
    trial = replace(ENDED, summary_submitted=date(2025, 4, 10), lay_summary_submitted=date(2025, 4, 11))
    day = date(2025, 5, 1)
    assert [(step.rule, step.outcome, step.field, step.value, step.date) for step in ctis.assess(trial, day).steps] == [
        ("scope", "covered", "ctPublicStatusCode", "ended", date(2022, 5, 1)),
        ("end", "ended", "endDateEU", date(2024, 3, 31), date(2024, 3, 31)),
        ("deadline", "one year after the end", "endDateEU", date(2024, 3, 31), DUE),
        ("due", "yes", "as of", day, DUE),
        ("lay summary", "handed in late", "results.laypersonResults.submissionDate", date(2025, 4, 11), DUE),
        *[
            ("status", "reported-late", "results.summaryResults.submissionDate", *[date(2025, 4, 10)] * 2),
            ("days late", "10", "results.summaryResults.submissionDate", 10, DUE),
        ],
    ]


def test_the_lay_summary_is_shown_and_decides_nothing() -> None:
    trial = replace(ENDED, summary_submitted=date(2025, 1, 1))
    with_lay = replace(trial, lay_summary_submitted=date(2025, 1, 2))
    one, two = (ctis.assess(each, date(2025, 6, 1)) for each in (trial, with_lay))
    assert (one.status, one.has_lay_summary) == (S.REPORTED, False)
    assert (two.status, two.has_lay_summary) == (S.REPORTED, True)
    outcomes = [step.outcome for verdict in (one, two) for step in verdict.steps if step.rule == "lay summary"]
    assert outcomes == ["none", "handed in"]


def figures_of(trials: list[CtisTrial], day: date, rules: CtisRules = ctis.VERSION_1) -> CtisFigures:
    count = CtisCount(day, rules)
    for trial in trials:
        count.add(trial, ctis.assess(trial, day, rules))
    return count.figures()


def test_counts_of_the_sponsors_and_of_all() -> None:
    found = figures_of(
        [
            ENDED,
            replace(ENDED, summary_submitted=date(2025, 1, 1), sponsor="Made  university"),
            replace(ENDED, summary_submitted=date(2025, 4, 10), lay_summary_submitted=date(2025, 4, 10)),
            replace(ENDED, end=date(2026, 1, 1), sponsor="Made Pharma", is_commercial=True),
            replace(ENDED, end=None, sponsor="Made Pharma"),
            replace(ENDED, status=CtisStatus.CANCELLED, sponsor="Nobody"),
            replace(ENDED, sponsor="Άλφα", sponsor_key="ORG-100001"),
            replace(ENDED, sponsor=" "),
        ],
        date(2026, 3, 31),
    )
    assert [(each.slug, each.name, each.is_commercial) for each in found.sponsors] == [
        ("made-pharma", "Made Pharma", True),
        ("made-university", "Made  university", None),
        (NO_SPONSOR, "", None),
        ("org-100001", "Άλφα", None),
    ]
    pharma, university = (sponsor.tally for sponsor in found.sponsors[:2])
    assert (pharma.total, pharma.due, pharma.not_due, pharma.inconsistent, pharma.percent_reported) == (
        2,
        0,
        1,
        1,
        None,
    )
    assert (university.due, university.reported, university.reported_late, university.overdue) == (3, 2, 1, 1)
    assert (university.percent_reported, university.days_late, university.without_lay_summary) == (66.7, 375, 1)
    assert (found.headline.total, found.headline.due, found.headline.overdue) == (7, 5, 3)


DAYS = st.dates(date(2022, 1, 1), date(2027, 12, 31))
MAYBE_DAYS = st.none() | DAYS
RULES = st.sampled_from(list(ctis.VERSIONS.values()))


@st.composite
def trials(draw: st.DrawFn) -> CtisTrial:
    countries = st.builds(CtisCountry, st.just("Poland"), st.none() | st.integers(1, 12), MAYBE_DAYS, MAYBE_DAYS)
    return replace(
        ENDED,
        status=draw(st.none() | st.sampled_from(CtisStatus)),
        status_text=draw(st.sampled_from(["", "Ended", "Ongoing, recruiting", "Cancelled", "?"])),
        start=draw(MAYBE_DAYS),
        end=draw(MAYBE_DAYS),
        countries=tuple(draw(st.lists(countries, max_size=3))),
        sponsor=draw(st.sampled_from(["Made University", "made university", "Made Pharma", "Άλφα", ""])),
        is_commercial=draw(st.none() | st.booleans()),
        includes_pip=draw(st.booleans()),
        under_18=draw(st.none() | st.booleans()),
        summary_submitted=draw(MAYBE_DAYS),
        lay_summary_submitted=draw(MAYBE_DAYS),
        report_submitted=draw(MAYBE_DAYS),
        results_first_received=draw(MAYBE_DAYS),
        results_received=draw(st.none() | st.booleans()),
    )


@cases
@given(st.lists(trials(), max_size=8), DAYS, RULES)
def test_statuses_partition_the_trials_and_sponsors_add_up(
    given_trials: list[CtisTrial], day: date, rules: CtisRules
) -> None:
    verdicts = [ctis.assess(trial, day, rules) for trial in given_trials]
    found = figures_of(given_trials, day, rules)
    headline = found.headline
    statuses = Counter(verdict.status for verdict in verdicts)
    assert headline.total == len(given_trials) - statuses[S.NOT_COVERED]
    assert headline.total == headline.due + headline.not_due + headline.inconsistent
    assert headline.reported == statuses[S.REPORTED] + statuses[S.REPORTED_LATE]
    for field in (
        *("total", "due", "not_due", "reported", "reported_late", "overdue", "inconsistent", "ongoing"),
        *("reported_early", "ended_not_due", "days_late", "without_lay_summary"),
    ):
        assert sum(getattr(sponsor.tally, field) for sponsor in found.sponsors) == getattr(headline, field)
    assert figures_of(given_trials[::-1], day, rules) == found


@cases
@given(trials(), DAYS, st.integers(0, 2000), RULES)
def test_what_verdicts_never_say(trial: CtisTrial, day: date, later_by: int, rules: CtisRules) -> None:
    verdict = ctis.assess(trial, day, rules)
    assert verdict.results_due == verdict.status.due
    assert (verdict.days_late is not None) == (verdict.status in {S.OVERDUE, S.REPORTED_LATE})
    assert (verdict.days_late or 1) > 0
    assert (verdict.status is S.OVERDUE) == (verdict.results_due and not verdict.has_results)
    assert all(step.rule and step.outcome and step.field and step.paragraph for step in verdict.steps)
    # The deadline, once passed, stays passed; a late or punctual report stays what it is.
    later = ctis.assess(trial, day + timedelta(days=later_by), rules)
    assert verdict.results_due <= later.results_due
    if verdict.status in {S.REPORTED, S.REPORTED_LATE}:
        assert later.status is verdict.status


@cases
@given(trials(), DAYS)
def test_version_2_never_gives_more_time(trial: CtisTrial, day: date) -> None:
    one, two = (ctis.assess(trial, day, rules) for rules in (ctis.VERSION_1, ctis.VERSION_2))
    assert one.results_due <= two.results_due
    assert (one.due_date is None) == (two.due_date is None)
    assert one.due_date is None or two.due_date is None or two.due_date <= one.due_date
