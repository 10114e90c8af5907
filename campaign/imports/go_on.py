"""Go on with a list that was stopped, or that failed while it was taken in."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.imports.held import WORK, hold, slug_of
from campaign.imports.models import BatchState, ImportBatch
from campaign.queue import wake


def go_on(batch_id: int, actor: Actor, now: datetime) -> ImportBatch:
    """Owe the rest of the lines, from where it stands. Raises NoSuchBatch, WrongMoment."""
    with transaction() as session:
        batch = hold(session, batch_id, (BatchState.STOPPED, BatchState.FAILED))
        batch.state = BatchState.APPLYING
        batch.due_at, batch.lease_until, batch.last_error = now, None, None
        record(
            actor.id, actor.name, "import.went_on", slug_of(session, batch), now, campaign_id=batch.campaign_id,
            subject=f"import_batch {batch.id}", taken=batch.taken,
        )  # fmt: skip
        wake(WORK)
    return batch
