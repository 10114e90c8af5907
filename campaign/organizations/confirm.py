"""The contact presses the button: the application is real, its address proves what it can, and it waits for review."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.organizations.authority.add_proof import add_proof
from campaign.organizations.contact import open_contact
from campaign.organizations.models import Capacity, ProofKind, Support, SupportState
from campaign.organizations.officers.name_officer import officer_of
from campaign.organizations.officers.write_to_officer import write_to_officer
from campaign.organizations.refusals import LinkExpired, NoSuchSupport
from campaign.organizations.website import host_of, own_domain

LINK_LIVES = timedelta(days=14)


def link_has_expired(support: Support, now: datetime) -> bool:
    """Whether the link to confirm has run out: 14 days after the newest letter, and never once confirmed."""
    return support.state == SupportState.UNCONFIRMED and now - (support.mailed_at or support.created_at) > LINK_LIVES


def confirm(support_id: int, now: datetime) -> Support:
    """Confirm an application; doing it again changes nothing. A second officer it names gets their letter now.

    Raises NoSuchSupport, LinkExpired.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        if link_has_expired(support, now):
            raise LinkExpired
        if support.state == SupportState.UNCONFIRMED:
            support.state = SupportState.WAITING
            support.confirmed_at = now
            if support.capacity == Capacity.ON_BEHALF:
                _prove_domain(session, support, now)
                officer = officer_of(session, support.id)
                if officer is not None:
                    write_to_officer(session, support, officer, now)
    return support


def _prove_domain(session: Session, support: Support, now: datetime) -> None:
    """The button is only in the mail to the contact's address, so whoever pressed it reads mail there."""
    contact = open_contact(support, session.get_one(Campaign, support.campaign_id).public_id)
    website = support.organization.website
    if contact is not None and own_domain(contact.email, website):
        add_proof(session, support, ProofKind.DOMAIN, host_of(website), now)
