"""Keep the exact words of the boxes in every language, so that each consent can be shown with what was agreed to."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

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
    own = _boxes(campaign, campaign.language, campaign.recipient, partners)
    wanted = {campaign.language: own}
    for language in LANGUAGES:
        words = _boxes(campaign, language, said.get(language, campaign.recipient), partners)
        if language != campaign.language and words.sha256 != own.sha256:
            wanted[language] = words
    kept = _keep(campaign, wanted, now)
    campaign.wording_id = kept[own.sha256].id
    return kept[own.sha256]


def _boxes(campaign: Campaign, language: str, recipient: str, partners: list[tuple[int, str]]) -> Boxes:
    with speaking(language):
        return boxes(campaign.controller, recipient, partners)


def _keep(campaign: Campaign, wanted: Mapping[str, Boxes], now: datetime) -> Mapping[str, ConsentWording]:
    """The campaign's rows by digest; from now on those for these words, one for a language, are in force alone."""
    session = db.session()
    rows = {
        row.sha256: row
        for row in session.scalars(
            select(ConsentWording)
            .where(ConsentWording.campaign_id == campaign.id)
            .execution_options(populate_existing=True)
        )
    }
    for language, words in wanted.items():
        if words.sha256 not in rows:
            rows[words.sha256] = ConsentWording(
                campaign_id=campaign.id, language=language, sha256=words.sha256, boxes=words.as_json(), created_at=now
            )
    in_force = {words.sha256 for words in wanted.values()}
    for row in rows.values():
        row.replaced_at = None if row.sha256 in in_force else row.replaced_at or now
    session.add_all(rows.values())
    session.flush()
    return rows
