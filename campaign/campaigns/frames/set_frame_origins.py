"""Say which sites may show a campaign's form in a frame."""

import hashlib
from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign
from campaign.campaigns.refusals import EditedMeanwhile, NoSuchCampaign
from campaign.db import FOR_EDIT, transaction


def set_frame_origins(
    campaign_id: int, origins: tuple[str, ...], actor: Actor, now: datetime, *, seen: str | None = None
) -> Campaign:
    """Replace the list; `origins` are scheme and host, as browsers name a site.

    `seen` is the mark of the list that the editor had before them; None takes any. Raises NoSuchCampaign,
    EditedMeanwhile.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=FOR_EDIT, populate_existing=True)
        if campaign is None:
            raise NoSuchCampaign
        if seen is not None and seen != frames_mark(campaign):
            raise EditedMeanwhile
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


def frames_mark(campaign: Campaign) -> str:
    """Changes whenever the list does: a form that carries an older one is stale."""
    return hashlib.sha256("\n".join(campaign.frame_origins).encode()).hexdigest()[:16]
