"""Stop: a person wants no more lines taken in for now. It can go on, or be undone."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.imports.held import hold, put_down, slug_of
from campaign.imports.models import BatchState, ImportBatch


def stop(batch_id: int, actor: Actor, now: datetime) -> ImportBatch:
    """Stop taking in; the lines of the transaction in hand are the last. Raises NoSuchBatch, WrongMoment."""
    with transaction() as session:
        batch = hold(session, batch_id, (BatchState.APPLYING,), idle=False)
        batch.state = BatchState.STOPPED
        put_down(batch)
        record(
            actor.id, actor.name, "import.stopped", slug_of(session, batch), now, campaign_id=batch.campaign_id,
            subject=f"import_batch {batch.id}", taken=batch.taken,
        )  # fmt: skip
    return batch
