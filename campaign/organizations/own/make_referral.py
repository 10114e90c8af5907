"""Make the link by which an organization sends people to a campaign; once made it stays the same."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from campaign.campaigns.models import Referral
from campaign.campaigns.referrals import new_code
from campaign.db import transaction
from campaign.organizations.models import Support
from campaign.organizations.own.queries import referral_of
from campaign.organizations.refusals import NoSuchSupport
from campaign.organizations.speaker import HAVE_A_PAGE


def make_referral(support_id: int, now: datetime) -> Referral:
    """The organization's link to its campaign, made now if it has none. Raises NoSuchSupport."""
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None or support.state not in HAVE_A_PAGE:
            raise NoSuchSupport
        campaign_id, organization_id = support.campaign_id, support.organization_id
        while (found := referral_of(campaign_id, organization_id)) is None:
            code = new_code()
            try:
                with session.begin_nested():
                    session.add(
                        Referral(campaign_id=campaign_id, code=code, organization_id=organization_id, created_at=now)
                    )
            except IntegrityError:
                # Somebody else's link has this code, or this organization's was made a moment ago.
                continue
        return found
