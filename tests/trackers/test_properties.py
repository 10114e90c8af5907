"""What holds of every trial, by generated ones."""

import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.trackers.facts import EuProtocol, EuSponsor, EuTrial, FdaaaTrial, Submission
from campaign.trackers.importers.json_records import Found, JsonRecords
from campaign.trackers.names import NameTable, SponsorName
from campaign.trackers.rules import eu, eu_figures, fdaaa, fdaaa_figures
from campaign.trackers.rules.eu import EuGroup, EuRules, EuStatus
from campaign.trackers.rules.eu_protocols import roll_up
from campaign.trackers.rules.fdaaa import FdaaaRules, FdaaaStatus
from campaign.trackers.rules.fdaaa_figures import SponsoredVerdict
from campaign.trackers.rules.fdaaa_scope import TrialClass
from tests.trackers.made import ACT

# The same cases in every run, and no clock: the machine may be busy.
cases = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])

DAYS = st.dates(date(2014, 1, 1), date(2026, 12, 31))
MAYBE_DAYS = st.none() | DAYS
STATUSES = (
    *("Ongoing", "Restarted", "Completed", "Prematurely Ended", "Temporarily Halted", "Not Authorised", ""),
    *("GB - no longer in EU/EEA", "Trial now transitioned"),
)
SPONSORS = ("Made University", "Made Univ.", "Made Pharma", "Nobody Knows")
NAMES = NameTable.of(
    [
        SponsorName("Made University", "University", "University"),
        SponsorName("Made Univ.", "University", "University"),
        SponsorName("Made Pharma", "Pharma", "Holding"),
    ]
)
EU_RULES = st.sampled_from([eu.VERSION_1, eu.VERSION_2, eu.version_1_on(date(2018, 1, 1))])
FDAAA_RULES = st.sampled_from(list(fdaaa.VERSIONS.values()))


@st.composite
def protocols(draw: st.DrawFn, trial_id: str = "2010-000001-01") -> list[EuProtocol]:
    countries = draw(st.lists(st.sampled_from(["GB", "DE", "FR", "IT", "3rd"]), min_size=1, max_size=5, unique=True))
    flags = st.none() | st.booleans()
    return [
        EuProtocol(
            trial_id,
            country,
            draw(st.sampled_from(STATUSES)),
            draw(MAYBE_DAYS),
            draw(st.booleans()),
            draw(flags),
            draw(flags),
            draw(flags),
            draw(flags),
            full_title=draw(st.sampled_from(["", "One", "Another"])),
            sponsors=tuple(EuSponsor(name) for name in draw(st.lists(st.sampled_from(SPONSORS), max_size=2))),
        )
        for country in countries
    ]


@st.composite
def eu_trials(draw: st.DrawFn) -> list[EuTrial]:
    count = draw(st.integers(0, 6))
    return [roll_up(draw(protocols(f"2010-{number:06}-01"))) for number in range(count)]


@st.composite
def fdaaa_trials(draw: st.DrawFn) -> FdaaaTrial:
    chain = draw(st.lists(st.tuples(DAYS, st.none() | st.integers(0, 90)), max_size=4))
    return replace(
        ACT,
        start=draw(st.dates(date(2015, 1, 1), date(2019, 1, 1))),
        phases=draw(st.sampled_from([("PHASE1",), ("PHASE2",), ("NA",)])),
        primary_completion=draw(MAYBE_DAYS),
        completion=draw(MAYBE_DAYS),
        certificate=draw(MAYBE_DAYS),
        results_submitted=draw(MAYBE_DAYS),
        submissions=tuple(
            Submission(day, cancelled=None if days is None else day + timedelta(days=days)) for day, days in chain
        ),
        sponsor=draw(st.sampled_from(SPONSORS)),
    )


@cases
@given(protocols().flatmap(lambda given_: st.tuples(st.just(given_), st.permutations(given_))))
def test_the_order_of_protocols_does_not_matter(both: tuple[list[EuProtocol], list[EuProtocol]]) -> None:
    assert roll_up(both[0]) == roll_up(both[1])


@cases
@given(eu_trials(), DAYS, EU_RULES)
def test_eu_statuses_partition_the_trials(trials: list[EuTrial], day: date, rules: EuRules) -> None:
    verdicts = [eu.assess(trial, day, rules) for trial in trials]
    figures = eu_figures.figures(zip(trials, verdicts, strict=True), NAMES, day, rules)
    assert sum(Counter(verdict.status for verdict in verdicts).values()) == len(trials)
    groups = Counter(verdict.status.group for verdict in verdicts)
    assert sum(groups[group] for group in EuGroup) == figures.headline.total_trials
    assert groups[EuGroup.INCONSISTENT] == figures.headline.inconsistent_trials
    for verdict in verdicts:
        assert (verdict.status in {EuStatus.REPORTED, EuStatus.COMPLETED_DUE}) <= verdict.results_due


@cases
@given(eu_trials(), DAYS, EU_RULES)
def test_eu_sponsors_add_up_to_the_headline(trials: list[EuTrial], day: date, rules: EuRules) -> None:
    """Where every trial has one sponsor, and apart from those due outside the EU, which no sponsor has as due."""
    single = [
        replace(trial, sponsor_names=("Made Pharma",) if number % 2 else ("Made Univ.",))
        for number, trial in enumerate(trials)
    ]
    verdicts = [eu.assess(trial, day, rules) for trial in single]
    figures = eu_figures.figures(zip(single, verdicts, strict=True), NAMES, day, rules)
    sponsors, headline = figures.sponsors, figures.headline
    outside = [verdict for verdict in verdicts if verdict.results_due and verdict.group is EuGroup.INCONSISTENT]
    assert sum(each.total_trials for each in sponsors) == headline.total_trials
    assert sum(each.inconsistent_trials for each in sponsors) == headline.inconsistent_trials
    assert sum(each.total_due for each in sponsors) + len(outside) == headline.due_trials
    with_results = sum(each.total_reported for each in sponsors) + sum(verdict.has_results for verdict in outside)
    assert with_results == headline.due_trials_with_results
    assert all(
        each.total_due + each.inconsistent_trials + each.not_yet_due_trials == each.total_trials for each in sponsors
    )


@cases
@given(eu_trials().flatmap(lambda trials: st.tuples(st.just(trials), st.permutations(trials))), DAYS)
def test_the_order_of_eu_trials_does_not_matter(both: tuple[list[EuTrial], list[EuTrial]], day: date) -> None:
    first, second = (
        eu_figures.figures(((trial, eu.assess(trial, day)) for trial in trials), NAMES, day) for trials in both
    )
    assert first == second


@cases
@given(eu_trials(), DAYS, st.integers(0, 2000), EU_RULES)
def test_a_later_day_never_makes_an_eu_trial_less_due(
    trials: list[EuTrial], day: date, days: int, rules: EuRules
) -> None:
    for trial in trials:
        now, later = (eu.assess(trial, when, rules) for when in (day, day + timedelta(days=days)))
        assert now.results_due <= later.results_due
        assert now.group is not EuGroup.DUE or later.status is now.status


@cases
@given(fdaaa_trials(), DAYS, st.integers(0, 2000), FDAAA_RULES)
def test_a_later_day_never_makes_an_overdue_trial_less_so(
    trial: FdaaaTrial, day: date, days: int, rules: FdaaaRules
) -> None:
    now, later = (fdaaa.assess(trial, when, rules) for when in (day, day + timedelta(days=days)))
    assert now.results_due <= later.results_due
    if now.status in {FdaaaStatus.OVERDUE, FdaaaStatus.OVERDUE_CANCELLED}:
        assert later.status is now.status
        assert (later.days_late or 0) == (now.days_late or 0) + days
        assert (later.finable_days or 0) >= (now.finable_days or 0)


@cases
@given(fdaaa_trials(), DAYS, FDAAA_RULES)
def test_what_fdaaa_verdicts_never_say(trial: FdaaaTrial, day: date, rules: FdaaaRules) -> None:
    verdict = fdaaa.assess(trial, day, rules)
    assert (verdict.status is None) == (verdict.trial_class is TrialClass.NONE)
    late = {FdaaaStatus.OVERDUE, FdaaaStatus.OVERDUE_CANCELLED, FdaaaStatus.REPORTED_LATE}
    assert (verdict.days_late is not None) == (verdict.status in late)
    # A fine is never for more days than the trial is late, less thirty; a cancellation never raises it.
    assert (verdict.finable_days or 0) <= max((verdict.days_late or 0) - 30, 0)
    plain = replace(trial, submissions=tuple(replace(each, cancelled=None) for each in trial.submissions))
    if not trial.has_results and trial.submissions:
        assert (verdict.finable_days or 0) <= (fdaaa.assess(plain, day, rules).finable_days or 0)
    assert all(step.paragraph and step.outcome for step in verdict.steps)


@cases
@given(st.lists(fdaaa_trials(), max_size=8), DAYS, FDAAA_RULES)
def test_fdaaa_sponsors_add_up_to_the_headline(trials: list[FdaaaTrial], day: date, rules: FdaaaRules) -> None:
    verdicts = [SponsoredVerdict(trial.sponsor, "OTHER", fdaaa.assess(trial, day, rules)) for trial in trials]
    figures = fdaaa_figures.figures(verdicts, day, rules.version)
    headline = figures.headline
    for field in ("total", "act", "pact", "due", "reported", "reported_late", "overdue", "finable_days", "fine_usd"):
        assert sum(getattr(sponsor.tally, field) for sponsor in figures.sponsors) == getattr(headline, field)
    assert headline.total == headline.act + headline.pact == headline.due + headline.ongoing
    assert fdaaa_figures.figures(verdicts[::-1], day, rules.version).headline == headline


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.lists(
    st.builds(lambda rest: {"first": 1, **rest}, st.dictionaries(st.text(max_size=4), VALUES, max_size=4)), max_size=6
)


def written(records: list[Mapping[str, Any]], shape: str, indent: int | None) -> str:
    """Records as a file may hold them."""
    if shape == "page":
        return json.dumps({"total": len(records), "list": records, "next": "a"}, indent=indent)
    if shape == "list":
        return json.dumps(records, indent=indent)
    return "\n".join(json.dumps(record, indent=indent) for record in records)


@cases
@given(
    RECORDS,
    st.sampled_from(["page", "list", "lines"]),
    st.sampled_from([None, 1]),
    st.integers(1, 40),
)
def test_records_come_out_of_a_stream_as_they_went_in(
    records: list[Mapping[str, Any]], shape: str, indent: int | None, chunk: int
) -> None:
    text = written(records, shape, indent)
    found = list(JsonRecords(io.BytesIO(text.encode()), "list", ("first",), chunk))
    assert all(isinstance(each, Found) for each in found), found
    assert [each.value for each in found if isinstance(each, Found)] == records
    lines = text.splitlines() if text.isascii() and "\x0b" not in text else text.split("\n")
    assert all("{" in lines[each.line - 1] for each in found)


@cases
@given(st.text(max_size=60) | st.binary(max_size=60))
def test_whatever_a_file_holds_reading_ends(content: str | bytes) -> None:
    data = content.encode(errors="replace") if isinstance(content, str) else content
    list(JsonRecords(io.BytesIO(data), "list", ("first",), 7))


@pytest.mark.parametrize(
    "broken", ['{"first": "no end', '{"first": 1,,}', '{"first": tru}', '{"first": [1 2]}', "}", '"']
)
@pytest.mark.parametrize("chunk", [3, 50, 4096])
def test_a_broken_record_costs_only_itself(broken: str, chunk: int) -> None:
    text = f'[{{"first": 1}},\n{broken},\n{{"first": 2}}]'
    found = list(JsonRecords(io.BytesIO(text.encode()), "list", ("first",), chunk))
    assert [each.value["first"] for each in found if isinstance(each, Found)] == [1, 2]
