"""Somebody types an address and asks for the link to an own page: the same answer and the same work for every address.

The row that is written holds the address, sealed, and the worker looks it up. So nobody learns from the answer or from
how long it takes whether the address is anybody's.
"""

from datetime import datetime

from campaign.db import db, transaction
from campaign.mail.models import Message
from campaign.mail.post import post
from campaign.organizations.pace import may_write
from campaign.organizations.refusals import TooManyApplications
from campaign.sealed import seal_for_site
from campaign.text import Address
from campaign.web.limits import spend

SEND_LINK = "organizations.own_link"


def send_link(campaign_id: int, address: Address, network: bytes, now: datetime, *, hard_per_hour: int) -> bool:
    """Owe the link to an address, if it turns out to be a contact's; False when it has had letters enough.

    `network` is a `sealed.network_tag`; 0 means no limit. Raises TooManyApplications.
    """
    with transaction():
        hits = spend(network, "own link", now)
    if hard_per_hour and hits > hard_per_hour:
        raise TooManyApplications(now)
    with transaction():
        if not may_write(address, now):
            return False
        message = post(SEND_LINK, 0, now, campaign_id=campaign_id)
        message.sealed = seal_for_site(Message.__tablename__, message.public_id, {"email": address.mailbox})
        db.session.flush()
        message.about_id = message.id
    return True
