"""Take an invitation back that nobody has accepted."""

from datetime import datetime

from campaign.accounts.last_owner import keep_an_owner
from campaign.accounts.models import Staff
from campaign.accounts.refusals import AcceptedAlready
from campaign.accounts.scrub import scrub
from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.web.errors import NotFound


def revoke_invitation(staff_id: int, by: Actor, now: datetime, *, campaign_id: int | None = None) -> Staff:
    """Make an open invitation's link worthless. Who has never been in is forgotten; who has stays, closed.

    Raises NotFound, and AcceptedAlready when there is no invitation to take back.
    """
    with transaction() as session:
        keep_an_owner(losing=None)  # holds the row that others who change owners wait for
        person = session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
        if person is None or person.deleted_at is not None:
            raise NotFound
        if person.invited_at is None:
            raise AcceptedAlready(AcceptedAlready.__doc__)
        details: dict[str, object] = {}
        if person.password is None:
            gone = scrub(person, now)
            details = {"entries": gone.entries}
        person.invited_at = None
        about = f"staff {staff_id}"
        record(
            by.id, by.name, "staff.invitation_revoked", about, now, campaign_id=campaign_id, subject=about, **details
        )
    return person
