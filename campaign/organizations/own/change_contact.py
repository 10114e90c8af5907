"""The contact's name and role: nobody sees them, so they change at once."""

from dataclasses import replace
from datetime import datetime

from campaign.audit.record import record
from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.organizations.contact import open_contact, seal_contact
from campaign.organizations.models import Support
from campaign.organizations.refusals import NoSuchSupport
from campaign.organizations.speaker import HAVE_A_PAGE, ITSELF


def change_contact(support_id: int, name: str, role: str, now: datetime) -> Support:
    """Store the contact's new name and role. A name that is listed, of somebody who speaks personally, stays as listed.

    The same again changes nothing. Raises NoSuchSupport.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None or support.state not in HAVE_A_PAGE:
            raise NoSuchSupport
        campaign = session.get_one(Campaign, support.campaign_id)
        contact = open_contact(support, campaign.public_id)
        if contact is None:
            raise NoSuchSupport
        if (contact.name, contact.role) != (name, role):
            seal_contact(support, campaign.public_id, replace(contact, name=name, role=role))
            record(
                ITSELF.id, ITSELF.name, "support.contact_changed", support.organization.slug, now,
                campaign_id=support.campaign_id, subject=f"support {support.id}",
            )  # fmt: skip
    return support
