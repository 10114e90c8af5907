"""Check that nobody changed, removed or put in an entry of the audit log."""

from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import select

from campaign.audit.models import AuditEntry
from campaign.audit.record import FIRST, entry_hash
from campaign.db import db


@dataclass(frozen=True)
class Verdict:
    """How many entries were read, the hash of the last one (hexadecimal), and the id of the first that does not fit."""

    entries: int
    head: str
    broken_at: int | None = None


def verify_chain() -> Verdict:
    """Recompute every hash from the first entry on. Stops at the first entry that does not fit the one before it.

    Entries cut off at the end leave a chain that fits: compare `head` with one written down elsewhere.
    """
    previous, read = FIRST, 0
    query = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    with closing(db.session.scalars(query)) as found:
        for entry in found:
            expected = entry_hash(
                previous,
                entry.at,
                entry.actor,
                entry.act,
                entry.about,
                entry.campaign_id,
                entry.details,
                entry.subject,
            )
            if entry.previous_hash != previous or entry.hash != expected:
                return Verdict(read, previous.hex(), broken_at=entry.id)
            previous, read = entry.hash, read + 1
    return Verdict(read, previous.hex())
