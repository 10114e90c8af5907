"""The contact pressed a button that is only in the mail to its address: what that proves."""

from datetime import datetime

from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.organizations.authority.add_proof import add_proof, can_be_proved
from campaign.organizations.authority.take_back import remove
from campaign.organizations.contact import open_contact
from campaign.organizations.models import ProofKind, Support
from campaign.organizations.website import host_of, own_domain


def prove_domain(session: Session, support: Support, now: datetime) -> None:
    """Whoever reads mail at the organization's own domain has that proof; a contact elsewhere takes an earlier one
    back. Somebody who speaks personally claims nothing. Within the caller's transaction.
    """
    contact = open_contact(support, session.get_one(Campaign, support.campaign_id).public_id)
    if contact is None or not can_be_proved(support):
        return
    website = support.organization.website
    if own_domain(contact.email, website):
        add_proof(session, support, ProofKind.DOMAIN, host_of(website), now)
    else:
        remove(session, support, ProofKind.DOMAIN)
