"""Keep the exact words of the boxes in every language, so that each consent can be shown with what was agreed to."""

from datetime import datetime

from sqlalchemy import select, update

from campaign.campaigns.models import Campaign, CampaignWords, ConsentWording, WordsField
from campaign.campaigns.wording import Boxes, boxes
from campaign.db import db
from campaign.web.language import LANGUAGES, speaking


def store_wording(campaign: Campaign, now: datetime) -> ConsentWording:
    """The row for the words in force in the campaign's own language, made if they are new; others beside it.

    Within the caller's transaction. A language whose catalogue does not have the words gets no row: its readers see
    those of the campaign's own language.
    """
    said: dict[str, str] = dict(
        db.session.execute(
            select(CampaignWords.language, CampaignWords.text).where(
                CampaignWords.campaign_id == campaign.id, CampaignWords.field == WordsField.RECIPIENT
            )
        ).all()
    )
    partners = [(partner.id, partner.name) for partner in campaign.partners if partner.offered]
    own = _keep(campaign, campaign.language, _boxes(campaign, campaign.language, campaign.recipient, partners), now)
    for language in LANGUAGES:
        if language != campaign.language:
            words = _boxes(campaign, language, said.get(language, campaign.recipient), partners)
            if words.sha256 != own.sha256:
                _keep(campaign, language, words, now)
    campaign.wording_id = own.id
    return own


def _boxes(campaign: Campaign, language: str, recipient: str, partners: list[tuple[int, str]]) -> Boxes:
    with speaking(language):
        return boxes(campaign.controller, recipient, partners)


def _keep(campaign: Campaign, language: str, words: Boxes, now: datetime) -> ConsentWording:
    """The row for these words, in force from now on in their language."""
    found = db.session.scalar(
        select(ConsentWording).where(ConsentWording.campaign_id == campaign.id, ConsentWording.sha256 == words.sha256)
    )
    if found is None:
        found = ConsentWording(
            campaign_id=campaign.id, language=language, sha256=words.sha256, boxes=words.as_json(), created_at=now
        )
        db.session.add(found)
        db.session.flush()
    found.replaced_at = None
    db.session.execute(
        update(ConsentWording)
        .where(
            ConsentWording.campaign_id == campaign.id,
            ConsentWording.language == language,
            ConsentWording.id != found.id,
            ConsentWording.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )
    return found
