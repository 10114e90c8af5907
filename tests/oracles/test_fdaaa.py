"""The FDAAA TrialsTracker's published figures, to the day."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from campaign.trackers.facts import FdaaaTrial, Submission
from campaign.trackers.importers.clinicaltrials_gov import read_studies
from campaign.trackers.importers.ctis import read_records
from campaign.trackers.importers.old_flags import read_old_flags
from campaign.trackers.importers.source import Malformed
from campaign.trackers.rules.fdaaa import PAPERS, VERSION_1, FdaaaStatus, FdaaaVerdict, assess, due_date, lateness
from campaign.trackers.rules.fdaaa_figures import SponsoredVerdict, figures
from campaign.trackers.rules.fdaaa_scope import TrialClass, classify
from tests.oracles.data import Oracles

JUNE_2019 = date(2019, 6, 7)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def test_status_vectors(oracles: Oracles) -> None:
    vectors = json.loads(oracles.read("fdaaa-status-vectors.json"))
    assert len(vectors) == 20
    assert {case["name"]: vector(case) for case in vectors} == {case["name"]: case["expected"] for case in vectors}


def vector(case: dict[str, Any]) -> dict[str, Any]:
    """What the rules make of a case; whether it is due is part of the case."""
    trial = FdaaaTrial(
        "NCT00000000",
        completion=day(case["completion_date"]),
        certificate=date(2010, 1, 1) if case["has_certificate"] else None,
    )
    chain = tuple(Submission(date.fromisoformat(qa["submitted"]), cancelled=day(qa["cancelled"])) for qa in case["qa"])
    due, _ = due_date(trial, VERSION_1)
    late = lateness(
        case["results_due"], due, day(case["reported_date"]), chain, date.fromisoformat(case["as_of"]), VERSION_1
    )
    return {"status": late.status.value, "days_late": late.days_late, "finable_days_late": late.finable_days}


@pytest.fixture(scope="module")
def june_2019(oracles: Oracles) -> list[dict[str, str]]:
    """The 20,386 trials of 7 June 2019."""
    return list(csv.DictReader(io.StringIO(oracles.read("fdaaa-2019-06-07/act_pact_trials.csv.gz"), newline="")))


def facts(row: dict[str, str]) -> FdaaaTrial:
    """A trial of that day, as far as the file tells: all are covered, results in quality control a submission."""
    act = row["act_flag"] == "1"
    first = day(row["first_results_submission"])
    posted = row["has_results"] == "1"
    return FdaaaTrial(
        row["nct_id"],
        study_type="INTERVENTIONAL",
        phases=("PHASE2",),
        start=date(2017, 1, 18) if act else date(2017, 1, 17),
        primary_completion=date.fromisoformat(row["available_completion_date"]),
        is_fda_regulated_drug=True,
        results_submitted=first if posted else None,
        submissions=() if posted or first is None else (Submission(first),),
        sponsor=row["sponsor"],
        sponsor_class="INDUSTRY" if row["sponsor_type"] == "Industry" else "OTHER",
    )


def certified(row: dict[str, str], trial: FdaaaTrial) -> FdaaaTrial:
    """The same with a certificate where the trial must have held one not to be due; the file has no such field."""
    held = row["results_due"] == "0" and date.fromisoformat(row["due_date"]) < JUNE_2019
    return replace(trial, certificate=date(2018, 1, 1)) if held else trial


def test_due_overdue_and_late_of_every_trial_of_june_2019(june_2019: list[dict[str, str]]) -> None:
    assert len(june_2019) == 20_386
    differing, certificates = [], 0
    for row in june_2019:
        plain = facts(row)
        trial = certified(row, plain)
        certificates += trial is not plain
        verdict = assess(trial, JUNE_2019, PAPERS)
        # The paper counts late from one year on, whether or not there was a certificate.
        without = assess(plain, JUNE_2019, PAPERS)
        found = {
            "due_date": without.due_date.isoformat() if without.due_date else "",
            "results_due": str(int(verdict.results_due)),
            "overdue": str(int(verdict.status is FdaaaStatus.OVERDUE)),
            "reported_late": str(int(without.status is FdaaaStatus.REPORTED_LATE)),
            "act_flag": str(int(verdict.trial_class is TrialClass.ACT)),
            "included_pact_flag": str(int(verdict.trial_class is TrialClass.PACT)),
        }
        if found != {field: row[field] for field in found}:
            differing.append((row["nct_id"], found))
    assert differing == []
    assert certificates == 547


def test_the_63_ranked_sponsors_of_june_2019(oracles: Oracles, june_2019: list[dict[str, str]]) -> None:
    due = [(row, assess(certified(row, facts(row)), JUNE_2019, PAPERS)) for row in june_2019]
    owed = [(row, verdict) for row, verdict in due if verdict.results_due]
    assert len(owed) == 3_422
    found = figures(sponsored(owed), JUNE_2019, PAPERS.version)
    assert (found.headline.due, found.headline.reported, found.headline.overdue) == (3_422, 2_132, 1_290)
    ranked = {sponsor.name: sponsor.tally for sponsor in found.sponsors if sponsor.tally.due >= 10}
    expected = list(csv.DictReader(io.StringIO(oracles.read("fdaaa-2019-06-07/sponsor_rankings.csv"), newline="")))
    assert len(expected) == 63
    assert {
        name: (tally.due, tally.reported, tally.reported_late, tally.reported / tally.due * 100)
        for name, tally in ranked.items()
    } == {
        row["sponsor"]: (
            *(int(row[field]) for field in ("results_due", "reported", "reported_late")),
            float(row["reporting_prct"]),
        )
        for row in expected
    }
    by_percentage = sorted(
        (sponsor for sponsor in found.sponsors if sponsor.name in ranked), key=lambda sponsor: sponsor.rank or 0
    )
    percentages = [sponsor.tally.percentage or 0 for sponsor in by_percentage]
    assert percentages == sorted(percentages, reverse=True)


def sponsored(rows: list[tuple[dict[str, str], FdaaaVerdict]]) -> Iterator[SponsoredVerdict]:
    for row, verdict in rows:
        yield SponsoredVerdict(row["sponsor"], "INDUSTRY" if row["sponsor_type"] == "Industry" else "OTHER", verdict)


def test_the_former_flags(oracles: Oracles) -> None:
    with oracles.open("fdaaa-old-regulated-flag-2017-01-05.csv.gz") as source:
        found = list(read_old_flags(source))
    assert [each for each in found if isinstance(each, Malformed)] == []
    flags = dict(each for each in found if not isinstance(each, Malformed))
    assert (len(flags), sum(flags.values())) == (211_320, 71_075)


@pytest.fixture(scope="module")
def studies(oracles: Oracles) -> dict[str, FdaaaTrial]:
    """The 143 studies in the shape of the API."""
    with oracles.open("fdaaa-old-regulated-flag-2017-01-05.csv.gz") as source:
        flags = dict(each for each in read_old_flags(source) if not isinstance(each, Malformed))
    with oracles.open("ctgov-v2/studies.json") as source:
        found = list(read_studies(source, flags))
    assert [each for each in found if isinstance(each, Malformed)] == []
    return {each.nct_id: each for each in found if not isinstance(each, Malformed)}


def test_the_class_of_every_study_against_the_published_lists(oracles: Oracles, studies: dict[str, FdaaaTrial]) -> None:
    membership = list(csv.DictReader(io.StringIO(oracles.read("ctgov-v2/membership.csv"), newline="")))
    assert len(membership) == len(studies) == 143
    classes = {nct_id: classify(trial)[0] for nct_id, trial in studies.items()}
    listed = [row for row in membership if row["in_2019_09_16"] or row["in_2021_01_18"]]
    # Everything that was ever on a list is still of that class, changed since or not.
    assert len(listed) == 20
    for row in listed:
        assert classes[row["nct_id"]].value == (row["in_2019_09_16"] or "ACT"), row
    # And where the record is as it was on the day of a list, what is not on it is of no class.
    unchanged = 0
    for column, listed_on in (("in_2019_09_16", "2019-09-16"), ("in_2021_01_18", "2021-01-18")):
        for row in membership:
            if row["last_update_submit"] and row["last_update_submit"] <= listed_on:
                unchanged += 1
                assert (classes[row["nct_id"]] is not TrialClass.NONE) == bool(row[column]), row
    assert unchanged > 0


def test_the_registers_own_view_of_every_study(oracles: Oracles, studies: dict[str, FdaaaTrial]) -> None:
    membership = list(csv.DictReader(io.StringIO(oracles.read("ctgov-v2/membership.csv"), newline="")))
    for row in membership:
        trial = studies[row["nct_id"]]
        assert trial.has_major_comments == (row["official_mcp_marker"] == "1"), row
        assert trial.was_fda_regulated == {"true": True, "false": False, "": None}[row["old_is_fda_regulated"]], row
        if row["official_mcp_marker"] == "1":
            assert classify(trial)[0] is TrialClass.ACT
        if row["official_unposted_events"] == "1":
            assert classify(trial)[0] is TrialClass.NONE
            assert trial.submissions


def test_ctis_records_are_read_in_both_shapes(oracles: Oracles) -> None:
    found = []
    for name in oracles.names("ctis"):
        with oracles.open(name) as source:
            found += list(read_records(source))
    trials = [each for each in found if not isinstance(each, Malformed)]
    assert [(trial.ct_number, trial.sponsor, trial.eudract_number, trial.nct_id) for trial in trials] == [
        ("2022-500244-37-00", "Kinarus AG", "", ""),
        ("2023-505613-24-00", "Merck Sharp & Dohme LLC", "2019-003842-34", "NCT04665037"),
        ("2023-508143-51-01", "Roessingh Centrum Voor Revalidatie", "2021-004994-30", ""),
        ("2024-510663-34-00", "Glaxosmithkline Research & Development Limited", "2019-001588-63", "NCT04494412"),
    ]
    assert len(found) == 4
    assert [trial.end for trial in trials] == [None] * 4
    assert [trial.start for trial in trials] == [None, date(2021, 4, 28), None, date(2021, 1, 29)]


def test_the_fine_shown_on_4_june_2020() -> None:
    verdict = FdaaaVerdict(
        *("NCT00000000", "1", date(2020, 6, 4), True, False, None, ()),
        *(TrialClass.ACT, FdaaaStatus.OVERDUE, 865_191, 865_161),
    )
    assert verdict.fine_usd == 10_009_047_609
