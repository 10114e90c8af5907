"""What the pages, files and commands read of the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from campaign.db import db
from campaign.trackers.facts import Register
from campaign.trackers.facts_json import read_facts
from campaign.trackers.models import (
    SHOWN,
    Facts,
    Headline,
    Origin,
    Snapshot,
    Standing,
    TrackedSponsor,
    Trial,
    Verdict,
)
from campaign.trackers.refusals import NoData

_PIECE = 2000
_NEWEST_FIRST = (Snapshot.data_date.desc(),)


def snapshots(register: Register) -> Select[Snapshot]:
    """A register's published snapshots, the newest first."""
    return select(Snapshot).where(Snapshot.register == register, SHOWN).order_by(*_NEWEST_FIRST)


def newest_snapshot(register: Register, on: date | None = None) -> Snapshot:
    """The newest snapshot that has trials, without any the newest of published figures; or the newest until `on`.

    Without a day the figures are those of the trials that are shown beside them, even where published figures of a
    later day were taken over for the trend. Refuses when there is none.
    """
    if on is None:
        wanted = snapshots(register).order_by(None).order_by(Snapshot.origin == Origin.HISTORY, *_NEWEST_FIRST)
    else:
        wanted = snapshots(register).where(Snapshot.data_date <= on)
    found = db.session.scalar(wanted.limit(1))
    if found is None:
        raise NoData(None if on is None else f"There are no data of this register here of {on.isoformat()} or earlier.")
    return found


def is_sample(snapshot: Snapshot) -> bool:
    """Whether the snapshot is invented, for `make demo`; pages have to say so."""
    return snapshot.origin is Origin.SAMPLE


def sponsor_by_slug(slug: str) -> TrackedSponsor | None:
    """The sponsor of that slug, in whichever register."""
    return db.session.scalar(select(TrackedSponsor).where(TrackedSponsor.slug == slug))


def newest_judged(register: Register) -> Snapshot | None:
    """The newest snapshot that has trials, not only published figures; None while there is none."""
    return db.session.scalar(snapshots(register).where(Snapshot.origin != Origin.HISTORY).limit(1))


def judged_snapshot(register: Register) -> Snapshot:
    """The same. Refuses when there is none."""
    found = newest_judged(register)
    if found is None:
        raise NoData
    return found


def same_files(register: Register, data_date: date, digest: str) -> Snapshot | None:
    """The published snapshot of that day, if it was read from the same bytes."""
    return db.session.scalar(
        snapshots(register).where(Snapshot.data_date == data_date, Snapshot.source_digest == digest)
    )


def headline(snapshot: Snapshot, rule_version: str) -> Headline | None:
    """A snapshot's figures under one version of the rules; None if they were never worked out."""
    return db.session.get(Headline, (snapshot.id, rule_version))


def stored_facts(snapshot: Snapshot) -> Iterator[Any]:
    """The facts of every trial that the register showed in a snapshot, by the number of our row, some at a time."""
    after = 0
    while True:
        rows = db.session.execute(
            select(Verdict.trial_id, Facts.facts)
            .join(Facts, Facts.id == Verdict.facts_id)
            .where(
                Verdict.snapshot_id == snapshot.id,
                Verdict.rule_version == "1",
                Verdict.trial_id > after,
                Verdict.in_register,
            )
            .order_by(Verdict.trial_id)
            .limit(_PIECE)
        ).all()
        for trial_id, text in rows:
            after = trial_id
            yield read_facts(snapshot.register, text)
        if len(rows) < _PIECE:
            return


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial and its verdict."""

    identifier: str
    title: str
    verdict: Verdict


def trial_rows(snapshot: Snapshot, rule_version: str) -> Iterator[TrialRow]:
    """Every trial of a snapshot, by its number in the register, some at a time."""
    after = ""
    while True:
        rows = db.session.execute(
            select(Trial.identifier, Facts.title, Verdict)
            .join(Trial, Trial.id == Verdict.trial_id)
            .join(Facts, Facts.id == Verdict.facts_id)
            .where(Verdict.snapshot_id == snapshot.id, Verdict.rule_version == rule_version, Trial.identifier > after)
            .order_by(Trial.identifier)
            .limit(_PIECE)
        ).all()
        for identifier, title, verdict in rows:
            after = identifier
            yield TrialRow(identifier, title, verdict)
        if len(rows) < _PIECE:
            return
        db.session.expunge_all()


def standings(snapshot: Snapshot, rule_version: str) -> list[tuple[TrackedSponsor, Standing]]:
    """Every sponsor of a snapshot with its record, by slug."""
    rows = db.session.execute(
        select(TrackedSponsor, Standing)
        .join(Standing, Standing.sponsor_id == TrackedSponsor.id)
        .where(Standing.snapshot_id == snapshot.id, Standing.rule_version == rule_version)
        .order_by(TrackedSponsor.slug)
    )
    return [(sponsor, standing) for sponsor, standing in rows]


def registers_with_trials() -> list[Register]:
    """The registers of which there are trials here."""
    found = set(
        db.session.scalars(select(Snapshot.register).where(SHOWN, Snapshot.origin != Origin.HISTORY).distinct())
    )
    return [register for register in Register if register in found]
