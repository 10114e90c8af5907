"""What the desk reads of the trackers: what is here, what waits for a person, and what looks wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from campaign.db import db
from campaign.text import folded
from campaign.trackers.disputes.refusals import NoSuchDispute
from campaign.trackers.facts import Register
from campaign.trackers.law import address_slug
from campaign.trackers.laws import LAWS
from campaign.trackers.models import (
    SHOWN,
    Alert,
    AlertState,
    Dispute,
    DisputeState,
    NameChange,
    Origin,
    Snapshot,
    Standing,
    TrackedName,
    TrackedSponsor,
    Trial,
)
from campaign.trackers.names import raw_key
from campaign.trackers.naming.suggest import Suggester, Suggestion
from campaign.trackers.refusals import NoSuchName, NoSuchSponsor
from campaign.trackers.trial_queries import Judgement, judgement
from campaign.web.kept import kept
from campaign.web.paging import Page, paged
from campaign.web.sorting import Sorting

PAGE_SIZE: Final = 20
MOST_EXACT: Final = 100
# Data of registers come monthly or oftener; after this the desk asks for the next copy.
OLD_AFTER: Final = timedelta(days=40)
# A share of trials that may be missing beside last time without a word.
SMALL_FALL: Final = 0.01
_KEEP_INDEX: Final = 900.0
_KEEP_COUNTS: Final = 10.0


@dataclass(frozen=True)
class TrackersWaiting:
    """What waits for a person."""

    names: int
    disputes: int


def trackers_waiting() -> TrackersWaiting:
    """Names that nobody has placed and objections that nobody has answered, at most ten seconds old."""

    def count() -> TrackersWaiting:
        names = db.session.scalar(select(func.count()).select_from(_unplaced().subquery())) or 0
        disputes = db.session.scalar(
            select(func.count()).select_from(Dispute).where(Dispute.state == DisputeState.WAITING)
        )
        return TrackersWaiting(names, disputes or 0)

    return kept(("trackers waiting",), _KEEP_COUNTS, count)


@dataclass(frozen=True)
class RegisterState:
    """How one register stands here: its newest data, the one before, and sentences about what looks wrong."""

    register: Register
    law: str
    source: str
    newest: Snapshot | None
    before: Snapshot | None
    running: Snapshot | None
    warnings: tuple[str, ...]


def register_states(now: datetime) -> list[RegisterState]:
    """Every register that can be tracked, with data or without."""
    states = []
    for register, law in LAWS.items():
        of_register = select(Snapshot).where(Snapshot.register == register)
        newest, before = (
            *db.session.scalars(
                of_register.where(SHOWN, Snapshot.origin != Origin.HISTORY).order_by(Snapshot.data_date.desc()).limit(2)
            ),
            None,
            None,
        )[:2]
        running = db.session.scalar(of_register.where(Snapshot.state == "reading"))
        warnings = tuple(_warnings(newest, before, running, now))
        states.append(RegisterState(register, law.name, law.source, newest, before, running, warnings))
    return states


def _warnings(newest: Snapshot | None, before: Snapshot | None, running: Snapshot | None, now: datetime) -> list[str]:
    found = []
    if newest is not None and newest.data_date < (now - OLD_AFTER).date():
        found.append(f"The data are {(now.date() - newest.data_date).days} days old. Import a newer copy.")
    if newest is not None and before is not None and newest.records < before.records * (1 - SMALL_FALL):
        share = 100 * (before.records - newest.records) / before.records
        found.append(
            f"{before.records - newest.records:,} trials fewer than before ({share:.1f} %). Was the copy whole?"
        )
    if running is not None and running.lease_until is not None and running.lease_until < now:
        found.append("An import was stopped halfway. The next one removes what it left.")
    return found


def active_alerts() -> int:
    """How many weekly letters people have asked for and confirmed."""
    return db.session.scalar(select(func.count()).select_from(Alert).where(Alert.state == AlertState.ACTIVE)) or 0


def _unplaced() -> Select[TrackedName]:
    return select(TrackedName).where(
        TrackedName.name == "", TrackedName.trial_identifier == "", TrackedName.set_aside.is_(False)
    )


@dataclass(frozen=True)
class NameFilters:
    """Which names to list: words in them, one register or all, and waiting, aside or placed."""

    words: str = ""
    register: Register | None = None
    which: str = "waiting"


def listed_names(filters: NameFilters, number: int) -> Page:
    """One page of names, those with most trials first; its rows are TrackedName."""
    whole = select(TrackedName).where(TrackedName.trial_identifier == "")
    query = {
        "aside": whole.where(TrackedName.set_aside.is_(True), TrackedName.name == ""),
        "placed": whole.where(TrackedName.name != ""),
    }.get(filters.which, _unplaced())
    if filters.register is not None:
        query = query.where(TrackedName.register == filters.register)
    # Names are kept as registers write them; each word is looked for in the join key, which is folded.
    for word in raw_key(filters.words).split("-"):
        if word:
            query = query.where(
                or_(
                    TrackedName.raw_key.contains(word, autoescape=True),
                    func.lower(TrackedName.name).contains(word, autoescape=True),
                )
            )
    order = (TrackedName.raw_key, TrackedName.id)
    if filters.which != "placed":
        return paged(query.order_by(TrackedName.trials.desc(), *order), number=number, size=PAGE_SIZE)
    return paged(query.order_by(*order), number=number, size=PAGE_SIZE)


def one_name(name_id: int) -> TrackedName:
    """A row of a whole name. Refuses any other."""
    row = db.session.get(TrackedName, name_id)
    if row is None or row.trial_identifier:
        raise NoSuchName
    return row


def name_changes(row: TrackedName) -> Sequence[NameChange]:
    """The public log of one name, the newest first."""
    return db.session.scalars(
        select(NameChange).where(NameChange.raw_name == row.raw_name).order_by(NameChange.id.desc()).limit(100)
    ).all()


@dataclass
class _Index:
    suggester: Suggester
    until: int  # id of the newest change that it knows


def _index() -> _Index:
    """All placed names as an index, kept in this process for a quarter of an hour and told of changes since."""

    def build() -> _Index:
        until = db.session.scalar(select(func.max(NameChange.id))) or 0
        rows = db.session.execute(
            select(TrackedName.raw_name, TrackedName.name, TrackedName.parent_name).where(TrackedName.name != "")
        )
        return _Index(Suggester((raw, name, parent) for raw, name, parent in rows), until)

    index = kept(("suggester of names",), _KEEP_INDEX, build)
    newer = db.session.execute(
        select(NameChange.id, NameChange.raw_name, NameChange.name_after, NameChange.parent_after)
        .where(NameChange.id > index.until)
        .order_by(NameChange.id)
    )
    for id_, raw, name, parent in newer:
        if name:
            index.suggester.add(raw, name, parent)
        index.until = id_
    return index


def suggestions(rows: Sequence[TrackedName]) -> dict[int, list[Suggestion]]:
    """Up to five sponsors for each unplaced name, by the row's id."""
    suggester = _index().suggester
    return {row.id: suggester.suggest(row.raw_name) for row in rows if not row.name}


def sponsors_like(raw_name: str, most: int = 5) -> list[Suggestion]:
    """Sponsors that a name of any kind may mean."""
    return _index().suggester.suggest(raw_name, most)


@dataclass(frozen=True)
class ExactMatch:
    """An unplaced name that differs from one known sponsor by nothing but its writing."""

    row: TrackedName
    suggestion: Suggestion


def exact_matches() -> list[ExactMatch]:
    """Unplaced names that mean exactly one known sponsor, those with most trials first, at most a hundred."""
    suggester = _index().suggester
    found = []
    for row in db.session.scalars(_unplaced().order_by(TrackedName.trials.desc(), TrackedName.raw_key).limit(2000)):
        exact = [each for each in suggester.suggest(row.raw_name) if each.exact]
        best = [each for each in exact if each.why is exact[0].why]
        if len(best) == 1:
            found.append(ExactMatch(row, best[0]))
        if len(found) == MOST_EXACT:
            break
    return found


def sponsors_found(words: str, limit: int = 20) -> list[TrackedSponsor]:
    """Sponsors whose name has all these words, by name."""
    asked = folded(words).split()
    if not asked:
        return []
    query = select(TrackedSponsor).order_by(TrackedSponsor.name_key, TrackedSponsor.id).limit(limit)
    for word in asked:
        query = query.where(TrackedSponsor.name_key.contains(word, autoescape=True))
    return list(db.session.scalars(query))


def sponsors_meant(words: str, most: int = 8) -> list[TrackedSponsor]:
    """Sponsors that these words may mean: by name, then by what the table of names knows; each once."""
    key = folded(words)
    by_name = db.session.scalars(select(TrackedSponsor).where(TrackedSponsor.name_key == key)).all() if key else []
    slugs = [address_slug(each.name) for each in sponsors_like(words)]
    known = {
        each.slug: each for each in db.session.scalars(select(TrackedSponsor).where(TrackedSponsor.slug.in_(slugs)))
    }
    found = [*by_name, *(known[slug] for slug in slugs if slug in known), *sponsors_found(words, most)]
    meant = {each.id: each for each in found if each.same_as_id is None}
    return list(meant.values())[:most]


@dataclass(frozen=True)
class SponsorCard:
    """A sponsor as the desk sees it: what it is the same as, what is the same as it, its raw names, its record."""

    sponsor: TrackedSponsor
    same_as: TrackedSponsor | None
    aliases: Sequence[TrackedSponsor]
    names: Sequence[TrackedName]
    records: Sequence[tuple[Register, date, Standing]]


def sponsor_card(slug: str) -> SponsorCard:
    """Everything about one sponsor. Refuses one that is not here."""
    sponsor = db.session.scalar(select(TrackedSponsor).where(TrackedSponsor.slug == slug))
    if sponsor is None:
        raise NoSuchSponsor
    same_as = db.session.get(TrackedSponsor, sponsor.same_as_id) if sponsor.same_as_id is not None else None
    aliases = db.session.scalars(
        select(TrackedSponsor).where(TrackedSponsor.same_as_id == sponsor.id).order_by(TrackedSponsor.name_key)
    ).all()
    names = db.session.scalars(
        select(TrackedName)
        .where(TrackedName.name == sponsor.name, TrackedName.trial_identifier == "")
        .order_by(TrackedName.raw_key)
        .limit(200)
    ).all()
    records = []
    for state in LAWS:
        row = db.session.execute(
            select(Snapshot.register, Snapshot.data_date, Standing)
            .join(Snapshot, Snapshot.id == Standing.snapshot_id)
            .where(Snapshot.register == state, SHOWN, Standing.sponsor_id == sponsor.id, Standing.rule_version == "1")
            .order_by(Snapshot.data_date.desc())
            .limit(1)
        ).one_or_none()
        if row is not None:
            records.append((row[0], row[1], row[2]))
    return SponsorCard(sponsor, same_as, aliases, names, records)


DISPUTE_COLUMNS: Final[Mapping[str, ColumnElement[Any]]] = {
    "made": Dispute.made_at,  # type: ignore[dict-item]  # a mapped column is one
    "answered": Dispute.answered_at,  # type: ignore[dict-item]
    "trial": Trial.identifier,  # type: ignore[dict-item]
    "register": Trial.register,  # type: ignore[dict-item]
}


def listed_disputes(which: str, sorting: Sorting, number: int) -> Page:
    """One page of objections with their trials: those that wait, or those that were answered."""
    query: Any = select(Dispute, Trial).join(Trial, Trial.id == Dispute.trial_id)
    waits = Dispute.state == DisputeState.WAITING
    query = query.where(~waits if which == "answered" else waits)
    return paged(
        query.order_by(sorting.order(DISPUTE_COLUMNS), Dispute.id), number=number, size=PAGE_SIZE, scalars=False
    )


def one_dispute(dispute_id: int) -> tuple[Dispute, Trial]:
    """An objection and its trial. Refuses one that is not here."""
    found = db.session.get(Dispute, dispute_id)
    if found is None:
        raise NoSuchDispute
    return found, db.session.get_one(Trial, found.trial_id)


def newest_judgement(trial: Trial, rule_version: str) -> Judgement | None:
    """What the newest data say of a trial, step by step; None when they no longer know it."""
    newest = db.session.scalar(
        select(Snapshot)
        .where(Snapshot.register == trial.register, SHOWN, Snapshot.origin != Origin.HISTORY)
        .order_by(Snapshot.data_date.desc())
        .limit(1)
    )
    return None if newest is None else judgement(trial, newest, rule_version)
