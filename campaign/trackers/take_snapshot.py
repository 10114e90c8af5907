"""Put one register, as it was on one day, into the store: facts, verdicts, sponsors, changes; seen all at once.

Nothing is held open while a file is read: records go in by thousands, each in a transaction of its own, under a
snapshot that nobody sees until the last transaction publishes it. A run that was killed leaves rows that the next one
removes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaign.db import transaction
from campaign.queue import wake
from campaign.trackers.breath import Breath
from campaign.trackers.facts import Register
from campaign.trackers.importers.fitting import fitted
from campaign.trackers.importers.source import BadValue, Malformed
from campaign.trackers.judging import Judging
from campaign.trackers.laws import LAWS
from campaign.trackers.models import SHOWN, Origin, Snapshot, SnapshotState
from campaign.trackers.refusals import BeingRead, FutureData, NothingRead, OlderData, SuddenFall
from campaign.trackers.snapshot_rows import carry_over, drop_rows, prune, retire_sample, write_batch, write_figures
from campaign.trackers.stored_names import stored_names

BATCH: Final = 1000
LEASE: Final = timedelta(minutes=5)
# Fewer than this share of the trials of last time is a sudden fall. No scrape since 2017 fell by more than 2 %.
LEAST_SHARE: Final = 0.9
MOST_FAULTS: Final = 200
_LONGEST_REASON: Final = 300
_LONGEST_NUMBER: Final = 60
PUBLISH_FILES: Final = "trackers.publish_files"

Progress = Callable[[int], None]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from: how, from which bytes (SHA-256), and whether a sudden fall in trials is right."""

    origin: Origin
    digest: str
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it. `changed` is False when the same files were here already for that day."""

    snapshot_id: int
    changed: bool
    records: int
    malformed: tuple[Malformed, ...]


def take_snapshot(
    register: Register,
    data_date: date,
    records: Iterable[Any],
    source: Source,
    clock: Clock,
    progress: Progress = lambda _: None,
) -> Taken:
    """Judge every record under every version of the rules on `data_date` and publish what comes out.

    `records` are facts or Malformed, in any order. `clock` tells the time, in UTC: reading a register outlasts any
    `now`. `progress` hears how many were read, every thousand. Refuses data older than what is here, a register that is
    being read, a file without trials, and a sudden fall in trials.
    """
    snapshot_id, before_id, last_time = _begin(register, data_date, source, clock())
    breath = Breath()
    try:
        judging = Judging(LAWS[register], data_date, stored_names())
        malformed: list[Malformed] = []
        seen: set[int] = set()
        read = 0
        for batch in _batches(judging, records, malformed):
            with transaction() as session:
                _renew(session, snapshot_id, clock())
                malformed.extend(write_batch(session, judging, batch, snapshot_id, before_id, seen))
            read += len(batch)
            progress(read)
            breath.take()
        if not seen:
            raise NothingRead(malformed)
        _refuse_a_fall(len(seen), last_time, source)
        carry_over(judging, snapshot_id, before_id, breath)
        write_figures(judging, snapshot_id, breath)
    except BaseException:
        _give_up(snapshot_id, breath)
        raise
    _publish(snapshot_id, len(seen), malformed, clock())
    prune(register, breath)
    return Taken(snapshot_id, True, len(seen), tuple(malformed))


def _begin(register: Register, data_date: date, source: Source, now: datetime) -> tuple[int, int | None, int]:
    """The new snapshot's id, the one of an earlier day to compare with, and how many trials there were last time."""
    if data_date > now.date():
        raise FutureData
    with transaction() as session:
        running = session.scalar(
            select(Snapshot).where(Snapshot.register == register, Snapshot.state == SnapshotState.READING)
        )
        if running is not None:
            if running.lease_until is not None and running.lease_until > now:
                raise BeingRead
            running.state = SnapshotState.REPLACED
            session.flush()
        judged = (
            select(Snapshot)
            .where(Snapshot.register == register, SHOWN, Snapshot.origin != Origin.HISTORY)
            .order_by(Snapshot.data_date.desc())
        )
        if source.origin is not Origin.SAMPLE:
            # Invented days say nothing about real ones, and give way to them.
            judged = judged.where(Snapshot.origin != Origin.SAMPLE)
        newest = session.scalar(judged.limit(1))
        if newest is not None and newest.data_date > data_date:
            raise OlderData
        before = session.scalar(judged.where(Snapshot.data_date < data_date).limit(1))
        snapshot = Snapshot(
            register=register,
            data_date=data_date,
            origin=source.origin,
            source_digest=source.digest,
            forced=source.forced,
            started_at=now,
            lease_until=now + LEASE,
        )
        session.add(snapshot)
        try:
            session.flush()
        except IntegrityError as error:
            # Somebody else began in the same moment: of those that are read, the table holds one a register.
            raise BeingRead from error
        return snapshot.id, None if before is None else before.id, newest.records if newest is not None else 0


def _batches(judging: Judging, records: Iterable[Any], malformed: list[Malformed]) -> Iterator[list[Any]]:
    """Facts by thousands; what could not be read, or does not fit the store, is put aside."""
    stream = iter(records)
    while True:
        found = list(islice(stream, BATCH))
        if not found:
            return
        facts = []
        for each in found:
            if isinstance(each, Malformed):
                malformed.append(each)
                continue
            try:
                facts.append(fitted(each))
            except BadValue as error:
                malformed.append(Malformed(0, str(error), judging.law.identifier(each)))
        if facts:
            yield facts


def _renew(session: Session, snapshot_id: int, now: datetime) -> None:
    """Keep the lease while the work goes on."""
    snapshot = session.get(Snapshot, snapshot_id, with_for_update=True, populate_existing=True)
    if snapshot is None or snapshot.state is not SnapshotState.READING:
        raise BeingRead
    snapshot.lease_until = now + LEASE


def _refuse_a_fall(records: int, last_time: int, source: Source) -> None:
    if records < last_time * LEAST_SHARE and not source.forced:
        raise SuddenFall(
            f"There are {records:,} trials, and last time there were {last_time:,}. That looks like a broken copy, so "
            "nothing was changed. Use --force if the register is right."
        )


def _publish(snapshot_id: int, records: int, malformed: list[Malformed], now: datetime) -> None:
    with transaction() as session:
        snapshot = session.get_one(Snapshot, snapshot_id, with_for_update=True, populate_existing=True)
        if snapshot.state is not SnapshotState.READING:
            raise BeingRead  # the lease ran out and somebody else reads the register: our rows are theirs to drop
        if snapshot.origin is not Origin.SAMPLE:
            retire_sample(session, snapshot.register)
        same_day = session.scalar(
            select(Snapshot).where(
                Snapshot.register == snapshot.register, SHOWN, Snapshot.data_date == snapshot.data_date
            )
        )
        if same_day is not None:
            same_day.state = SnapshotState.REPLACED
            session.flush()
        snapshot.state = SnapshotState.PUBLISHED
        snapshot.lease_until = None
        snapshot.published_at = now
        snapshot.records = records
        snapshot.malformed = len(malformed)
        snapshot.faults = [_fault(each) for each in malformed[:MOST_FAULTS]]
        wake(PUBLISH_FILES)


def _fault(each: Malformed) -> list[Any]:
    """As it is kept: what is wrong with a megabyte of text is told without the megabyte."""
    return [each.line, each.reason[:_LONGEST_REASON], each.identifier[:_LONGEST_NUMBER]]


def _give_up(snapshot_id: int, breath: Breath) -> None:
    with transaction() as session:
        snapshot = session.get(Snapshot, snapshot_id, populate_existing=True)
        if snapshot is not None:
            snapshot.state = SnapshotState.REPLACED
    drop_rows(snapshot_id, breath)
