"""Close a campaign: its page stays, and no signature is taken any more."""

from datetime import datetime

from campaign.audit.record import record
from campaign.campaigns.create import Actor
from campaign.campaigns.models import Campaign, CampaignState
from campaign.campaigns.refusals import NoSuchCampaign, WrongState
from campaign.db import FOR_EDIT, transaction


def close_campaign(campaign_id: int, note: str, actor: Actor, now: datetime) -> Campaign:
    """Close with a note that the page shows (what came of it; may be empty). Raises NoSuchCampaign, WrongState."""
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=FOR_EDIT, populate_existing=True)
        if campaign is None:
            raise NoSuchCampaign
        if campaign.state != CampaignState.OPEN:
            raise WrongState("Only an open campaign can be closed.")
        campaign.state = CampaignState.CLOSED
        campaign.closed_at = now
        campaign.closing_note = note
        record(
            actor.id,
            actor.name,
            "campaign.closed",
            campaign.slug,
            now,
            campaign_id=campaign_id,
            subject=f"campaign {campaign_id}",
        )
    return campaign
