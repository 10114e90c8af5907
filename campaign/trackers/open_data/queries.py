"""What the API and the feeds read of the store, filtered and by the page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from campaign.db import db
from campaign.text import folded
from campaign.trackers.facts import Register
from campaign.trackers.laws import LAWS
from campaign.trackers.models import (
    SHOWN,
    Facts,
    Headline,
    OpenFile,
    Origin,
    Snapshot,
    SnapshotState,
    SponsorKind,
    Sponsorship,
    Standing,
    TrackedName,
    TrackedSponsor,
    Trial,
    TrialChange,
    Verdict,
)
from campaign.trackers.queries import snapshots
from campaign.trackers.rules.changes import Change
from campaign.trackers.rules.state import State

Rows = Select[*tuple[Any, ...]]
_PIECE: Final = 1_000
FILE_PIECE: Final = 1 << 20  # bytes of a file in memory at once

SPONSOR_ORDER: Final[dict[str, InstrumentedAttribute[Any]]] = {
    "sponsor_name": TrackedSponsor.name_key,
    "total": Standing.total,
    "due": Standing.due,
    "reported": Standing.reported,
    "percentage": Standing.percent,
    "rank": Standing.rank,
    "days_late": Standing.days_late,
}
TRIAL_ORDER: Final[dict[str, InstrumentedAttribute[Any]]] = {
    "identifier": Trial.identifier,
    "title": Facts.title,
    "due_date": Verdict.due_date,
    "days_late": Verdict.days_late,
}


@dataclass(frozen=True, slots=True)
class SponsorFilters:
    """Which sponsors, and in what order; None and nothing mean any."""

    q: str | None = None
    kind: Sequence[str] = ()
    country: str | None = None
    major: bool | None = None
    due_gte: int | None = None
    due_lte: int | None = None
    percentage_gte: float | None = None
    percentage_lte: float | None = None
    ordering: str = "sponsor_name"


@dataclass(frozen=True, slots=True)
class TrialFilters:
    """Which trials, and in what order; None and nothing mean any that count."""

    q: str | None = None
    status: Sequence[str] = ()
    state: Sequence[str] = ()
    sponsor: str | None = None
    is_pact: bool | None = None
    has_exemption: bool | None = None
    has_results: bool | None = None
    results_due: bool | None = None
    is_overdue_today: bool | None = None
    is_no_longer_overdue_today: bool | None = None
    ordering: str = "identifier"


def page_of(query: Rows, number: int, size: int) -> tuple[int, Sequence[Any]]:
    """How many rows an ordered query has in all, and those of one page from 1; past the end there are none."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    offset = (number - 1) * size
    return total, db.session.execute(query.limit(size).offset(offset)).all() if offset < total else ()


def all_of(query: Rows) -> Iterator[Sequence[Any]]:
    """Every row of a query, some at a time."""
    yield from db.session.execute(query.execution_options(yield_per=_PIECE)).partitions()


def sponsor_query(snapshot: Snapshot, rule_version: str, filters: SponsorFilters) -> Rows:
    """Rows of (TrackedSponsor, Standing). Those without the figure they are ordered by come last."""
    query = (
        select(TrackedSponsor, Standing)
        .join(Standing, Standing.sponsor_id == TrackedSponsor.id)
        .where(Standing.snapshot_id == snapshot.id, Standing.rule_version == rule_version)
    )
    if filters.q:
        query = query.where(TrackedSponsor.name_key.contains(folded(filters.q), autoescape=True))
    if filters.kind:
        query = query.where(Standing.kind.in_([SponsorKind(kind) for kind in filters.kind]))
    equal = ((TrackedSponsor.country, filters.country), (Standing.major, filters.major))
    query = query.where(*(column == wanted for column, wanted in equal if wanted is not None))
    at_least = ((Standing.due, filters.due_gte), (Standing.percent, filters.percentage_gte))
    query = query.where(*(column >= wanted for column, wanted in at_least if wanted is not None))
    at_most = ((Standing.due, filters.due_lte), (Standing.percent, filters.percentage_lte))
    query = query.where(*(column <= wanted for column, wanted in at_most if wanted is not None))
    return _ordered(query, SPONSOR_ORDER, filters.ordering, TrackedSponsor.slug)


def trial_query(snapshot: Snapshot, rule_version: str, filters: TrialFilters) -> Rows:
    """Rows of (Trial.identifier, Facts.title, Verdict). Trials that are not covered or have left only if asked for."""
    query = (
        select(Trial.identifier, Facts.title, Verdict)
        .join(Trial, Trial.id == Verdict.trial_id)
        .join(Facts, Facts.id == Verdict.facts_id)
        .where(Verdict.snapshot_id == snapshot.id, Verdict.rule_version == rule_version)
    )
    if filters.status:
        query = query.where(Verdict.status.in_(filters.status))
    if filters.state:
        query = query.where(Verdict.state.in_([State(state) for state in filters.state]))
    elif not filters.status:
        query = query.where(Verdict.state.not_in([State.NOT_COVERED, State.LEFT]))
    if filters.q:
        query = query.where(
            Facts.title.icontains(filters.q, autoescape=True)
            | Facts.condition.icontains(filters.q, autoescape=True)
            | Trial.identifier.icontains(filters.q, autoescape=True)
        )
    if filters.sponsor is not None:
        theirs = (
            select(Sponsorship.trial_id)
            .join(TrackedSponsor, TrackedSponsor.id == Sponsorship.sponsor_id)
            .where(Sponsorship.snapshot_id == snapshot.id, TrackedSponsor.slug == filters.sponsor)
        )
        query = query.where(Verdict.trial_id.in_(theirs))
    # Facts are JSON in which every quote inside a text is escaped, so this can only be the member itself.
    has_certificate = Facts.facts.contains('"certificate":"', autoescape=True)
    changed = select(TrialChange.trial_id).where(
        TrialChange.snapshot_id == snapshot.id, TrialChange.rule_version == rule_version
    )
    yes_or_no = (
        (Verdict.trial_class == "pACT", filters.is_pact),
        (has_certificate, filters.has_exemption),
        (Verdict.has_results, filters.has_results),
        (Verdict.results_due, filters.results_due),
        (
            Verdict.trial_id.in_(changed.where(TrialChange.change == Change.BECAME_OVERDUE)),
            filters.is_overdue_today,
        ),
        (Verdict.trial_id.in_(changed.where(TrialChange.was_overdue)), filters.is_no_longer_overdue_today),
    )
    for condition, wanted in yes_or_no:
        if wanted is not None:
            query = query.where(condition if wanted else ~condition)
    return _ordered(query, TRIAL_ORDER, filters.ordering, Trial.identifier)


def _ordered(
    query: Rows, columns: dict[str, InstrumentedAttribute[Any]], ordering: str, last: InstrumentedAttribute[Any]
) -> Rows:
    column = columns[ordering.removeprefix("-")]
    first = column.desc() if ordering.startswith("-") else column.asc()
    return query.order_by(first.nulls_last(), last)


def sponsors_of(snapshot: Snapshot, trial_ids: Iterable[int]) -> dict[int, list[dict[str, str]]]:
    """Slug and name of the sponsors that trials count under, by the id of the trial's row."""
    rows = db.session.execute(
        select(Sponsorship.trial_id, TrackedSponsor.slug, TrackedSponsor.name)
        .join(TrackedSponsor, TrackedSponsor.id == Sponsorship.sponsor_id)
        .where(Sponsorship.snapshot_id == snapshot.id, Sponsorship.trial_id.in_(list(trial_ids)))
        .order_by(Sponsorship.trial_id, TrackedSponsor.slug)
    )
    found: dict[int, list[dict[str, str]]] = {}
    for trial_id, slug, name in rows:
        found.setdefault(trial_id, []).append({"slug": slug, "name": name})
    return found


def standing_of(snapshot: Snapshot, rule_version: str, sponsor: TrackedSponsor) -> Standing | None:
    """A sponsor's record in one snapshot."""
    return db.session.get(Standing, (snapshot.id, rule_version, sponsor.id))


def standing_history(
    register: Register, rule_version: str, sponsor: TrackedSponsor
) -> Sequence[tuple[Snapshot, Standing]]:
    """A sponsor's record on every day of which there are data, the oldest first."""
    known = snapshots(register).with_only_columns(Snapshot.id).order_by(None)
    rows = db.session.execute(
        select(Snapshot, Standing)
        .join(Standing, Standing.snapshot_id == Snapshot.id)
        .where(Snapshot.id.in_(known), Standing.rule_version == rule_version, Standing.sponsor_id == sponsor.id)
        .order_by(Snapshot.data_date)
    )
    return rows.all()


def shown_registers() -> list[Register]:
    """The registers of which there are figures here, with or without trials."""
    found = set(db.session.scalars(select(Snapshot.register).where(SHOWN).distinct()))
    return [register for register in LAWS if register in found]


def headline_history(register: Register, rule_version: str) -> Sequence[tuple[Snapshot, Headline]]:
    """A register's figures on every day of which there are data, the oldest first."""
    known = snapshots(register).with_only_columns(Snapshot.id).order_by(None)
    rows = db.session.execute(
        select(Snapshot, Headline)
        .join(Headline, Headline.snapshot_id == Snapshot.id)
        .where(Snapshot.id.in_(known), Headline.rule_version == rule_version)
        .order_by(Snapshot.data_date)
    )
    return rows.all()


def same_sponsors(sponsor: TrackedSponsor) -> Sequence[TrackedSponsor]:
    """The other slugs under which rankings keep the same sponsor, its own name first."""
    meant = sponsor.same_as_id or sponsor.id
    rows = select(TrackedSponsor).where(
        (TrackedSponsor.id == meant) | (TrackedSponsor.same_as_id == meant), TrackedSponsor.id != sponsor.id
    )
    return db.session.scalars(rows.order_by(TrackedSponsor.same_as_id.is_not(None), TrackedSponsor.slug)).all()


def written_names(sponsor: TrackedSponsor) -> list[str]:
    """What registers write for a sponsor, by the table of names."""
    rows = select(TrackedName.raw_name).where(TrackedName.name == sponsor.name, TrackedName.trial_identifier == "")
    return sorted(set(db.session.scalars(rows)))


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """A trial: its row, the newest snapshot's facts, and its verdict by version of the rules."""

    trial: Trial
    facts: Facts
    verdicts: dict[str, Verdict]
    changes: Sequence[tuple[Snapshot, TrialChange]]


def trial_record(snapshot: Snapshot, identifier: str) -> TrialRecord | None:
    """What is known of a trial in a snapshot; None if it is not in it."""
    trial = db.session.scalar(select(Trial).where(Trial.register == snapshot.register, Trial.identifier == identifier))
    if trial is None:
        return None
    rows = db.session.execute(
        select(Verdict, Facts)
        .join(Facts, Facts.id == Verdict.facts_id)
        .where(Verdict.snapshot_id == snapshot.id, Verdict.trial_id == trial.id)
        .order_by(Verdict.rule_version)
    ).all()
    if not rows:
        return None
    known = snapshots(snapshot.register).with_only_columns(Snapshot.id).order_by(None)
    changes = db.session.execute(
        select(Snapshot, TrialChange)
        .join(TrialChange, TrialChange.snapshot_id == Snapshot.id)
        .where(TrialChange.trial_id == trial.id, Snapshot.id.in_(known))
        .order_by(Snapshot.data_date.desc(), TrialChange.rule_version)
    )
    verdicts = {verdict.rule_version: verdict for verdict, _ in rows}
    return TrialRecord(trial, rows[0][1], verdicts, changes.all())


def change_query(snapshot: Snapshot, rule_version: str, sponsor: TrackedSponsor | None = None) -> Rows:
    """Rows of (Trial, TrialChange) of one snapshot, by the trial's number; of one sponsor's trials alone if given."""
    query = (
        select(Trial, TrialChange)
        .join(Trial, Trial.id == TrialChange.trial_id)
        .where(TrialChange.snapshot_id == snapshot.id, TrialChange.rule_version == rule_version)
    )
    if sponsor is not None:
        # A trial that left counts under nobody any more, but it did the day before.
        theirs = select(Sponsorship.trial_id).where(Sponsorship.sponsor_id == sponsor.id)
        query = query.where(TrialChange.trial_id.in_(theirs))
    return query.order_by(Trial.identifier)


def change_counts(snapshot: Snapshot, rule_version: str, sponsor: TrackedSponsor | None = None) -> dict[Change, int]:
    """How many trials changed in which way."""
    changes = change_query(snapshot, rule_version, sponsor).order_by(None).subquery()
    rows = db.session.execute(select(changes.c.change, func.count()).group_by(changes.c.change))
    counted: dict[Change, int] = dict(rows.all())
    return {change: counted[change] for change in Change if change in counted}


def snapshots_with_changes(register: Register, most: int) -> Sequence[Snapshot]:
    """The newest snapshots in which something happened, the newest first."""
    happened = select(TrialChange.snapshot_id).where(TrialChange.snapshot_id == Snapshot.id).exists()
    return db.session.scalars(snapshots(register).where(happened).limit(most)).all()


def titles_of(trial_ids: Iterable[int]) -> dict[int, str]:
    """The newest title of each trial, by the id of its row."""
    newest = select(func.max(Facts.id)).where(Facts.trial_id.in_(list(trial_ids))).group_by(Facts.trial_id)
    return dict(db.session.execute(select(Facts.trial_id, Facts.title).where(Facts.id.in_(newest))).all())


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of open data without its content."""

    id: int
    register: Register
    name: str
    media_type: str
    sha256: str
    size: int
    data_date: date
    made_at: Any


def _files() -> Rows:
    # Former files stand until there are new ones, but invented ones go with what they were made of.
    return (
        select(
            OpenFile.id, OpenFile.register, OpenFile.name, OpenFile.media_type, OpenFile.sha256, OpenFile.size,
            Snapshot.data_date, OpenFile.made_at,
        )
        .join(Snapshot, Snapshot.id == OpenFile.snapshot_id)
        .where((Snapshot.origin != Origin.SAMPLE) | (Snapshot.state == SnapshotState.PUBLISHED))
    )  # fmt: skip


def stored_file(register: Register, name: str) -> StoredFile | None:
    """One file of a register; None while it has not been made."""
    row = db.session.execute(_files().where(OpenFile.register == register, OpenFile.name == name)).one_or_none()
    return None if row is None else StoredFile(*row)


def stored_files(register: Register) -> list[StoredFile]:
    """All files of a register, by name."""
    return [StoredFile(*row) for row in db.session.execute(_files().where(OpenFile.register == register))]


def file_content(file: StoredFile) -> bytes:
    """The whole file."""
    return b"".join(file_pieces(file))


def file_pieces(file: StoredFile) -> Iterator[bytes]:
    """The file in pieces. Raises FileNotFoundError if it is replaced meanwhile, so that no mixture is sent."""
    for start in range(0, file.size, FILE_PIECE):
        # From 1, as SQL counts.
        piece = db.session.scalar(
            select(func.substr(OpenFile.content, start + 1, FILE_PIECE)).where(OpenFile.id == file.id)
        )
        if piece is None:
            raise FileNotFoundError(file.name)
        yield bytes(piece)
