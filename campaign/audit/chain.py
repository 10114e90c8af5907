"""Following the chain: entry after entry, each of which must fit the one before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, column, select, table

from campaign.audit.models import AuditEntry
from campaign.audit.record import FIRST, Said, actor_tag, entry_hash, entry_hash_of_before
from campaign.audit.rename_actor import pseudonym
from campaign.db import db

BATCH = 1000
# A room above this one is named, not imported.
_STAFF = table("staff", column("id"), column("deleted_at"))
_SAID = (
    AuditEntry.id, AuditEntry.at, AuditEntry.actor_id, AuditEntry.actor, AuditEntry.actor_tag, AuditEntry.act,
    AuditEntry.about, AuditEntry.campaign_id, AuditEntry.subject, AuditEntry.details,
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A place in the chain: how many entries there were up to here, the number of the last and its hash."""

    entries: int
    last_id: int
    head: bytes
    at: datetime | None = None


START = Place(0, 0, FIRST)


class Wrong(StrEnum):
    """What is wrong with an entry."""

    CHANGED = "changed"  # it says something else than when it was written
    MISPLACED = "misplaced"  # it is as it was, and what stood before it is gone, or something was put in between


class BrokenChain(Exception):
    """An entry does not fit; `before` is the last place that does."""

    def __init__(self, wrong: Wrong, entry: int, before: Place) -> None:
        super().__init__(wrong, entry, before)
        self.wrong, self.entry, self.before = wrong, entry, before


def follow(start: Place, *, until: int | None = None) -> Iterator[Place]:
    """The places after `start`, one for each entry, up to the entry numbered `until`. Raises BrokenChain."""
    place, gone = start, _gone()
    for entry, row in _rows(start.last_id, until):
        fits = row is not None and _own_hash(row) == row.hash and _names_its_actor(row, gone)
        if row is None or not fits:
            raise BrokenChain(Wrong.CHANGED, entry, place)
        if row.previous_hash != place.head:
            raise BrokenChain(Wrong.MISPLACED, entry, place)
        place = Place(place.entries + 1, row.id, row.hash, row.at)
        yield place


def end_of_chain(start: Place, *, until: int | None = None) -> Place:
    """The last place after `start`, or the one of the entry numbered `until`. Raises BrokenChain."""
    place = start
    for each in follow(start, until=until):
        place = each
    return place


def first_entry() -> tuple[int, bytes | None] | None:
    """Number of the first entry that is here and the hash it was chained to (None: unreadable); None without any."""
    row = db.session.execute(select(AuditEntry.id, AuditEntry.previous_hash).order_by(AuditEntry.id).limit(1)).first()
    if row is None:
        return None
    return row.id, row.previous_hash if isinstance(row.previous_hash, bytes) else None


def last_entry() -> tuple[int, bytes] | None:
    """Number and hash of the newest entry; None without any."""
    row = db.session.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    return (row.id, row.hash) if row is not None else None


def hash_at(id_: int) -> bytes | None:
    """The hash of one entry, or None when it is not here."""
    return db.session.execute(select(AuditEntry.hash).where(AuditEntry.id == id_)).scalar()


def said(row: Any) -> Said:
    """What a row of `whole_entries` says."""
    return Said(*(getattr(row, each.key) for each in _SAID))


def whole_entries() -> Select[Any]:
    """A query for all columns that the chain needs, oldest first; `said` reads a row of it."""
    return select(*_SAID, AuditEntry.previous_hash, AuditEntry.hash).order_by(AuditEntry.id)


def _own_hash(row: Any) -> bytes | None:
    """The hash that an entry ought to have, given the one that it names as before it; None when it cannot be made."""
    try:
        told = said(row)
        make = entry_hash if told.actor_tag is not None else entry_hash_of_before
        return make(row.previous_hash, told)
    except (TypeError, ValueError, AttributeError):
        return None


def _names_its_actor(row: Any, gone: frozenset[int]) -> bool:
    """Whether an entry says who acted: whoever its tag is of, or by a pseudonym once that account is deleted."""
    if row.actor_tag is None or (isinstance(row.actor, str) and row.actor_tag == actor_tag(row.actor)):
        return True
    return row.actor_id in gone and row.actor == pseudonym(row.actor_id)


def _gone() -> frozenset[int]:
    return frozenset(db.session.scalars(select(_STAFF.c.id).where(_STAFF.c.deleted_at.is_not(None))))


def _rows(after: int, until: int | None) -> Iterator[tuple[int, Any]]:
    """Number and row of each entry; None for a row that is no longer readable. Holds nothing open in between."""
    while True:
        query = whole_entries().where(AuditEntry.id > after).limit(BATCH)
        if until is not None:
            query = query.where(AuditEntry.id <= until)
        try:
            found = [(row.id, row) for row in db.session.execute(query)]
        except (ValueError, TypeError):
            found = [(id_, _readable(id_)) for id_ in _ids(query)]
        if not found:
            return
        yield from found
        after = found[-1][0]


def _ids(query: Select[Any]) -> list[int]:
    return list(db.session.scalars(query.with_only_columns(AuditEntry.id)))


def _readable(id_: int) -> Any:
    try:
        return db.session.execute(whole_entries().where(AuditEntry.id == id_)).one()
    except (ValueError, TypeError):
        return None
