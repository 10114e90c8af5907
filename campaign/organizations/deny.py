"""The contact says "not us": the application is deleted and the address left alone."""

from datetime import datetime

from campaign.db import transaction
from campaign.mail.suppress import suppress
from campaign.organizations.drop import drop
from campaign.organizations.models import Support, SupportState
from campaign.organizations.refusals import NoSuchSupport, NotWaiting

DENIABLE = (SupportState.UNCONFIRMED, SupportState.WAITING)


def deny(support_id: int, now: datetime) -> None:
    """Delete an application that has not been decided, and never write to its address about this campaign again.

    Raises NoSuchSupport, and NotWaiting when it has been decided.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        if support.state not in DENIABLE or support.contact_tag is None:
            raise NotWaiting("This application has been decided. Write to us to have it taken off the list.")
        suppress(support.campaign_id, support.contact_tag, "not us", now)
        session.flush()
        drop(session, support.id, support.organization_id)
