"""The contact stays at the present address after all: the link in the letter to the new one no longer works."""

from dataclasses import replace

from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.organizations.contact import open_contact, seal_contact
from campaign.organizations.models import Support
from campaign.organizations.refusals import NoSuchSupport


def drop_new_address(support_id: int) -> Support:
    """Forget a new address that has not confirmed. Raises NoSuchSupport."""
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        forget_new_address(session, support)
    return support


def forget_new_address(session: Session, support: Support) -> None:
    """Forget it within the caller's transaction."""
    campaign = session.get_one(Campaign, support.campaign_id)
    contact = open_contact(support, campaign.public_id)
    if contact is not None and contact.new_email:
        seal_contact(support, campaign.public_id, replace(contact, new_email="", new_email_asked_at=""))
