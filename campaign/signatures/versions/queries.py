"""Reading the published versions of a campaign's text, and how many counted signatures each bears."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.campaigns.models import Campaign, CampaignText
from campaign.campaigns.queries import CampaignFacts
from campaign.campaigns.text_changes import text_changes
from campaign.clock import now
from campaign.db import db
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.told import told
from campaign.signatures.versions.refusals import NoSuchVersion
from campaign.web.formats import number
from campaign.web.kept import kept_for
from campaign.web.line_changes import FieldChange


@dataclass(frozen=True)
class Tally:
    """Counted signatures by the text that they were given for, and the moment it was true."""

    by_text: Mapping[int, int]
    let_go: int  # counted people whose data is gone; what they signed is gone with it
    as_of: datetime


@dataclass(frozen=True)
class Version:
    """One published version of the text in one language."""

    text: CampaignText
    signatures: str  # as readers are told
    is_newest: bool  # in its language
    source: int | None  # the version in the campaign's own language that it translates
    is_outdated: bool  # the newest translation, of a version that is no longer in force
    before: int | None  # the version that it replaced
    changes: Sequence[FieldChange]


@kept_for(30)
def signatures_by_text(campaign_id: int) -> Tally:
    """How many counted signatures each text bears; at most half a minute old."""
    rows = db.session.execute(
        select(Signature.text_id, func.count())
        .where(Signature.campaign_id == campaign_id, Signature.state == SignatureState.CONFIRMED)
        .group_by(Signature.text_id)
    )
    gone = db.session.scalar(select(Campaign.people_let_go).where(Campaign.id == campaign_id))
    return Tally(dict(rows.all()), gone or 0, now())


def said_of(text_id: int, by_text: Mapping[int, int], *, alone: bool) -> str:
    """How many counted signatures a text bears, in words: exactly while it is the only one, so that this is the count.

    Else in steps of five: a version that few signed, as translations often are, would tell who they were.
    """
    found = by_text.get(text_id, 0)
    return number(found) if alone else told(found)


def published_texts(campaign_id: int) -> Sequence[CampaignText]:
    """Every published version in every language, oldest first."""
    return db.session.scalars(
        select(CampaignText)
        .where(CampaignText.campaign_id == campaign_id, CampaignText.published_at.is_not(None))
        .order_by(CampaignText.version)
        .execution_options(populate_existing=True)
    ).all()


def versions_by_language(campaign: CampaignFacts, in_force: int) -> dict[str, list[Version]]:
    """The versions of each language, newest first; the campaign's own language comes first.

    `in_force` is the id of the text in force in the campaign's own language.
    """
    texts, tally = published_texts(campaign.id), signatures_by_text(campaign.id).by_text
    numbers = {text.id: text.version for text in texts}
    found: dict[str, list[Version]] = {}
    for language in campaign.languages:
        before: CampaignText | None = None
        own = [text for text in texts if text.language == language]
        for text in own:
            is_newest = text is own[-1]
            version = Version(
                text=text,
                signatures=said_of(text.id, tally, alone=len(texts) == 1),
                is_newest=is_newest,
                source=numbers.get(text.source_id) if text.source_id is not None else None,
                is_outdated=is_newest and text.source_id is not None and text.source_id != in_force,
                before=before.version if before is not None else None,
                changes=text_changes(before, text) if before is not None else (),
            )
            found.setdefault(language, []).insert(0, version)
            before = text
    return found


def text_in_force(campaign_id: int) -> int:
    """Id of the text in force in the campaign's own language; 0 before there is one."""
    return db.session.scalar(select(Campaign.text_id).where(Campaign.id == campaign_id)) or 0


def published_text(campaign_id: int, language: str, version: int) -> CampaignText:
    """One published version. Raises NoSuchVersion."""
    text = db.session.scalars(
        select(CampaignText).where(
            CampaignText.campaign_id == campaign_id,
            CampaignText.language == language,
            CampaignText.version == version,
            CampaignText.published_at.is_not(None),
        )
    ).one_or_none()
    if text is None:
        raise NoSuchVersion
    return text


def language_and_version(text_id: int) -> tuple[str, int]:
    """In which language a text is, and which version of it."""
    found = db.session.execute(select(CampaignText.language, CampaignText.version).where(CampaignText.id == text_id))
    language, version = found.one()
    return language, version
