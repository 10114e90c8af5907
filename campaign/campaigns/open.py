"""Open a campaign: its page goes public and takes signatures from `opens_at` on."""

from datetime import datetime

from campaign.audit.record import record
from campaign.campaigns.create import Actor
from campaign.campaigns.edit import missing_particulars
from campaign.campaigns.models import Campaign, CampaignState
from campaign.campaigns.publish import freeze_draft
from campaign.campaigns.refusals import NoSuchCampaign, NothingToPublish, NotReadyToOpen, WrongState
from campaign.campaigns.store_wording import store_wording
from campaign.db import FOR_EDIT, transaction


def open_campaign(campaign_id: int, actor: Actor, now: datetime, *, seen: str | None = None) -> Campaign:
    """Publish the first text unless one is published, and open; a closed campaign is opened again.

    `seen` is the mark of the draft that the editor read; None takes any. Raises NoSuchCampaign, WrongState,
    NotReadyToOpen, NothingToPublish, TextIncomplete, EditedMeanwhile.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=FOR_EDIT, populate_existing=True)
        if campaign is None:
            raise NoSuchCampaign
        if campaign.state == CampaignState.OPEN:
            raise WrongState("This campaign is open already.")
        if missing := missing_particulars(campaign):
            raise NotReadyToOpen(f"Before people can sign, fill in: {', '.join(missing)}.")
        if campaign.retention_until is not None and campaign.retention_until <= now.date():
            raise NotReadyToOpen("The day until which data is kept has passed. Choose a later one.")
        if campaign.closes_at is not None and campaign.closes_at <= now:
            raise NotReadyToOpen("The closing time has passed. Choose a later one, or none.")
        if campaign.text_id is None and freeze_draft(campaign, campaign.language, now, seen=seen) is None:
            raise NothingToPublish
        store_wording(campaign, now)
        campaign.state = CampaignState.OPEN
        campaign.opened_at = campaign.opened_at or now
        campaign.closed_at = None
        record(
            actor.id,
            actor.name,
            "campaign.opened",
            campaign.slug,
            now,
            campaign_id=campaign_id,
            subject=f"campaign {campaign_id}",
        )
    return campaign
