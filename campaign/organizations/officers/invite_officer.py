"""The contact names a second officer from the own page: they get a letter."""

from datetime import datetime

from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.organizations.authority.add_proof import can_be_proved
from campaign.organizations.authority.refusals import NothingToProve
from campaign.organizations.contact import open_contact
from campaign.organizations.models import Support
from campaign.organizations.officers.name_officer import name_officer
from campaign.organizations.officers.person import OfficerPerson
from campaign.organizations.officers.write_to_officer import write_to_officer
from campaign.organizations.refusals import NoSuchSupport


def invite_officer(support_id: int, person: OfficerPerson, now: datetime) -> None:
    """Store the second officer and owe them a letter, within the caps of letters.

    A new name replaces an unconfirmed one. What became of it is not told: an address that asked to be left alone, and
    one that has had its letters for today, look to the contact like any other.
    Raises NoSuchSupport, NothingToProve, SameMailbox, SamePerson, OfficerConfirmed.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        campaign = session.get_one(Campaign, support.campaign_id)
        contact = open_contact(support, campaign.public_id)
        if contact is None or not can_be_proved(support):
            raise NothingToProve
        officer = name_officer(session, support, campaign.public_id, contact, person, now)
        if officer is not None:
            write_to_officer(session, support, officer, now)
