"""Leave a name unplaced on purpose: somebody looked, and nobody can say who is meant."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.trackers.models import TrackedName
from campaign.trackers.naming.rules import name_to_change
from campaign.trackers.refusals import NoSuchName


def set_name_aside(name_id: int, actor: Actor, now: datetime) -> TrackedName:
    """Take a name off the list of those that wait; it stays unplaced. Refuses one that is placed or unknown."""
    with transaction() as session:
        row = name_to_change(session, name_id)
        if row.name:
            raise NoSuchName("This name has been placed meanwhile. Open it to place it elsewhere.")
        if not row.set_aside:
            row.set_aside = True
            record(actor.id, actor.name, "tracker_name.set_aside", row.raw_key, now, subject=f"tracker_name {row.id}")
    return row
