"""Change one's own name."""

from datetime import datetime

from campaign.accounts.models import Staff
from campaign.audit.record import record
from campaign.db import transaction


def rename(staff_id: int, name: str, now: datetime) -> Staff:
    """Call a member of staff `name` from now on."""
    with transaction() as session:
        person = session.get_one(Staff, staff_id, with_for_update=True, populate_existing=True)
        person.name = name
        record(person.id, person.email, "staff.renamed", f"staff {person.id}", now, subject=f"staff {person.id}")
    return person
