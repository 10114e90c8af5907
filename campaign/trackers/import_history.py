"""Take over what the original tracker published in former years, so that the trend does not begin with us."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from campaign.db import db, transaction
from campaign.queue import wake
from campaign.text import folded
from campaign.trackers.breath import Breath
from campaign.trackers.facts import Register
from campaign.trackers.importers.eu_history import PastHeadline, PastSponsor, day_of, read_headlines, read_sponsors
from campaign.trackers.importers.source import Malformed
from campaign.trackers.models import (
    SHOWN,
    Headline,
    Origin,
    Snapshot,
    SnapshotState,
    SponsorKind,
    Standing,
    TrackedSponsor,
)
from campaign.trackers.queries import snapshots
from campaign.trackers.refusals import NoHistory
from campaign.trackers.rules.eu_figures import EuHeadline, percent
from campaign.trackers.snapshot_rows import prune, retire_sample
from campaign.trackers.take_snapshot import PUBLISH_FILES, Clock

_VERSION: Final = "1"

Progress = Callable[[date], None]


@dataclass(frozen=True, slots=True)
class HistoryTaken:
    """What came of it: days that are new, days whose sponsors are new, sponsors' rows, and what could not be read.

    Each fault with the name of its file. `nothing_read` when no file had a day to take over.
    """

    days: int
    sponsor_days: int
    sponsor_rows: int
    faults: tuple[tuple[str, Malformed], ...]
    nothing_read: bool = False


def import_history(
    register: Register,
    headlines: Path | None,
    sponsors: Sequence[Path],
    clock: Clock,
    progress: Progress = lambda _: None,
) -> HistoryTaken:
    """Turn published headlines and lists of sponsors (`sponsors_YYYY-MM-DD.csv`) into snapshots without trials.

    Days of which there are figures already are left alone, and so are sponsors of a day that has some; the same files
    again change nothing. Sample data give way. Percentages are worked out anew. Each day is one transaction. Raises
    OSError for a file that cannot be opened; refuses a register of which no history was published.
    """
    if register is not Register.EU:
        raise NoHistory
    faults: list[tuple[str, Malformed]] = []
    figures = {} if headlines is None else _headlines(headlines, faults)
    lists = _lists(sponsors, faults)
    here = _days_here(register)
    days = sponsor_days = sponsor_rows = 0
    # The newest first: a sponsor that is new here gets the name it had last.
    for day in sorted(figures.keys() | lists.keys(), reverse=True):
        path = lists.get(day)
        if day in here and (path is None or not here[day]):
            continue
        if day not in here and day not in figures:
            if path is not None:
                faults.append((path.name, Malformed(0, "no headline of this day, so it is left out", day.isoformat())))
            continue
        rows = [] if path is None else _sponsors(path, faults)
        with transaction() as session:
            retire_sample(session, register)
            snapshot = _snapshot(session, register, day)
            if snapshot is None:
                snapshot = _add_day(session, register, figures[day], clock())
                days += 1
            if rows and _wants_sponsors(session, snapshot):
                _add_standings(session, snapshot, rows)
                sponsor_days += 1
                sponsor_rows += len(rows)
        progress(day)
    if days or sponsor_days:
        with transaction():
            wake(PUBLISH_FILES)
        prune(register, Breath())
    return HistoryTaken(days, sponsor_days, sponsor_rows, tuple(faults), nothing_read=not figures and not lists)


def _headlines(path: Path, faults: list[tuple[str, Malformed]]) -> dict[date, PastHeadline]:
    found = {}
    with path.open("rb") as source:
        for each in read_headlines(source):
            if isinstance(each, Malformed):
                faults.append((path.name, each))
            else:
                found[each.day] = each
    return found


def _lists(paths: Iterable[Path], faults: list[tuple[str, Malformed]]) -> dict[date, Path]:
    found: dict[date, Path] = {}
    for path in paths:
        day = day_of(path.name)
        if day is None:
            faults.append((path.name, Malformed(0, "no day in the name of the file, as in sponsors_2019-01-01.csv.gz")))
        elif day in found:
            faults.append((path.name, Malformed(0, "another list of the same day; the first one counts")))
        else:
            found[day] = path
    return found


def _sponsors(path: Path, faults: list[tuple[str, Malformed]]) -> list[PastSponsor]:
    found: list[PastSponsor] = []
    with path.open("rb") as source:
        for each in read_sponsors(source):
            if isinstance(each, Malformed):
                faults.append((path.name, each))
            else:
                found.append(each)
    return found


def _days_here(register: Register) -> dict[date, bool]:
    """Days that have figures, and whether sponsors can be added to them."""
    shown = db.session.scalars(snapshots(register).where(Snapshot.origin != Origin.SAMPLE))
    return {each.data_date: _wants_sponsors(db.session(), each) for each in shown}


def _wants_sponsors(session: Session, snapshot: Snapshot) -> bool:
    if snapshot.origin is not Origin.HISTORY:
        return False
    return session.scalar(select(Standing.sponsor_id).where(Standing.snapshot_id == snapshot.id).limit(1)) is None


def _snapshot(session: Session, register: Register, day: date) -> Snapshot | None:
    return session.scalar(
        select(Snapshot)
        .where(Snapshot.register == register, Snapshot.data_date == day, SHOWN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _add_day(session: Session, register: Register, past: PastHeadline, now: datetime) -> Snapshot:
    snapshot = Snapshot(
        register=register,
        data_date=past.day,
        state=SnapshotState.PUBLISHED,
        origin=Origin.HISTORY,
        records=past.total,
        started_at=now,
        published_at=now,
    )
    session.add(snapshot)
    session.flush()
    found = EuHeadline(
        past.day,
        past.cutoff or past.day,
        past.total,
        past.due,
        past.reported,
        past.inconsistent or 0,
        past.sponsors,
        past.major_sponsors,
    )
    session.add(
        Headline(
            snapshot_id=snapshot.id,
            rule_version=_VERSION,
            total=past.total,
            due=past.due,
            reported=past.reported,
            # The column knows no gap; the figures do.
            inconsistent=found.inconsistent_trials,
            percent=found.percent_with_results,
            figures={
                "scrape_date": past.day.isoformat(),
                "due_date_cutoff": None if past.cutoff is None else past.cutoff.isoformat(),
                "total_trials": past.total,
                "due_trials": past.due,
                "due_trials_with_results": past.reported,
                "due_trials_without_results": found.due_trials_without_results,
                "percent_with_results": found.percent_with_results,
                "inconsistent_trials": past.inconsistent,
                "percent_inconsistent": None if past.inconsistent is None else found.percent_inconsistent,
                "all_sponsors_count": past.sponsors,
                "major_sponsors_count": past.major_sponsors,
            },
        )
    )
    return snapshot


def _add_standings(session: Session, snapshot: Snapshot, rows: Sequence[PastSponsor]) -> None:
    names = {each.slug: each.name for each in rows}
    ids = _sponsor_ids(session, names)
    children: dict[str, list[list[str]]] = defaultdict(list)
    for each in rows:
        for parent in each.parent_slugs:
            children[parent].append([each.slug, each.name])
    standings: list[dict[str, Any]] = []
    for each in rows:
        parents = [[slug, names.get(slug, slug)] for slug in each.parent_slugs]
        related = {"parents": parents, "children": children.get(each.slug, [])}
        standings.append(
            {
                "snapshot_id": snapshot.id,
                "rule_version": _VERSION,
                "sponsor_id": ids[each.slug],
                "name": each.name,
                "kind": SponsorKind.UNKNOWN,
                "total": each.total,
                "due": each.due,
                "reported": each.reported,
                "reported_late": 0,
                "inconsistent": each.inconsistent,
                "days_late": 0,
                "finable_days": 0,
                "percent": percent(each.reported, each.due),
                "rank": None,
                "major": each.major,
                "relations": related if any(related.values()) else None,
            }
        )
    session.execute(insert(cast("Table", Standing.__table__)), standings)


def _sponsor_ids(session: Session, names: dict[str, str]) -> dict[str, int]:
    """Ids by slug; sponsors that are here keep the name they have."""
    ids = dict(session.execute(select(TrackedSponsor.slug, TrackedSponsor.id)).all())
    missing = [slug for slug in names if slug not in ids]
    if missing:
        new = insert(cast("Table", TrackedSponsor.__table__)).returning(TrackedSponsor.id, sort_by_parameter_order=True)
        rows = [{"slug": slug, "name": names[slug], "name_key": folded(names[slug]), "country": ""} for slug in missing]
        ids.update(zip(missing, session.scalars(new, rows), strict=True))
    return ids
