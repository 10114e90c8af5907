"""Take a person's address out of the audit log without breaking its chain.

An entry's hash covers who acted. When an account is deleted its entries get a pseudonym, so their hashes no longer
follow from what they say. They stay linked all the same: each still carries the hash it had, and the entry that records
the deletion carries a digest of all of them as they are from then on. `verify` checks them against that.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from campaign.audit.models import AuditEntry
from campaign.audit.record import entry_hash
from campaign.db import db

RECORDED_BY = frozenset({"staff.deleted", "staff.invitation_revoked"})


@dataclass(frozen=True)
class Renamed:
    """How many entries got a pseudonym, and the digest of what they say now."""

    number: int
    digest: str


def pseudonym(actor_id: int) -> str:
    """What the log calls somebody whose account is gone."""
    return f"former colleague {actor_id}"


def rename_actor(actor_id: int) -> Renamed:
    """Give every entry of a member of staff their pseudonym. In the caller's transaction, which records the digest."""
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.actor_id == actor_id).order_by(AuditEntry.id).with_for_update()
    ).all()
    for entry in entries:
        entry.actor = pseudonym(actor_id)
    db.session.flush()
    return Renamed(len(entries), digest_of(entries))


def digest_of(entries: Iterable[AuditEntry]) -> str:
    """SHA-256 (hexadecimal) over what renamed entries say and the hashes they keep, in the order of their ids."""
    running = hashlib.sha256()
    for entry in entries:
        running.update(said_by(entry) + entry.hash)
    return running.hexdigest()


def said_by(entry: AuditEntry) -> bytes:
    """The hash that follows from what an entry says now."""
    return entry_hash(
        entry.previous_hash, entry.at, entry.actor, entry.act, entry.about, entry.campaign_id, entry.details,
        entry.subject,
    )  # fmt: skip
