"""The second officer confirms what the contact said."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.organizations.authority.add_proof import add_proof, can_be_proved
from campaign.organizations.authority.refusals import NothingToProve
from campaign.organizations.models import Officer, ProofKind, Support
from campaign.organizations.officers.name_officer import officer_of
from campaign.organizations.officers.person import open_officer
from campaign.organizations.officers.refusals import NoSuchOfficer, OfficerLinkExpired
from campaign.organizations.website import host_of, own_domain

LINK_LIVES = timedelta(days=14)


def officer_link_has_expired(officer: Officer, now: datetime) -> bool:
    """Whether the link to confirm has run out: 14 days after the newest letter, and never once confirmed."""
    return officer.confirmed_at is None and now - (officer.mailed_at or officer.created_at) > LINK_LIVES


def confirm_officer(officer_id: int, token_version: int, now: datetime) -> None:
    """Confirm; doing it again changes nothing. `token_version` is that of the link which was pressed.

    An address at the organization's own domain makes the proof at once; another waits for a reviewer to accept it.
    Raises NoSuchOfficer, OfficerLinkExpired, NothingToProve.
    """
    with transaction() as session:
        officer, support = locked(session, officer_id)
        if officer.token_version != token_version:
            raise NoSuchOfficer
        if officer_link_has_expired(officer, now):
            raise OfficerLinkExpired
        if officer.confirmed_at is not None:
            return
        if not can_be_proved(support):
            raise NothingToProve
        officer.confirmed_at = now
        campaign = session.get_one(Campaign, support.campaign_id)
        website = support.organization.website
        if own_domain(open_officer(officer, campaign.public_id).email, website):
            add_proof(session, support, ProofKind.SECOND_OFFICER, f"with an address at {host_of(website)}", now)


def locked(session: Session, officer_id: int) -> tuple[Officer, Support]:
    """An officer and the support, both held, the support first as everywhere. Raises NoSuchOfficer."""
    found = session.get(Officer, officer_id)
    support = (
        session.get(Support, found.support_id, with_for_update=True, populate_existing=True)
        if found is not None
        else None
    )
    officer = officer_of(session, support.id) if support is not None else None
    if officer is None or support is None or officer.id != officer_id:
        raise NoSuchOfficer
    return officer, support
