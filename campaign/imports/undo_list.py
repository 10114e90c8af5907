"""Take a list back, a few hundred lines a transaction, and forget what it said."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from campaign.audit.record import record
from campaign.db import transaction
from campaign.imports.file_pieces import drop_file
from campaign.imports.held import put_down, slug_of, still_ours
from campaign.imports.lines import job_of
from campaign.imports.models import BatchState, ImportBatch, ImportRow, RowState
from campaign.imports.targets import TARGETS

PART = 500


def undo_list(batch_id: int, attempt: int, clock: Callable[[], datetime], until: datetime) -> bool:
    """Take lines of a leased batch back until none is left or `until`; answers whether more is due."""
    while clock() < until:
        with transaction() as session:
            batch = still_ours(session, batch_id, attempt, BatchState.UNDOING, clock())
            if batch is None:
                return False
            if not _undo_part(session, batch, clock()):
                _finish(session, batch, clock())
                return False
    return True


def _undo_part(session: Session, batch: ImportBatch, now: datetime) -> bool:
    rows = session.execute(
        select(ImportRow.id, ImportRow.number, ImportRow.became_id, ImportRow.remarks)
        .where(
            ImportRow.batch_id == batch.id,
            ImportRow.state == RowState.TAKEN,
            ImportRow.number > batch.reached,
        )
        .order_by(ImportRow.number)
        .limit(PART)
    ).all()
    if not rows:
        return False
    became = [row.became_id for row in rows if row.became_id is not None]
    stays = TARGETS[batch.target](job_of(session, batch)).undo_rows(session, became, now)
    session.execute(
        update(ImportRow),
        [
            {
                "id": row.id,
                "state": RowState.TAKEN if row.became_id in stays else RowState.UNDONE,
                "sealed": None,
                "became_id": row.became_id if row.became_id in stays else None,
                "remarks": [*row.remarks, stays[row.became_id]] if row.became_id in stays else row.remarks,
            }
            for row in rows
        ],
    )
    batch.reached = rows[-1].number
    return True


def _finish(session: Session, batch: ImportBatch, now: datetime) -> None:
    forget_lines(session, batch.id)
    drop_file(session, batch.id)
    stayed = session.scalar(
        select(func.count()).where(ImportRow.batch_id == batch.id, ImportRow.state == RowState.TAKEN)
    )
    batch.state, batch.undone_at, batch.keyed_by, batch.taken = BatchState.UNDONE, now, "", stayed or 0
    put_down(batch)
    record(
        None, "worker", "import.undone", slug_of(session, batch), now, campaign_id=batch.campaign_id,
        subject=f"import_batch {batch.id}", stayed=stayed or 0,
    )  # fmt: skip


def forget_lines(session: Session, batch_id: int) -> None:
    """Empty the cells of every line of a batch, within the caller's transaction; what was found of them stays."""
    session.execute(
        update(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.sealed.is_not(None)).values(sealed=None),
        execution_options={"synchronize_session": False},
    )
