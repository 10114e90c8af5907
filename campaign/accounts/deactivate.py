"""Close a colleague's account."""

import secrets
from datetime import datetime

from campaign.accounts.last_owner import keep_an_owner
from campaign.accounts.models import Staff
from campaign.accounts.sessions import end_all
from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.web.errors import NotFound


def deactivate(staff_id: int, by: Actor, now: datetime) -> Staff:
    """Sign a colleague out everywhere and let them in no more; what they did stays. Raises NotFound, LastOwner."""
    with transaction() as session:
        keep_an_owner(losing=staff_id)
        person = session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
        if person is None or person.deleted_at is not None:
            raise NotFound
        person.active, person.invited_at = False, None
        person.fs_uniquifier = secrets.token_hex(16)
        end_all(person.id, now)
        record(by.id, by.name, "staff.deactivated", f"staff {person.id}", now, subject=f"staff {person.id}")
    return person
