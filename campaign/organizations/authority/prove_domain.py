"""Prove by a pressed button that the contact reads mail at the organization's own domain."""

from datetime import datetime

from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.organizations.authority.add_proof import add_proof
from campaign.organizations.contact import open_contact
from campaign.organizations.models import ProofKind, Support
from campaign.organizations.website import host_of, own_domain


def prove_domain(session: Session, support: Support, now: datetime) -> None:
    """Add the proof if it holds, within the caller's transaction.

    The button is only in the mail to the contact's address, so whoever pressed it reads mail there.
    """
    contact = open_contact(support, session.get_one(Campaign, support.campaign_id).public_id)
    website = support.organization.website
    if contact is not None and own_domain(contact.email, website):
        add_proof(session, support, ProofKind.DOMAIN, host_of(website), now)
