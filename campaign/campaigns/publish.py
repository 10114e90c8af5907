"""Publish the draft of a text: from then on it is frozen, and new signatures are bound to it."""

from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import record
from campaign.campaigns.create import Actor
from campaign.campaigns.models import Campaign, CampaignText
from campaign.campaigns.refusals import EditedMeanwhile, NoSuchCampaign, NothingToPublish, TextIncomplete
from campaign.campaigns.wording import text_digest
from campaign.db import FOR_EDIT, db, transaction


def publish_text(
    campaign_id: int, language: str, actor: Actor, now: datetime, *, seen: str | None = None
) -> CampaignText:
    """Freeze the draft in one language. Earlier signatures stay with their version.

    `seen` is the mark of the draft that the publisher read; None takes any. Raises NoSuchCampaign, NothingToPublish,
    EditedMeanwhile, TextIncomplete.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=FOR_EDIT, populate_existing=True)
        if campaign is None:
            raise NoSuchCampaign
        text = freeze_draft(campaign, language, now, seen=seen)
        if text is None:
            raise NothingToPublish
        record(
            actor.id,
            actor.name,
            "campaign.text_published",
            f"{campaign.slug} v{text.version} {language}",
            now,
            campaign_id=campaign_id,
            subject=f"campaign {campaign_id}",
            sha256=text.sha256,
        )
    return text


def freeze_draft(campaign: Campaign, language: str, now: datetime, *, seen: str | None = None) -> CampaignText | None:
    """Freeze the unpublished text of a campaign within the caller's transaction; None when there is none.

    Raises EditedMeanwhile when its mark is not the one `seen`, TextIncomplete.
    """
    draft = db.session.scalars(
        select(CampaignText)
        .where(
            CampaignText.campaign_id == campaign.id,
            CampaignText.language == language,
            CampaignText.published_at.is_(None),
        )
        .execution_options(populate_existing=True)
    ).first()
    if draft is not None:
        if seen is not None and seen != draft.mark:
            raise EditedMeanwhile
        if missing := missing_words(draft):
            raise TextIncomplete(f"The text still lacks: {', '.join(missing)}.")
        draft.published_at = now
        draft.sha256 = text_digest(draft.title, draft.addressee, draft.ask)
        db.session.flush()
        if language == campaign.language:
            campaign.text_id = draft.id
    return draft


def missing_words(text: CampaignText) -> list[str]:
    """What a text must have before people can sign it and does not, in words of the form."""
    needed = {"title": "a title", "addressee": "an addressee", "ask": "the ask"}
    return [words for name, words in needed.items() if not getattr(text, name).strip()]
