"""Take a list in, a few hundred lines a transaction. A kill between two of them costs nothing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaign.audit.record import record
from campaign.db import transaction
from campaign.imports.begin import TAKEABLE
from campaign.imports.held import put_down, slug_of, still_ours
from campaign.imports.lines import Reader, job_of
from campaign.imports.models import BatchState, ImportBatch, ImportRow, RowState
from campaign.imports.target import Line, Taken
from campaign.imports.targets import TARGETS

PART = 500


def take_list(batch_id: int, attempt: int, clock: Callable[[], datetime], until: datetime) -> bool:
    """Take lines of a leased batch in until none is left, somebody stops it, or `until`; answers whether more is due.

    What a line became is written in the transaction that made it, so no line is taken in twice.
    """
    while clock() < until:
        with transaction() as session:
            batch = still_ours(session, batch_id, attempt, BatchState.APPLYING, clock())
            if batch is None:
                return False
            if not _take_part(session, batch, clock()):
                _finish(session, batch, clock())
                return False
    return True


def _take_part(session: Session, batch: ImportBatch, now: datetime) -> bool:
    rows = session.execute(
        select(ImportRow.id, ImportRow.number, ImportRow.sealed, ImportRow.remarks)
        .where(
            ImportRow.batch_id == batch.id,
            ImportRow.state.in_(TAKEABLE),
            ImportRow.number > batch.reached,
        )
        .order_by(ImportRow.number)
        .limit(PART)
    ).all()
    if not rows:
        return False
    job = job_of(session, batch)
    reader = Reader(job, batch.columns)
    lines = [reader.stored(number, sealed) if sealed is not None else Line(number, {}) for _, number, sealed, _ in rows]
    taken = TARGETS[batch.target](job).take_rows(session, lines, now)
    _write_down(session, rows, taken)
    batch.taken += sum(each.state == RowState.TAKEN for each in taken)
    batch.reached = rows[-1].number
    return True


def _write_down(session: Session, rows: Sequence[Any], taken: Sequence[Taken]) -> None:
    session.execute(
        update(ImportRow),
        [
            {
                "id": row.id,
                "state": each.state,
                "became_id": each.became_id,
                "remarks": [*row.remarks, *(remark for remark in each.remarks if remark not in row.remarks)],
            }
            for row, each in zip(rows, taken, strict=True)
        ],
    )


def _finish(session: Session, batch: ImportBatch, now: datetime) -> None:
    batch.state, batch.applied_at = BatchState.APPLIED, now
    put_down(batch)
    TARGETS[batch.target](job_of(session, batch)).finished(session, now)
    record(
        None, "worker", "import.applied", slug_of(session, batch), now, campaign_id=batch.campaign_id,
        subject=f"import_batch {batch.id}", taken=batch.taken,
    )  # fmt: skip
