"""The published figures once more, through the store: files in, figures out in the original field names.

The two of hundreds of thousands of rows run on SQLite only: on PostgreSQL they take twice as long again, and the same
code runs there on smaller files.
"""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.trackers.facts import Register
from campaign.trackers.import_files import Files, import_files
from campaign.trackers.import_history import import_history
from campaign.trackers.importers.clinicaltrials_gov import read_studies
from campaign.trackers.importers.old_flags import read_old_flags
from campaign.trackers.importers.source import Malformed
from campaign.trackers.models import Crossing, Trial
from campaign.trackers.published import headline_fields, sponsor_rows, trial_table
from campaign.trackers.queries import judged_snapshot, newest_snapshot, snapshots
from campaign.trackers.rules.fdaaa_scope import classify
from campaign.trackers.trend_remarks import trend_remarks
from tests.oracles.data import FOLDER, Oracles
from tests.oracles.test_eu import published

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWN = ("register", "data_date", "rule_version")


def clock() -> datetime:
    return NOON


def sponsors_of(register: Register) -> list[dict[str, Any]]:
    """Sponsors as `all_sponsors.json` has them."""
    return [
        {name: value for name, value in row.items() if name not in OWN}
        for row in sponsor_rows(newest_snapshot(register), "1")[1]
    ]


@pytest.mark.sqlite_alone
def test_the_headline_and_every_sponsor_of_december_2017(session: Session, oracles: Oracles) -> None:
    folder = FOLDER / "eu-2017-12-03"
    files = Files([folder / "trials.csv.gz"], names=folder / "normalized_sponsor_names.csv.gz")
    found = import_files(Register.EU, files, date(2017, 12, 3), clock)
    assert (found.faults, found.taken.malformed, found.taken.records) == ((), (), 31_507)
    fields = headline_fields(newest_snapshot(Register.EU), "1")
    expected = json.loads(oracles.read("eu-2017-12-03/headline.json"))
    # The file of that day gives the share without results.
    fields["percent_without_results"] = round(100 - fields["percent_with_results"], 1)
    assert {name: fields[name] for name in expected} == expected
    listed = published(json.loads(oracles.read("eu-2017-12-03/all_sponsors.json.gz")))
    assert len(listed) == 4_630
    assert sponsors_of(Register.EU) == listed


def test_the_small_set_on_its_own_day(session: Session, oracles: Oracles) -> None:
    folder = FOLDER / "eu-small"
    files = Files([folder / "trials.csv"], names=folder / "normalized_sponsor_names.csv")
    import_files(Register.EU, files, date(2018, 1, 17), clock)
    expected = json.loads(oracles.read("eu-small/expected_headline.json"))
    fields = headline_fields(newest_snapshot(Register.EU), "1")
    # The set counts a sponsor as major from its first trial, the store from its fiftieth.
    assert {name: fields[name] for name in expected} == expected | {"major_sponsors_count": 0}
    listed = published(json.loads(oracles.read("eu-small/expected_all_sponsors.json")))
    assert sponsors_of(Register.EU) == [row | {"major": 0} for row in listed]
    rows = {row["trial_id"]: row for row in trial_table(newest_snapshot(Register.EU), "1")[1]}
    for trial in json.loads(oracles.read("eu-small/expected_all_trials.json")):
        found = rows[trial["trial_id"]]
        assert (found["overall_status"], found["results_expected"], found["has_results"], found["trial_title"]) == (
            trial["overall_status"],
            bool(trial["results_expected"]),
            bool(trial["has_results"]),
            trial["trial_title"],
        )


def test_every_study_in_the_shape_of_the_api_has_its_class(session: Session, oracles: Oracles) -> None:
    flags = FOLDER / "fdaaa-old-regulated-flag-2017-01-05.csv.gz"
    files = Files([FOLDER / "ctgov-v2" / "studies.json"], old_flags=flags)
    found = import_files(Register.FDAAA, files, date(2026, 10, 4), clock)
    assert (found.faults, found.taken.malformed, found.taken.records) == ((), (), 143)
    rows = {row["nct_id"]: row for row in trial_table(judged_snapshot(Register.FDAAA), "1")[1]}
    assert len(rows) == 143
    membership = list(csv.DictReader(io.StringIO(oracles.read("ctgov-v2/membership.csv"), newline="")))
    assert {row["nct_id"] for row in membership} == rows.keys()
    unchanged = 0
    for row in membership:
        stored = rows[row["nct_id"]]["class"]
        if row["in_2019_09_16"] or row["in_2021_01_18"]:
            assert stored == (row["in_2019_09_16"] or "ACT"), row
        for column, listed_on in (("in_2019_09_16", "2019-09-16"), ("in_2021_01_18", "2021-01-18")):
            if row["last_update_submit"] and row["last_update_submit"] <= listed_on:
                unchanged += 1
                assert (stored != "none") == bool(row[column]), row
        if row["official_mcp_marker"] == "1":
            assert stored == "ACT", row
        if row["official_unposted_events"] == "1":
            assert stored == "none", row
    assert unchanged > 0
    # And the same as the rules say without a store, flags included.
    with oracles.open("ctgov-v2/studies.json") as source:
        studies = [each for each in read_studies(source, flags_of(oracles)) if not isinstance(each, Malformed)]
    assert {each.nct_id: classify(each)[0].value for each in studies} == {
        number: row["class"] for number, row in rows.items()
    }
    covered = [row for row in rows.values() if row["class"] != "none"]
    fields = headline_fields(judged_snapshot(Register.FDAAA), "1")
    assert (fields["total"], fields["due"]) == (
        len(covered),
        sum(row["status"] != "ongoing" for row in covered),
    )


def flags_of(oracles: Oracles) -> dict[str, bool]:
    """The register's former flags."""
    with oracles.open("fdaaa-old-regulated-flag-2017-01-05.csv.gz") as source:
        return dict(each for each in read_old_flags(source) if not isinstance(each, Malformed))


def test_records_of_ctis_in_both_shapes(session: Session, oracles: Oracles) -> None:
    files = Files([FOLDER / name for name in oracles.names("ctis")])
    found = import_files(Register.CTIS, files, date(2026, 10, 4), clock)
    assert (found.taken.malformed, found.taken.records) == ((), 4)
    rows = list(trial_table(judged_snapshot(Register.CTIS), "1")[1])
    assert [row["ct_number"] for row in rows] == [
        *("2022-500244-37-00", "2023-505613-24-00", "2023-508143-51-01", "2024-510663-34-00"),
    ]
    assert not any(row["results_due"] or row["has_results"] for row in rows)
    crossings = session.execute(select(Trial.identifier, Crossing.identifier).join(Trial)).all()
    assert {(one, other) for one, other in crossings} == {
        ("2023-505613-24-00", "2019-003842-34"),
        ("2023-505613-24-00", "NCT04665037"),
        ("2023-508143-51-01", "2021-004994-30"),
        ("2024-510663-34-00", "2019-001588-63"),
        ("2024-510663-34-00", "NCT04494412"),
    }


@pytest.mark.sqlite_alone
def test_the_history_of_a_hundred_scrapes(session: Session, oracles: Oracles) -> None:
    lists = [FOLDER / name for name in oracles.names("eu-history-to-2021")]
    found = import_history(Register.EU, FOLDER / "eu-2026-05-02" / "headline-history.json", lists, clock)
    # Of two lists no headline was published.
    assert [each.identifier for _, each in found.faults] == ["2021-06-02", "2018-04-01"]
    assert (found.days, found.sponsor_days, found.sponsor_rows) == (100, 49, 254_333)
    history = json.loads(oracles.read("eu-2026-05-02/headline-history.json"))
    shown = {each.data_date.isoformat(): headline_fields(each, "1") for each in session.scalars(snapshots(Register.EU))}
    assert shown.keys() == history.keys()
    for day, fields in shown.items():
        given = history[day]
        due, reported = given["due_trials"], given["due_trials_with_results"]
        assert fields["percent_with_results"] == round(reported / due * 100, 1)
        left_out = {"percent_with_results", "due_date_cutoff"}
        assert {name: fields[name] for name in given if name not in left_out} == {
            name: value for name, value in given.items() if name not in left_out
        }
        assert fields["due_date_cutoff"] == (given["due_date_cutoff"][:10] if "due_date_cutoff" in given else None)
    # trackers.md names three; a register that grows no more repeats its total as well.
    assert list(trend_remarks({date.fromisoformat(day): row["total_trials"] for day, row in shown.items()})) == [
        *(date(2021, 1, 1), date(2022, 2, 5), date(2022, 12, 12), date(2025, 9, 6), date(2026, 5, 2)),
    ]
    january = newest_snapshot(Register.EU, date(2019, 1, 1))
    listed = csv.DictReader(io.StringIO(oracles.read("eu-history-to-2021/sponsors_2019-01-01.csv.gz"), newline=""))
    expected = {row["slug"]: row for row in listed}
    stored = {row["slug"]: row for row in sponsor_rows(january, "1")[1]}
    assert stored.keys() == expected.keys()
    for slug, row in stored.items():
        for field in ("total_trials", "total_due", "total_reported", "inconsistent_trials", "not_yet_due_trials"):
            assert row[field] == int(expected[slug][field]), (slug, field)
        assert [each["slug"] for each in row["parents"]] == [p for p in expected[slug]["parent_slugs"].split("|") if p]
