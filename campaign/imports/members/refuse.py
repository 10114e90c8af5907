"""A member says no: the invitation is deleted, and its contact is left alone."""

from datetime import datetime

from campaign.db import transaction
from campaign.imports.refusals import InvitationGone
from campaign.mail.suppress import suppress
from campaign.organizations.drop import drop
from campaign.organizations.models import Support, SupportState


def refuse(support_id: int, now: datetime) -> None:
    """Delete an invitation with all that was said in it, and suppress its address. Raises InvitationGone."""
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None or support.state != SupportState.INVITED or support.contact_tag is None:
            raise InvitationGone
        suppress(support.campaign_id, support.contact_tag, "not us", now)
        session.flush()
        drop(session, support.id, support.organization_id)
