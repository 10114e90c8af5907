"""Say which sites may show a campaign's form in a frame."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.db import transaction


def set_frame_origins(campaign_id: int, origins: tuple[str, ...], actor: Actor, now: datetime) -> Campaign:
    """Replace the list; `origins` are scheme and host, as browsers name a site. Raises NoSuchCampaign."""
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
        if campaign is None:
            raise NoSuchCampaign
        campaign.frame_origins = list(origins)
        record(
            actor.id,
            actor.name,
            "campaign.frames_set",
            campaign.slug,
            now,
            campaign_id=campaign_id,
            subject=f"campaign {campaign_id}",
            sites=list(origins),
        )
    return campaign
