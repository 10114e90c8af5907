"""Set a list aside of which nothing was taken in: file and lines are forgotten, and the file may come in anew."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.imports.file_pieces import drop_file
from campaign.imports.held import hold, put_down, slug_of
from campaign.imports.lines import drop_rows
from campaign.imports.models import BatchState, ImportBatch


def set_aside(batch_id: int, actor: Actor, now: datetime) -> ImportBatch:
    """Forget a list before it is taken in, also while its dry run is under way. Raises NoSuchBatch, WrongMoment."""
    with transaction() as session:
        batch = hold(session, batch_id, (BatchState.MAPPING, BatchState.CHECKED), idle=False)
        drop_rows(session, batch_id)
        drop_file(session, batch_id)
        batch.state, batch.undone_at, batch.keyed_by = BatchState.UNDONE, now, ""
        put_down(batch)
        record(
            actor.id, actor.name, "import.set_aside", slug_of(session, batch), now, campaign_id=batch.campaign_id,
            subject=f"import_batch {batch.id}",
        )  # fmt: skip
    return batch
