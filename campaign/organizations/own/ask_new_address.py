"""The contact wants to be written to elsewhere: nothing changes before the new address has pressed a button of ours."""

import hashlib
from dataclasses import replace
from datetime import datetime

from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.mail.post import post
from campaign.organizations.contact import open_contact, seal_contact
from campaign.organizations.models import Support
from campaign.organizations.pace import may_ask, may_write
from campaign.organizations.refusals import AddressUnchanged, NoSuchSupport, TooManyLetters
from campaign.organizations.speaker import HAVE_A_PAGE
from campaign.text import Address

NEW_ADDRESS = "organizations.new_address"
ADDRESS_ASKED = "organizations.address_asked"


def purpose_for(email: str) -> str:
    """What the link in a letter to a new address is for: that address and no other."""
    return f"new address {hashlib.sha256(email.encode()).hexdigest()[:32]}"


def ask_new_address(support_id: int, address: Address, now: datetime) -> Support:
    """Write to a new address, and tell the present one that somebody asked.

    Raises NoSuchSupport, AddressUnchanged, TooManyLetters.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None or support.state not in HAVE_A_PAGE:
            raise NoSuchSupport
        campaign = session.get_one(Campaign, support.campaign_id)
        contact = open_contact(support, campaign.public_id)
        if contact is None:
            raise NoSuchSupport
        if contact.email == address.mailbox:
            raise AddressUnchanged
        if not (may_ask(support.public_id, now) and may_write(address, now)):
            raise TooManyLetters
        asked = replace(contact, new_email=address.mailbox, new_email_asked_at=now.isoformat())
        seal_contact(support, campaign.public_id, asked)
        post(NEW_ADDRESS, support.id, now, campaign_id=support.campaign_id)
        post(ADDRESS_ASKED, support.id, now, campaign_id=support.campaign_id)
    return support
