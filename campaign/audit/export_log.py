"""Take entries of the audit log out: as CSV for people, or as JSON Lines from which every hash can be made again."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select

from campaign.audit.chain import BATCH, said, whole_entries
from campaign.audit.models import AuditEntry
from campaign.audit.queries import Wanted, conditions
from campaign.audit.record import Actor, record
from campaign.audit.words import words_for
from campaign.cells import csv_lines, guarded
from campaign.db import db, transaction

COLUMNS = ("number", "at", "actor", "act", "in_words", "about", "campaign", "subject", "details", "hash")


class LogFormat(StrEnum):
    """As what entries leave."""

    CSV = "csv"
    JSON_LINES = "jsonl"


@dataclass(frozen=True)
class TakenLog:
    """What was asked for and recorded: `entries` of them, the newest with the number `last_id`."""

    wanted: Wanted
    format: LogFormat
    entries: int
    last_id: int


def export_log(wanted: Wanted, format_: LogFormat, mine: ColumnElement[bool], actor: Actor, now: datetime) -> TakenLog:
    """Record that these entries leave, before the first does. The entry about it is not among them."""
    with transaction() as session:
        count, last = session.execute(
            select(func.count(), func.coalesce(func.max(AuditEntry.id), 0)).where(*conditions(wanted), mine)
        ).one()
        asked = {name: str(value) for name, value in asdict(wanted).items() if value is not None}
        # An auditor of one campaign sees only its entries, and so may its owner see that they were taken.
        record(
            actor.id, actor.name, "audit.exported", "entries of the audit log", now,
            campaign_id=wanted.campaign_id, subject="site 1", format=format_.value, entries=count, filter=asked,
        )  # fmt: skip
    return TakenLog(wanted, format_, count, last)


def stream_log(taken: TakenLog, mine: ColumnElement[bool]) -> Iterator[bytes]:
    """The pieces of the file, oldest entry first. Between two pieces nothing is held open, and memory holds one."""
    if taken.format is LogFormat.CSV:
        yield csv_lines([COLUMNS])
    after = 0
    while True:
        query = whole_entries().where(
            *conditions(taken.wanted), mine, AuditEntry.id > after, AuditEntry.id <= taken.last_id
        )
        with db.engine.connect() as connection:
            found = connection.execute(query.limit(BATCH)).all()
        if not found:
            return
        after = found[-1].id
        yield csv_lines([_cells(row) for row in found]) if taken.format is LogFormat.CSV else _json_lines(found)


def _cells(row: Any) -> list[str]:
    told = said(row).covered()
    cells = (
        str(row.id), told["at"], row.actor, row.act, words_for(row.act), row.about,
        "" if row.campaign_id is None else str(row.campaign_id), row.subject or "",
        json.dumps(row.details, ensure_ascii=False, sort_keys=True), row.hash.hex(),
    )  # fmt: skip
    return [guarded(cell) for cell in cells]


def _json_lines(rows: Sequence[Any]) -> bytes:
    lines = (
        said(row).covered() | {"actor": row.actor, "previous_hash": row.previous_hash.hex(), "hash": row.hash.hex()}
        for row in rows
    )
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()
