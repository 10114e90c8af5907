"""Delete a filter of one's own."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.desk.models import SavedFilter
from campaign.desk.saved.refusals import NoSuchFilter


def delete_filter(filter_id: int, actor: Actor, now: datetime) -> SavedFilter:
    """Delete it, for colleagues too. Raises NoSuchFilter, also for another's."""
    with transaction() as session:
        saved = session.get(SavedFilter, filter_id, populate_existing=True)
        if saved is None or saved.staff_id != actor.id:
            raise NoSuchFilter
        session.delete(saved)
        record(
            actor.id, actor.name, "filter.deleted", saved.name, now, subject=f"saved_filter {saved.id}",
            list=saved.endpoint,
        )  # fmt: skip
    return saved
