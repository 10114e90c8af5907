"""An organization takes its request back before it is decided."""

from campaign.db import transaction
from campaign.exports.contact_requests.ask_contacts import take_back
from campaign.organizations.models import Support
from campaign.organizations.refusals import NoSuchSupport


def withdraw_request(support_id: int) -> bool:
    """Take back what waits; answers whether anything did. Raises NoSuchSupport."""
    with transaction() as session:
        if session.get(Support, support_id, with_for_update=True, populate_existing=True) is None:
            raise NoSuchSupport
        return take_back(session, support_id) > 0
