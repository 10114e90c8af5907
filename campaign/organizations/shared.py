"""An organization may support several campaigns, and its name, website and logo stand on the pages of all of them."""

from collections.abc import Callable

from sqlalchemy import select

from campaign.db import db
from campaign.organizations.models import Support, SupportState
from campaign.organizations.refusals import SharedElsewhere

Reviews = Callable[[int], bool]  # whether the reviewer may decide on organizations of a campaign
STANDS = (SupportState.WAITING, SupportState.APPROVED, SupportState.LAPSED)


def everywhere(_: int) -> bool:
    """The reach of a command, and of whoever reviews the whole site."""
    return True


def refuse_if_shared(organization_id: int, reviews: Reviews) -> None:
    """Raise SharedElsewhere if an organization stands in a campaign that the reviewer does not review."""
    campaigns = db.session.scalars(
        select(Support.campaign_id).where(Support.organization_id == organization_id, Support.state.in_(STANDS))
    )
    if not all(reviews(campaign_id) for campaign_id in campaigns):
        raise SharedElsewhere
