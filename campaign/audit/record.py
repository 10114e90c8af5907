"""Write one entry of the audit log within the caller's transaction."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text

from campaign.audit.models import AuditEntry
from campaign.db import db
from campaign.keys import keys

FIRST = bytes(32)
_LOCK = 0x436F756E  # one number for pg_advisory_xact_lock: entries are chained one at a time
# What an entry refers to, locked as its foreign keys will: see `record`.
_LOCK_CAMPAIGN = text("SELECT 1 FROM campaign WHERE id = :id FOR KEY SHARE")
_LOCK_STAFF = text("SELECT 1 FROM staff WHERE id = :id FOR KEY SHARE")
_NEXT_ID = text("SELECT nextval(pg_get_serial_sequence('audit_entry', 'id'))")


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff (`name` is their e-mail address), or the command line (`id` None)."""

    id: int | None
    name: str


COMMAND_LINE = Actor(None, "command line")
TIMETABLE = Actor(None, "timetable")


@dataclass(frozen=True)
class Said:
    """All that an entry says; its hash covers every word of it, and of the actor the tag."""

    id: int
    at: datetime
    actor_id: int | None
    actor: str
    actor_tag: bytes | None
    act: str
    about: str
    campaign_id: int | None
    subject: str | None
    details: dict[str, Any]

    def covered(self) -> dict[str, Any]:
        """What the hash covers, as JSON values: the time in UTC as ISO 8601, the tag of the actor in hexadecimal."""
        found = vars(self) | {
            "at": self.at.astimezone(UTC).isoformat(),
            "actor_tag": self.actor_tag.hex() if self.actor_tag is not None else None,
        }
        del found["actor"]
        return found


def actor_tag(actor: str) -> bytes:
    """Tag (32 bytes) of who acted: it tells nobody's address, and whether an address is the one of an entry."""
    return hmac.new(keys().data, b"actor of the audit log|" + actor.encode(), hashlib.sha256).digest()


def entry_hash(previous: bytes, said: Said) -> bytes:
    """SHA-256 over the hash of the entry before and this one as canonical JSON: sorted names, no spaces, UTF-8."""
    return _digest(previous, said.covered())


def entry_hash_of_before(previous: bytes, said: Said) -> bytes:
    """The hash of entries from before there were tags of actors: a list, with the subject if any."""
    body = [said.covered()["at"], said.actor, said.act, said.about, said.campaign_id, said.details]
    return _digest(previous, body if said.subject is None else [*body, said.subject])


def _digest(previous: bytes, body: Any) -> bytes:
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
    `details` are small JSON values and never hold personal data of signatories. Each act has its words in `words.py`.
    """
    session = db.session
    postgresql = session.get_bind().dialect.name == "postgresql"
    session.flush()
    if postgresql:
        # Whatever this transaction waits for, it waits for before it holds up the chain: whoever has that row locked
        # may be waiting for the chain in turn.
        session.execute(_LOCK_CAMPAIGN, {"id": campaign_id})
        session.execute(_LOCK_STAFF, {"id": actor_id})
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = session.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    number, previous = (last.id, last.hash) if last is not None else (0, FIRST)
    said = Said(
        id=session.execute(_NEXT_ID).scalar_one() if postgresql else number + 1,
        at=now, actor_id=actor_id, actor=actor, actor_tag=actor_tag(actor), act=act, about=about,
        campaign_id=campaign_id, subject=subject, details=details,
    )  # fmt: skip
    entry = AuditEntry(**vars(said), previous_hash=previous, hash=entry_hash(previous, said))
    session.add(entry)
    session.flush()
    return entry
