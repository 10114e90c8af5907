"""Send an invitation anew: the link before it is worth nothing from here on."""

import secrets
from datetime import datetime

from campaign.accounts.create_staff import write_invitation
from campaign.accounts.last_owner import keep_an_owner
from campaign.accounts.models import Staff
from campaign.accounts.sessions import end_all
from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.web.errors import NotFound


def invite(staff_id: int, by: Actor, now: datetime) -> Staff:
    """Invite somebody again, who then chooses a new password and starts without a second factor.

    Raises NotFound, and LastOwner: an invited account is closed until its owner accepts. This is also the way back for
    a colleague who lost password, device and recovery codes at once.
    """
    with transaction() as session:
        keep_an_owner(losing=staff_id)
        person = session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
        if person is None or person.deleted_at is not None:
            raise NotFound
        person.invited_at, person.active = now, False
        person.fs_uniquifier = secrets.token_hex(16)
        end_all(person.id, now)
        record(by.id, by.name, "staff.invited", f"staff {person.id}", now, subject=f"staff {person.id}")
        write_invitation(person, now)
    return person
