"""What changed between a register's snapshots."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, select

from campaign.db import db
from campaign.trackers.edition_queries import Edition
from campaign.trackers.facts import Register
from campaign.trackers.models import (
    SHOWN,
    Facts,
    Origin,
    Snapshot,
    Sponsorship,
    TrackedSponsor,
    Trial,
    TrialChange,
)
from campaign.trackers.rules.changes import Change
from campaign.web.paging import Page, paged

PAGE_SIZE: Final = 50
_PIECE: Final = 1000
# Groups of changes by the word in an address. "no-longer-overdue" holds some of the others once more.
NO_LONGER_OVERDUE: Final = "no-longer-overdue"
GROUPS: Final[Mapping[str, ColumnElement[bool]]] = {
    "became-overdue": TrialChange.change == Change.BECAME_OVERDUE,
    NO_LONGER_OVERDUE: TrialChange.was_overdue.is_(True),
    "reported-late": TrialChange.change == Change.REPORTED_LATE,
    "reported": TrialChange.change == Change.REPORTED_ON_TIME,
    "left": TrialChange.change == Change.LEFT_THE_SET,
    "joined": TrialChange.change == Change.JOINED_THE_SET,
}
_ORDER: Final = case(
    {
        Change.BECAME_OVERDUE: 0,
        Change.DATES_CHANGED: 1,
        Change.REPORTED_LATE: 2,
        Change.REPORTED_ON_TIME: 3,
        Change.LEFT_THE_SET: 4,
        Change.JOINED_THE_SET: 5,
    },
    value=TrialChange.change,
)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What happened to one trial. `reasons` are the fields that the register changed: [name, before, after]."""

    identifier: str
    title: str
    change: Change
    was_overdue: bool
    before: str
    after: str
    reasons: list[list[Any]]
    sponsors: tuple[tuple[str, str], ...] = ()  # slug and name


def day_before(register: Register, day: date) -> date | None:
    """The day that the snapshot of `day` was compared with; None for the first one."""
    return db.session.scalar(
        select(Snapshot.data_date)
        .where(Snapshot.register == register, SHOWN, Snapshot.origin != Origin.HISTORY, Snapshot.data_date < day)
        .order_by(Snapshot.data_date.desc())
        .limit(1)
    )


def change_counts(edition: Edition) -> dict[str, int]:
    """How many trials each group of changes has, and "all"."""
    row = db.session.execute(
        select(func.count(), *(func.count().filter(condition) for condition in GROUPS.values())).where(*_of(edition))
    ).one()
    return dict(zip(("all", *GROUPS), row, strict=True))


def change_page(edition: Edition, group: str, number: int, size: int = PAGE_SIZE) -> Page:
    """One page of ChangeRows, of one group or all, the overdue ones first, then by number."""
    query = _query(edition)
    if group:
        query = query.where(GROUPS[group])
    page = paged(query.order_by(_ORDER, Trial.identifier), number=number, size=size, scalars=False)
    return Page(_with_sponsors(edition, page.rows), page.number, page.total, page.size)


def all_changes(edition: Edition) -> Iterator[ChangeRow]:
    """Every change of a snapshot by the trial's number, some at a time."""
    after = ""
    while True:
        rows = db.session.execute(
            _query(edition).where(Trial.identifier > after).order_by(Trial.identifier).limit(_PIECE)
        ).all()
        yield from _with_sponsors(edition, rows)
        if len(rows) < _PIECE:
            return
        after = rows[-1][1]


def _of(edition: Edition) -> tuple[ColumnElement[bool], ...]:
    return TrialChange.snapshot_id == edition.snapshot_id, TrialChange.rule_version == edition.rule_version


def _query(edition: Edition) -> Select[Any]:
    # The facts of that day: the newest that were seen by then.
    title = (
        select(Facts.title)
        .where(Facts.trial_id == TrialChange.trial_id, Facts.seen_on <= edition.data_date)
        .order_by(Facts.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            TrialChange.trial_id,
            Trial.identifier,
            title,
            TrialChange.change,
            TrialChange.was_overdue,
            TrialChange.before,
            TrialChange.after,
            TrialChange.reasons,
        )
        .join(Trial, Trial.id == TrialChange.trial_id)
        .where(*_of(edition))
    )


def _with_sponsors(edition: Edition, rows: Sequence[Any]) -> list[ChangeRow]:
    """The rows with the sponsors that their trials count under, as far as these are kept."""
    found: dict[int, list[tuple[str, str]]] = {}
    for trial_id, slug, name in db.session.execute(
        select(Sponsorship.trial_id, TrackedSponsor.slug, TrackedSponsor.name)
        .join(TrackedSponsor, TrackedSponsor.id == Sponsorship.sponsor_id)
        .where(Sponsorship.snapshot_id == edition.snapshot_id, Sponsorship.trial_id.in_([row[0] for row in rows]))
        .order_by(TrackedSponsor.name_key)
    ):
        found.setdefault(trial_id, []).append((slug, name))
    return [
        ChangeRow(identifier, title or "", change, was_overdue, before, after, reasons, tuple(found.get(trial_id, ())))
        for trial_id, identifier, title, change, was_overdue, before, after, reasons in rows
    ]
