"""Say, in the heads and in the log, that a backup was put in the place of the database."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, column, select, table

from campaign.audit.chain import START, Place
from campaign.audit.heads import Head, HeadKind, HeadsAltered, adding, read_heads
from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE, record
from campaign.audit.verify import anchors
from campaign.db import db, transaction
from campaign.keys import KeyStore

# The columns that a log of any version has: a backup may be of an older one.
_LOG = table("audit_entry", column("id"), column("previous_hash", LargeBinary), column("hash", LargeBinary))


def note_restored(connection: Connection, path: Path, store: KeyStore, now: datetime, **more: str) -> Head:
    """Add a line to the heads: from here on the log is the one in this database, whatever lines before it say.

    It names the lines that the log does not fit. Raises HeadsUnwritable, HeadsAltered.
    """
    with adding(path, store) as file:
        try:
            heads: Sequence[Head] = read_heads(path, store)
        except HeadsAltered as altered:
            heads = altered.before
        known = anchors(heads)
        place, begins, hashes = _as_it_stands(connection, known, {head.place.last_id for head in heads})
        strangers = [
            head.number
            for head in heads
            if head.place.last_id > begins.last_id and hashes.get(head.place.last_id) != head.place.head
        ]
        details: dict[str, Any] = {"sets_aside": _ranges(strangers), **more}
        if begins.head not in known:
            details["begins"] = {"entries": begins.entries, "last_id": begins.last_id, "head": begins.head.hex()}
        return file.add(HeadKind.RESTORED, place, now, **details)


def record_restored(path: Path, store: KeyStore, now: datetime) -> bool:
    """Record the last restore that the heads tell of in the log itself, once; answers whether there was one to record.

    Apart from `note_restored`, because a restored database may have to be migrated first.
    """
    try:
        heads: Sequence[Head] = read_heads(path, store)
    except FileNotFoundError:
        return False
    except HeadsAltered as altered:
        heads = altered.before
    restored = next((head for head in reversed(heads) if head.kind is HeadKind.RESTORED), None)
    if restored is None:
        return False
    with transaction() as session:
        told = session.execute(
            select(AuditEntry.details).where(AuditEntry.act == "audit.restored", AuditEntry.id > restored.place.last_id)
        ).scalars()
        if any(details.get("line") == restored.number for details in told):
            return False
        record(
            COMMAND_LINE.id, COMMAND_LINE.name, "audit.restored", restored.more.get("backup", "another database"), now,
            line=restored.number, entries=restored.place.entries,
        )  # fmt: skip
    return True


def restored_by_hand(path: Path, store: KeyStore, now: datetime) -> Head:
    """The same for a database that was put back by other means than `campaign restore`; open the site first."""
    with db.engine.connect() as connection:
        line = note_restored(connection, path, store, now)
    record_restored(path, store, now)
    return line


def _as_it_stands(
    connection: Connection, known: dict[bytes, Place], numbers: set[int]
) -> tuple[Place, Place, dict[int, bytes]]:
    """The newest place of a log, the place before its first entry, and the hashes of the entries with these numbers."""
    begins, last, count, hashes = None, None, 0, {}
    rows = connection.execution_options(yield_per=5000).execute(
        select(_LOG.c.id, _LOG.c.previous_hash, _LOG.c.hash).order_by(_LOG.c.id)
    )
    for id_, previous, hash_ in rows:
        if begins is None:
            begins = known.get(previous, Place(id_ - 1, id_ - 1, previous))
        count, last = count + 1, (id_, hash_)
        if id_ in numbers:
            hashes[id_] = hash_
    begins = begins or START
    return Place(begins.entries + count, *last) if last else begins, begins, hashes


def _ranges(numbers: Sequence[int]) -> list[list[int]]:
    """[1, 2, 3, 7] as [[1, 3], [7, 7]]."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found
