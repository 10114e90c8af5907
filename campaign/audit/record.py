"""Write one entry of the audit log within the caller's transaction."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text

from campaign.audit.models import AuditEntry
from campaign.db import db

FIRST = bytes(32)
_LOCK = 0x436F756E  # one number for pg_advisory_xact_lock: entries are chained one at a time


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff (`name` is their e-mail address), or the command line (`id` None)."""

    id: int | None
    name: str


COMMAND_LINE = Actor(None, "command line")


def entry_hash(
    previous: bytes,
    at: datetime,
    actor: str,
    act: str,
    about: str,
    campaign_id: int | None,
    details: dict[str, Any],
    subject: str | None = None,
) -> bytes:
    """SHA-256 over the previous hash and the entry as canonical JSON."""
    body = [at.astimezone(UTC).isoformat(), actor, act, about, campaign_id, details]
    if subject is not None:
        body.append(subject)
    return hashlib.sha256(
        previous + json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).digest()


def record(
    actor_id: int | None,
    actor: str,
    act: str,
    about: str,
    now: datetime,
    *,
    campaign_id: int | None = None,
    subject: str | None = None,
    **details: Any,
) -> AuditEntry:
    """Add an entry: who (an address or 'command line') did what (`act`, 'export.finished') to which object.

    `about` names the object for people; `subject` is its table and id, 'organization 12', for its history tab.
    `details` are small JSON values and never hold personal data of signatories.
    """
    session = db.session
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    previous = session.execute(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).scalar() or FIRST
    entry = AuditEntry(
        at=now, actor_id=actor_id, actor=actor, act=act, about=about, campaign_id=campaign_id, details=details,
        subject=subject, previous_hash=previous,
        hash=entry_hash(previous, now, actor, act, about, campaign_id, details, subject),
    )  # fmt: skip
    session.add(entry)
    session.flush()
    return entry
