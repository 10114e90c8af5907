"""Look: lines of a list in clear, and on record who looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.imports.held import slug_of
from campaign.imports.lines import Reader, job_of
from campaign.imports.models import ImportBatch, ImportRow
from campaign.imports.refusals import NoSuchBatch


@dataclass(frozen=True)
class InClear:
    """One line with its cells as they stand in the file; None when they were emptied."""

    number: int
    cells: tuple[str, ...] | None


def look(batch_id: int, numbers: Sequence[int], actor: Actor, now: datetime) -> list[InClear]:
    """The lines with these numbers that are there, in their order. Raises NoSuchBatch, KeyFault."""
    with transaction() as session:
        batch = session.get(ImportBatch, batch_id, populate_existing=True)
        if batch is None:
            raise NoSuchBatch
        reader = Reader(job_of(session, batch), batch.columns)
        rows = session.execute(
            select(ImportRow.number, ImportRow.sealed)
            .where(ImportRow.batch_id == batch_id, ImportRow.number.in_(numbers))
            .order_by(ImportRow.number)
        ).all()
        seen = [
            InClear(number, tuple(reader.cells(number, sealed)) if sealed is not None else None)
            for number, sealed in rows
        ]
        record(
            actor.id, actor.name, "import.looked_at", slug_of(session, batch), now, campaign_id=batch.campaign_id,
            subject=f"import_batch {batch_id}", lines=len(seen),
            first=seen[0].number if seen else None, last=seen[-1].number if seen else None,
        )  # fmt: skip
    return seen
