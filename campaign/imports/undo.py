"""Undo a list as a whole: what came with it goes, but for what its owner has confirmed since."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.imports.held import WORK, hold, pick_up, slug_of
from campaign.imports.models import BatchState, ImportBatch
from campaign.queue import wake

UNDOABLE = (BatchState.APPLIED, BatchState.STOPPED, BatchState.FAILED)


def undo(batch_id: int, actor: Actor, now: datetime) -> ImportBatch:
    """Owe the undoing of all lines that were taken in. Raises NoSuchBatch, WrongMoment."""
    with transaction() as session:
        batch = hold(session, batch_id, UNDOABLE, idle=False)
        batch.state = BatchState.UNDOING
        pick_up(batch, now)
        record(
            actor.id, actor.name, "import.undo_begun", slug_of(session, batch), now, campaign_id=batch.campaign_id,
            subject=f"import_batch {batch.id}", taken=batch.taken,
        )  # fmt: skip
        wake(WORK)
    return batch
