"""Forget what lists said: 30 days after they were taken in, or after nobody decided about them."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select

from campaign.audit.record import Actor
from campaign.db import db, transaction
from campaign.imports.file_pieces import drop_file
from campaign.imports.models import BatchState, ImportBatch, ImportPiece, ImportRow
from campaign.imports.refusals import WrongMoment
from campaign.imports.set_aside import set_aside
from campaign.imports.undo_list import forget_lines

KEPT = timedelta(days=30)
WORKER = Actor(None, "worker")


def forget(now: datetime) -> int:
    """Empty the lines of lists taken in 30 days ago, and set aside those uploaded then and never begun; how many."""
    undecided = db.session.scalars(
        select(ImportBatch.id).where(
            ImportBatch.state.in_((BatchState.MAPPING, BatchState.CHECKED)), ImportBatch.created_at <= now - KEPT
        )
    ).all()
    for batch_id in undecided:
        try:
            set_aside(batch_id, WORKER, now)
        except WrongMoment:
            continue
    full = or_(
        exists().where(ImportRow.batch_id == ImportBatch.id, ImportRow.sealed.is_not(None)),
        exists().where(ImportPiece.batch_id == ImportBatch.id),
    )
    ended = or_(ImportBatch.applied_at <= now - KEPT, ImportBatch.created_at <= now - 2 * KEPT)
    with transaction() as session:
        due = session.scalars(
            select(ImportBatch.id).where(ImportBatch.due_at.is_(None), ended, full).with_for_update(skip_locked=True)
        ).all()
        for batch_id in due:
            forget_lines(session, batch_id)
            drop_file(session, batch_id)
    return len(due) + len(undecided)
