"""Check that nobody changed, removed or put in an entry of the audit log."""

import hashlib
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from campaign.audit.models import AuditEntry
from campaign.audit.record import FIRST
from campaign.audit.rename_actor import RECORDED_BY, pseudonym, said_by
from campaign.db import db


@dataclass(frozen=True)
class Verdict:
    """How many entries were read, the hash of the last one (hexadecimal), and the id of the first that does not fit."""

    entries: int
    head: str
    broken_at: int | None = None


class _Renamed:
    """Entries of people whose accounts were deleted, until the entry comes that answers for them."""

    def __init__(self) -> None:
        self._open: dict[int, tuple[int, Any]] = {}

    def add(self, entry: AuditEntry) -> bool:
        """Take an entry whose hash does not follow from what it says. False when it was not renamed."""
        if entry.actor_id is None or entry.actor != pseudonym(entry.actor_id):
            return False
        _, running = self._open.setdefault(entry.actor_id, (entry.id, hashlib.sha256()))
        running.update(said_by(entry) + entry.hash)
        return True

    def answered_by(self, entry: AuditEntry) -> int | None:
        """The id of the first renamed entry that does not fit what this entry says of them; None when all is well."""
        if entry.act not in RECORDED_BY or "digest" not in entry.details:
            return None
        person = (entry.subject or "").removeprefix("staff ")
        first, running = self._open.pop(int(person) if person.isdecimal() else 0, (entry.id, hashlib.sha256()))
        return None if running.hexdigest() == entry.details["digest"] else first

    def unanswered(self) -> int | None:
        """The id of the first renamed entry that no later entry answers for."""
        return min((first for first, _ in self._open.values()), default=None)


def verify_chain() -> Verdict:
    """Recompute every hash from the first entry on. Stops at the first entry that does not fit the one before it.

    Entries of deleted accounts carry a pseudonym and are held to the digest that the deletion's entry has of them; see
    `rename_actor`. Entries cut off at the end leave a chain that fits: compare `head` with one written down elsewhere.
    """
    previous, read, renamed = FIRST, 0, _Renamed()
    query = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    with closing(db.session.scalars(query)) as found:
        for entry in found:
            fits = entry.previous_hash == previous and (entry.hash == said_by(entry) or renamed.add(entry))
            broken_at = renamed.answered_by(entry) if fits else entry.id
            if broken_at is not None:
                return Verdict(read, previous.hex(), broken_at=broken_at)
            previous, read = entry.hash, read + 1
    return Verdict(read, previous.hex(), broken_at=renamed.unanswered())
