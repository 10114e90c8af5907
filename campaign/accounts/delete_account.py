"""Delete an account: who it was is forgotten, what they did keeps an author without a name."""

from datetime import datetime

from campaign.accounts.last_owner import keep_an_owner
from campaign.accounts.models import Staff
from campaign.accounts.scrub import scrub
from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.web.errors import NotFound


def delete_account(staff_id: int, by: Actor, now: datetime) -> Staff:
    """Forget a colleague; the audit log calls them "former colleague 7" from here on. There is no way back.

    Raises NotFound, also for one who is forgotten already, and LastOwner.
    """
    with transaction() as session:
        keep_an_owner(losing=staff_id)
        person = session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
        if person is None or person.deleted_at is not None:
            raise NotFound
        gone = scrub(person, now)
        actor = gone.name if by.id == staff_id else by.name
        record(
            by.id, actor, "staff.deleted", f"staff {staff_id}", now, subject=f"staff {staff_id}",
            entries=gone.entries,
        )  # fmt: skip
    return person
