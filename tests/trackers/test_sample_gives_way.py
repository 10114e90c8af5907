"""Real data never stand beside invented ones."""

import json
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.trackers.facts import Register
from campaign.trackers.import_history import import_history
from campaign.trackers.models import Origin, Snapshot, SnapshotState, Standing, TrialChange, Verdict
from campaign.trackers.queries import is_sample, newest_snapshot, snapshots
from campaign.trackers.take_snapshot import Source, take_snapshot
from tests.factories.trackers import EU_TRIALS, MAY, NOON, OVERDUE_EU, take

LATER = NOON.date() - timedelta(days=1)


def a_sample() -> None:
    for day in (date(2026, 3, 1), MAY, LATER):
        take_snapshot(Register.EU, day, EU_TRIALS, Source(Origin.SAMPLE, "", forced=True), lambda: NOON)


def rows_of_the_sample(session: Session) -> int:
    found = 0
    for kind in (Verdict, Standing, TrialChange):
        invented = select(func.count()).select_from(kind).join(Snapshot, Snapshot.id == kind.snapshot_id)
        found += session.scalar(invented.where(Snapshot.origin == Origin.SAMPLE)) or 0
    return found


def test_a_sample_gives_way_to_data_of_an_earlier_day_and_far_fewer_trials(session: Session) -> None:
    a_sample()
    assert is_sample(newest_snapshot(Register.EU)) and rows_of_the_sample(session)
    take(Register.EU, MAY, [OVERDUE_EU], forced=False)
    (shown,) = session.scalars(snapshots(Register.EU))
    assert (shown.data_date, shown.origin, shown.records) == (MAY, Origin.FILES, 1)
    assert rows_of_the_sample(session) == 0
    # What came first is no change: nothing real was there before.
    assert session.scalars(select(TrialChange)).all() == []


def test_a_sample_gives_way_to_published_history(session: Session, tmp_path: Path) -> None:
    a_sample()
    figures = {"total_trials": 10, "due_trials": 4, "due_trials_with_results": 1}
    path = tmp_path / "headline-history.json"
    path.write_text(json.dumps({MAY.isoformat(): figures | {"all_sponsors_count": 2, "major_sponsors_count": 0}}))
    assert import_history(Register.EU, path, (), lambda: NOON).days == 1
    (shown,) = session.scalars(snapshots(Register.EU))
    assert (shown.data_date, shown.origin) == (MAY, Origin.HISTORY)
    assert rows_of_the_sample(session) == 0
    states = session.scalars(select(Snapshot.state).where(Snapshot.origin == Origin.SAMPLE)).all()
    assert set(states) == {SnapshotState.REPLACED}
