"""A link to the own page leaked: make every earlier one worthless and send a new one to whose it is."""

from datetime import datetime

from campaign.audit.record import record
from campaign.db import transaction
from campaign.mail.post import post
from campaign.organizations.models import Officer, Support
from campaign.organizations.own.drop_new_address import forget_new_address
from campaign.organizations.refusals import NoSuchSupport
from campaign.organizations.speaker import HAVE_A_PAGE, ITSELF

NEW_LINK = "organizations.new_link"
NEW_LINK_OF_OFFICER = "organizations.new_link_of_officer"


def revoke_links(support_id: int, officer_id: int | None, now: datetime) -> None:
    """Revoke the links of the contact, or of the second officer when `officer_id` is given; the new one goes by mail.

    A new address that had been asked for with the leaked link is forgotten. Raises NoSuchSupport.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None or support.state not in HAVE_A_PAGE:
            raise NoSuchSupport
        forget_new_address(session, support)
        if officer_id is None:
            support.token_version += 1
            post(NEW_LINK, support.id, now, campaign_id=support.campaign_id)
        else:
            officer = session.get(Officer, officer_id, with_for_update=True, populate_existing=True)
            if officer is None or officer.support_id != support.id:
                raise NoSuchSupport
            officer.token_version += 1
            post(NEW_LINK_OF_OFFICER, officer.id, now, campaign_id=support.campaign_id)
        record(
            ITSELF.id, ITSELF.name, "support.links_revoked", support.organization.slug, now,
            campaign_id=support.campaign_id, subject=f"support {support.id}", officer=officer_id is not None,
        )  # fmt: skip
