"""A register into the store and out again."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.trackers.assess import assess
from campaign.trackers.facts import Register
from campaign.trackers.import_names import import_names
from campaign.trackers.importers.source import Malformed
from campaign.trackers.models import (
    Facts,
    Origin,
    Snapshot,
    SnapshotState,
    Sponsorship,
    TrackedName,
    TrackedSponsor,
    Trial,
    TrialChange,
    Verdict,
)
from campaign.trackers.names import SponsorName
from campaign.trackers.published import headline_fields, sponsor_rows, trial_table
from campaign.trackers.queries import newest_snapshot
from campaign.trackers.refusals import BeingRead, FutureData, NothingRead, OlderData, SuddenFall
from campaign.trackers.rules.changes import Change
from campaign.trackers.rules.state import State
from campaign.trackers.take_snapshot import LEASE, Source, _begin, _publish
from tests.factories.trackers import (
    EU_TRIALS,
    FDAAA_TRIALS,
    JUNE,
    MAY,
    NOON,
    ONGOING_EU,
    OVERDUE_EU,
    OVERDUE_FDAAA,
    both_registers,
    take,
)


def count(session: Session, kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_headlines_and_sponsors_come_out_in_the_original_fields(session: Session) -> None:
    both_registers()
    eu = newest_snapshot(Register.EU)
    found = headline_fields(eu, "1")
    assert (found["total_trials"], found["due_trials"], found["due_trials_with_results"]) == (5, 3, 2)
    assert (found["inconsistent_trials"], found["all_sponsors_count"]) == (1, 3)
    assert (found["scrape_date"], found["due_date_cutoff"]) == ("2026-05-02", "2025-04-04")
    rows = {row["slug"]: row for row in sponsor_rows(eu, "1")[1]}
    assert rows["land-oberweser"]["children"] == [
        {"slug": "oberweserbergland-university-hospital", "name": "Oberweserbergland University Hospital"}
    ]
    fdaaa = headline_fields(newest_snapshot(Register.FDAAA), "1")
    assert (fdaaa["due"], fdaaa["reported"], fdaaa["reported_late"], fdaaa["overdue"]) == (2, 1, 1, 1)
    assert fdaaa["fine_usd"] == fdaaa["finable_days"] * 11_569 > 0


def test_every_trial_has_its_class_and_verdict(session: Session) -> None:
    both_registers()
    rows = {row["nct_id"]: row for row in trial_table(newest_snapshot(Register.FDAAA), "1")[1]}
    assert {number: (row["class"], row["status"]) for number, row in rows.items()} == {
        "NCT09900001": ("ACT", "overdue"),
        "NCT09900002": ("ACT", "reported-late"),
        "NCT09900003": ("ACT", "ongoing"),
        "NCT09900004": ("none", None),
    }
    assert rows["NCT09900001"]["due_date"] == "2024-06-29"


def test_the_same_trials_again_change_nothing_but_the_day(session: Session) -> None:
    both_registers()
    before = {kind: count(session, kind) for kind in (Facts, Trial, TrackedSponsor, Verdict, Sponsorship)}
    take(Register.EU, MAY, EU_TRIALS)
    assert {kind: count(session, kind) for kind in before} == before
    take(Register.EU, JUNE, EU_TRIALS)
    assert count(session, Facts) == before[Facts]
    assert count(session, TrialChange) == 0


def test_what_became_of_trials_is_told_with_its_reason(session: Session) -> None:
    both_registers()
    ended = replace(
        ONGOING_EU, trial_status=OVERDUE_EU.trial_status, comp_date=3, max_end_date=date(2024, 1, 1)
    )  # entered late
    reported = replace(OVERDUE_EU, has_results=True)
    take(Register.EU, JUNE, [reported, ended, *EU_TRIALS[3:]])
    rows = session.execute(
        select(Trial.identifier, TrialChange)
        .join(TrialChange, TrialChange.trial_id == Trial.id)
        .where(TrialChange.rule_version == "1")
    )
    changes = dict(rows.all())
    assert {identifier: each.change for identifier, each in changes.items()} == {
        OVERDUE_EU.trial_id: Change.REPORTED_ON_TIME,
        ONGOING_EU.trial_id: Change.BECAME_OVERDUE,
        "2018-990119-42": Change.LEFT_THE_SET,
    }
    assert changes[OVERDUE_EU.trial_id].was_overdue
    assert changes[OVERDUE_EU.trial_id].reasons == [["has_results", None, True]]
    left = session.scalar(
        select(Verdict).join(Trial).where(Trial.identifier == "2018-990119-42", Verdict.rule_version == "1")
        .order_by(Verdict.snapshot_id.desc())
    )  # fmt: skip
    assert left is not None
    assert (left.state, left.status, left.in_register) == (State.LEFT, "left", False)


def test_a_trial_that_is_no_longer_covered_keeps_its_page_and_can_come_back(session: Session) -> None:
    both_registers()
    take(Register.FDAAA, JUNE, [replace(OVERDUE_FDAAA, is_fda_regulated_drug=False), *FDAAA_TRIALS[1:]])
    rows = {row["nct_id"]: row for row in trial_table(newest_snapshot(Register.FDAAA), "1")[1]}
    assert (rows["NCT09900001"]["status"], rows["NCT09900001"]["state"]) == ("no-longer-act", "left")
    take(Register.FDAAA, date(2026, 7, 4), FDAAA_TRIALS)
    rows = {row["nct_id"]: row for row in trial_table(newest_snapshot(Register.FDAAA), "1")[1]}
    assert rows["NCT09900001"]["status"] == "overdue"


def test_another_copy_of_the_same_day_replaces_the_first(session: Session) -> None:
    both_registers()
    take(Register.EU, JUNE, EU_TRIALS)
    take(Register.EU, JUNE, [replace(OVERDUE_EU, has_results=True), *EU_TRIALS[1:]])
    assert headline_fields(newest_snapshot(Register.EU), "1")["due_trials_with_results"] == 3
    published = select(Snapshot).where(Snapshot.register == Register.EU, Snapshot.state == SnapshotState.PUBLISHED)
    assert [each.data_date for each in session.scalars(published.order_by(Snapshot.data_date))] == [MAY, JUNE]
    changed = session.scalars(select(TrialChange).where(TrialChange.rule_version == "1")).all()
    assert [each.reasons for each in changed] == [[["has_results", None, True]]]
    assess(Register.EU, None, lambda: NOON)
    changed = session.scalars(select(TrialChange).where(TrialChange.rule_version == "1")).all()
    assert [each.reasons for each in changed] == [[["has_results", None, True]]]


def test_a_sudden_fall_older_data_and_nothing_are_refused_and_change_nothing(session: Session) -> None:
    both_registers()
    with pytest.raises(SuddenFall, match="2 trials, and last time there were 5"):
        take(Register.EU, JUNE, EU_TRIALS[:2], forced=False)
    with pytest.raises(OlderData):
        take(Register.EU, date(2026, 4, 4), EU_TRIALS)
    with pytest.raises(FutureData):
        take(Register.EU, date(2026, 11, 23), EU_TRIALS)
    with pytest.raises(NothingRead):
        take(Register.EU, JUNE, [Malformed(1, "no column trial_id")])
    assert newest_snapshot(Register.EU).data_date == MAY
    assert count(session, Verdict) == 2 * (len(EU_TRIALS) + len(FDAAA_TRIALS))
    take(Register.EU, JUNE, EU_TRIALS[:2], forced=True)
    assert headline_fields(newest_snapshot(Register.EU), "1")["total_trials"] == 2


def test_malformed_and_repeated_records_are_listed_and_stop_nothing(session: Session) -> None:
    taken = take(Register.EU, MAY, [Malformed(7, "no EudraCT number", "x"), OVERDUE_EU, OVERDUE_EU, ONGOING_EU])
    assert (taken.records, len(taken.malformed)) == (2, 2)
    assert newest_snapshot(Register.EU).faults[0] == [7, "no EudraCT number", "x"]


def test_names_that_nobody_has_placed_wait_and_block_nothing(session: Session) -> None:
    take(Register.EU, MAY, EU_TRIALS)
    waiting = session.scalars(select(TrackedName).where(TrackedName.name == "").order_by(TrackedName.raw_name)).all()
    assert [(each.raw_name, each.trials) for each in waiting] == [
        ("Brightmoor Biologics GmbH", 1),
        ("Universitätsklinikum Oberweserbergland", 4),
    ]
    assert headline_fields(newest_snapshot(Register.EU), "1")["all_sponsors_count"] == 0
    import_names([SponsorName(each.raw_name, "Somebody", "Somebody") for each in waiting], NOON)
    assess(Register.EU, None, lambda: NOON)
    assert headline_fields(newest_snapshot(Register.EU), "1")["all_sponsors_count"] == 1
    assert session.scalar(select(TrackedName).where(TrackedName.name == "")) is None


def test_judged_again_on_a_later_day_trials_become_overdue_by_time_alone(session: Session) -> None:
    both_registers()
    assess(Register.FDAAA, date(2026, 11, 22), lambda: NOON)
    take(Register.FDAAA, date(2026, 11, 22), FDAAA_TRIALS)
    later = newest_snapshot(Register.FDAAA)
    assert later.data_date == date(2026, 11, 22)
    assert (
        headline_fields(later, "1")["days_late"]
        > headline_fields(newest_snapshot(Register.FDAAA, MAY), "1")["days_late"]
    )


def test_a_name_of_the_us_ranking_is_known_as_the_same_sponsor(session: Session) -> None:
    both_registers()
    raw = session.scalar(select(TrackedSponsor).where(TrackedSponsor.slug == "brightmoor-biologics-gmbh"))
    meant = session.scalar(select(TrackedSponsor).where(TrackedSponsor.slug == "brightmoor-biologics"))
    assert raw is not None and meant is not None
    assert raw.same_as_id == meant.id


def test_a_run_whose_lease_was_taken_over_publishes_nothing(session: Session) -> None:
    take(Register.EU, MAY, EU_TRIALS)
    snapshot_id, _, _ = _begin(Register.EU, JUNE, Source(Origin.FILES, ""), NOON)
    other, _, _ = _begin(Register.EU, JUNE, Source(Origin.FILES, ""), NOON + LEASE)
    with pytest.raises(BeingRead):
        _publish(snapshot_id, 1, [], NOON + LEASE)
    session.expire_all()
    assert session.get_one(Snapshot, snapshot_id).state is SnapshotState.REPLACED
    assert session.get_one(Snapshot, other).state is SnapshotState.READING
