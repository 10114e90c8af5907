"""The organization takes a change back before it is decided."""

from datetime import datetime

from campaign.db import transaction
from campaign.organizations.models import Support
from campaign.organizations.own.ask_change import take_back
from campaign.organizations.refusals import NoSuchSupport


def withdraw_change(support_id: int, now: datetime) -> bool:
    """Take back what waits; answers whether anything did. Raises NoSuchSupport."""
    with transaction() as session:
        if session.get(Support, support_id, with_for_update=True, populate_existing=True) is None:
            raise NoSuchSupport
        return take_back(session, support_id, now) > 0
