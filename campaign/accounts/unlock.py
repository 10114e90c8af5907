"""Let somebody try again who was locked out for wrong passwords or codes."""

from datetime import datetime

from campaign.accounts.admission import forget_failures
from campaign.accounts.models import Staff
from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.web.errors import NotFound


def unlock(staff_id: int, by: Actor, now: datetime) -> Staff:
    """Start counting a colleague's wrong tries anew. Raises NotFound."""
    with transaction() as session:
        person = session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
        if person is None or person.deleted_at is not None:
            raise NotFound
        forget_failures(person)
        record(by.id, by.name, "staff.unlocked", f"staff {person.id}", now, subject=f"staff {person.id}")
    return person
