"""Begin: the report was read, and the list is to be taken in. The worker does it."""

from datetime import datetime

from sqlalchemy import exists, select

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.imports.file_pieces import drop_file
from campaign.imports.held import WORK, hold, pick_up, slug_of
from campaign.imports.models import BatchState, ImportBatch, ImportRow, RowState
from campaign.imports.refusals import NothingToTake
from campaign.queue import wake

TAKEABLE = (RowState.GOOD, RowState.WARNED)


def begin(batch_id: int, actor: Actor, now: datetime) -> ImportBatch:
    """Owe the taking in of every good line of a checked list. Raises NoSuchBatch, WrongMoment, NothingToTake."""
    with transaction() as session:
        batch = hold(session, batch_id, (BatchState.CHECKED,))
        if not session.scalar(select(exists().where(ImportRow.batch_id == batch_id, ImportRow.state.in_(TAKEABLE)))):
            raise NothingToTake
        drop_file(session, batch_id)  # its lines are all in the report
        batch.state = BatchState.APPLYING
        pick_up(batch, now)
        record(
            actor.id, actor.name, "import.begun", slug_of(session, batch), now, campaign_id=batch.campaign_id,
            subject=f"import_batch {batch.id}",
        )  # fmt: skip
        wake(WORK)
    return batch
