"""Write the draft of a campaign's next text version."""

from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import record
from campaign.campaigns.create import Actor, Words
from campaign.campaigns.models import Campaign, CampaignText
from campaign.campaigns.queries import source_text
from campaign.campaigns.refusals import EditedMeanwhile, NoSuchCampaign, OriginalMoved
from campaign.db import FOR_EDIT, transaction


def write_text(
    campaign_id: int,
    language: str,
    words: Words,
    actor: Actor,
    now: datetime,
    *,
    seen: str | None = None,
    source_seen: str | None = None,
) -> CampaignText:
    """Store words as the draft of the next version; a published version is never touched.

    A translation notes the version of the campaign's own language that is in force, or its draft while none is.

    `seen` is the mark of the text that the writer had before them, `source_seen` of the original that they translated;
    None takes any. Raises NoSuchCampaign, EditedMeanwhile, and OriginalMoved for words made from an earlier original.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=FOR_EDIT, populate_existing=True)
        if campaign is None:
            raise NoSuchCampaign
        newest = session.scalars(
            select(CampaignText)
            .where(CampaignText.campaign_id == campaign_id, CampaignText.language == language)
            .order_by(CampaignText.version.desc())
            .limit(1)
            .execution_options(populate_existing=True)
        ).first()
        if seen is not None and newest is not None and seen != newest.mark:
            raise EditedMeanwhile
        source = source_text(campaign) if language != campaign.language else None
        if source_seen is not None and source is not None and source_seen != source.mark:
            raise OriginalMoved
        if newest is None or newest.published_at is not None:
            newest = CampaignText(
                campaign_id=campaign_id,
                language=language,
                version=newest.version + 1 if newest else 1,
                edits=0,
                created_at=now,
            )
            session.add(newest)
        newest.title, newest.addressee, newest.lead = words.title, words.addressee, words.lead
        newest.ask, newest.why, newest.next_steps = words.ask, words.why, words.next_steps
        if language != campaign.language:
            newest.source_id = source.id if source is not None else None
        newest.edits += 1
        record(
            actor.id,
            actor.name,
            "campaign.text_written",
            f"{campaign.slug} v{newest.version} {language}",
            now,
            campaign_id=campaign_id,
            subject=f"campaign {campaign_id}",
        )
    return newest
