"""Remove entries whose time is over from the front of the log, in such a way that the chain can still be followed."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, func, select

from campaign.audit.chain import BrokenChain, Place, end_of_chain, first_entry
from campaign.audit.heads import Adding, HeadKind, HeadsAltered, adding, read_heads
from campaign.audit.models import AuditEntry
from campaign.audit.record import TIMETABLE, record
from campaign.audit.verify import anchors
from campaign.db import db, transaction
from campaign.keys import KeyStore
from campaign.web.errors import Refusal

KEEP = timedelta(days=731)  # 24 months, whichever they are
MOST = 20_000  # entries a run


class PruneRefused(Refusal):
    """What would be removed does not fit, and removing it would destroy the proof of that."""

    title = "Nothing was removed from the audit log"


def prune(path: Path, store: KeyStore, now: datetime, *, most: int = MOST) -> int:
    """Remove up to `most` entries older than 24 months, oldest first; answers how many.

    The signed file of heads keeps how many there were and the hash of the last one, so that a writer of the database
    cannot cut off the front by himself and say that its time was over. The line is written before the removal is
    committed: stopped in between, the entries stay and still fit. Raises PruneRefused, HeadsUnwritable.
    """
    until = _last_to_go(now - KEEP, most)
    if until is None:
        return 0
    try:
        with adding(path, store) as file:
            return _remove(file, _begins(path, store), until, now)
    except BrokenChain as broken:
        raise PruneRefused(
            f"Entry {broken.entry} of the audit log does not fit. Run `campaign audit verify`; nothing was removed."
        ) from None
    except HeadsAltered as altered:
        raise PruneRefused(
            f"Line {altered.line} of {path} is not as it was written. Run `campaign audit verify`; nothing was removed."
        ) from None


def _last_to_go(before: datetime, most: int) -> int | None:
    """The number of the last entry to remove: all before it are older, and there are no more than `most`."""
    kept = select(func.min(AuditEntry.id)).where(AuditEntry.at >= before).scalar_subquery()
    old = select(AuditEntry.id).where(AuditEntry.id < func.coalesce(kept, 1 << 62)).order_by(AuditEntry.id).limit(most)
    return max(db.session.scalars(old), default=None)


def _begins(path: Path, store: KeyStore) -> Place | None:
    first = first_entry()
    return anchors(read_heads(path, store)).get(first[1] or b"") if first is not None else None


def _remove(file: Adding, begins: Place | None, until: int, now: datetime) -> int:
    if begins is None:
        raise PruneRefused("The audit log begins where none may begin. Run `campaign audit verify`.")
    place = end_of_chain(begins, until=until)
    gone = place.entries - begins.entries
    with transaction() as session:
        # First, so that the log is never empty and goes on from its own end.
        record(TIMETABLE.id, TIMETABLE.name, "audit.pruned", f"entries up to {until}", now, entries=gone)
        session.execute(
            delete(AuditEntry).where(AuditEntry.id <= until), execution_options={"synchronize_session": False}
        )
        file.add(HeadKind.PRUNED, place, now)
    return gone
