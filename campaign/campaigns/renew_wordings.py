"""Bring the words of the boxes of all campaigns to what this code and its catalogues say: after an upgrade."""

from datetime import datetime

from sqlalchemy import select

from campaign.campaigns.models import Campaign, CampaignState
from campaign.campaigns.store_wording import store_wording
from campaign.db import transaction


def renew_wordings(now: datetime) -> None:
    """Store wordings that are new; earlier signatures keep theirs. Changes nothing when there is nothing new."""
    with transaction() as session:
        for campaign in session.scalars(select(Campaign).where(Campaign.state != CampaignState.DRAFT)):
            store_wording(campaign, now)
