"""Reading campaigns: the facts that every visitor's request needs, kept for five seconds per process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import func, select

from campaign.campaigns.models import (
    Campaign,
    CampaignState,
    CampaignText,
    CampaignWords,
    ConsentWording,
    WordsField,
)
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.campaigns.wording import Boxes
from campaign.db import db
from campaign.web.kept import kept_for
from campaign.web.language import current_language

Phase = Literal["not yet", "open", "closed"]


@dataclass(frozen=True)
class CampaignFacts:
    """A public campaign with the text and wording in force, in one language as far as it has that language.

    Where it lacks a translation its own language stands in; `language` is that of the text. Immutable, so it can be
    kept between requests.
    """

    id: int
    public_id: bytes
    slug: str
    state: CampaignState
    opens_at: datetime | None
    closes_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    closing_note: str
    goal: int
    ink: str
    colour: str
    frame_origins: tuple[str, ...]
    home_language: str  # what the campaign was written in
    languages: tuple[str, ...]  # in which people can read the text, its own first
    language: str
    max_per_inbox: int
    controller: str
    controller_contact: str
    recipient: str
    complaint_body: str
    retention_until: date
    is_sample: bool
    text_id: int
    version: int
    title: str
    addressee: str
    lead: str
    ask: str
    why: str
    next_steps: str
    is_outdated: bool  # a translation of an earlier version than the one in force in the campaign's own language
    sha256: str
    published_at: datetime
    wording_id: int
    boxes: Boxes
    boxes_language: str  # of the words of the boxes: the campaign's own where a translation is lacking

    def phase(self, now: datetime) -> Phase:
        """Whether people can sign now."""
        if self.state == CampaignState.CLOSED or (self.closes_at is not None and now >= self.closes_at):
            return "closed"
        if self.opens_at is not None and now < self.opens_at:
            return "not yet"
        return "open"

    @property
    def ended_at(self) -> datetime | None:
        """When it closed: by hand, or by its closing time."""
        return self.closed_at or self.closes_at


_PLAIN = (
    "id",
    "public_id",
    "slug",
    "state",
    "opens_at",
    "closes_at",
    "opened_at",
    "closed_at",
    "closing_note",
    "goal",
    "max_per_inbox",
    "controller",
    "controller_contact",
    "recipient",
    "complaint_body",
    "is_sample",
    "colour",
)
_TRANSLATED = (WordsField.RECIPIENT, WordsField.COMPLAINT_BODY, WordsField.CLOSING_NOTE)


def facts_of(
    campaign: Campaign,
    text: CampaignText,
    wording: ConsentWording,
    *,
    languages: Sequence[str] = (),
    words: Mapping[str, str] | None = None,
) -> CampaignFacts:
    """The facts of a campaign that has opened; `words` replace those of its fields that are said in a language."""
    assert campaign.retention_until is not None and text.sha256 is not None and text.published_at is not None
    boxes = wording.boxes
    return CampaignFacts(
        **{name: getattr(campaign, name) for name in _PLAIN} | dict(words or {}),
        ink=campaign.ink.value,
        frame_origins=tuple(campaign.frame_origins),
        home_language=campaign.language,
        languages=tuple(languages) or (campaign.language,),
        language=text.language,
        retention_until=campaign.retention_until,
        text_id=text.id,
        version=text.version,
        title=text.title,
        addressee=text.addressee,
        lead=text.lead,
        ask=text.ask,
        why=text.why,
        next_steps=text.next_steps,
        is_outdated=text.source_id is not None and text.source_id != campaign.text_id,
        sha256=text.sha256,
        published_at=text.published_at,
        wording_id=wording.id,
        boxes=Boxes(
            boxes["agree"],
            boxes["show_name"],
            boxes["updates"],
            tuple((id_, words) for id_, words in boxes["partners"]),
            show_comment=boxes.get("show_comment", ""),
        ),
        boxes_language=wording.language,
    )


_PUBLIC = (
    select(Campaign, CampaignText, ConsentWording)
    .join(CampaignText, CampaignText.id == Campaign.text_id)
    .join(ConsentWording, ConsentWording.id == Campaign.wording_id)
    .where(Campaign.state != CampaignState.DRAFT)
    .execution_options(populate_existing=True)
)


def _in_language(campaign: Campaign, text: CampaignText, wording: ConsentWording, language: str) -> CampaignFacts:
    """The facts with text, boxes and words of `language` where there are any."""
    published = db.session.execute(
        select(CampaignText.language, func.max(CampaignText.id))
        .where(CampaignText.campaign_id == campaign.id, CampaignText.published_at.is_not(None))
        .group_by(CampaignText.language)
        .order_by(CampaignText.language)
    ).all()
    newest: dict[str, int] = dict(published)
    languages = (campaign.language, *(each for each in newest if each != campaign.language))
    if language == campaign.language:
        return facts_of(campaign, text, wording, languages=languages)
    if language in newest:
        text = db.session.get_one(CampaignText, newest[language], populate_existing=True)
    boxes = db.session.scalars(
        select(ConsentWording)
        .where(
            ConsentWording.campaign_id == campaign.id,
            ConsentWording.language == language,
            ConsentWording.replaced_at.is_(None),
        )
        .order_by(ConsentWording.id.desc())
        .limit(1)
    ).first()
    words = db.session.execute(
        select(CampaignWords.field, CampaignWords.text).where(
            CampaignWords.campaign_id == campaign.id,
            CampaignWords.language == language,
            CampaignWords.field.in_(_TRANSLATED),
        )
    )
    return facts_of(
        campaign, text, boxes or wording, languages=languages, words={field.value: said for field, said in words}
    )


def campaign_facts(slug: str) -> CampaignFacts:
    """Facts of a public campaign in the language at hand, at most five seconds old.

    Raises NoSuchCampaign, also for drafts.
    """
    return _facts_by_slug((slug, current_language()))


def campaign_facts_now(slug: str) -> CampaignFacts:
    """The same, fresh from the database. Raises NoSuchCampaign, also for drafts."""
    return _read_facts(slug, current_language())


@kept_for(5)
def _facts_by_slug(key: tuple[str, str]) -> CampaignFacts:
    return _read_facts(*key)


def _read_facts(slug: str, language: str) -> CampaignFacts:
    row = db.session.execute(_PUBLIC.where(Campaign.slug == slug)).one_or_none()
    if row is None:
        raise NoSuchCampaign
    return _in_language(*row, language)


def campaign_facts_of(campaign_id: int) -> CampaignFacts | None:
    """Facts of a public campaign by id in the language at hand, at most five seconds old; None when there is none."""
    return _facts_by_id((campaign_id, current_language()))


@kept_for(5)
def _facts_by_id(key: tuple[int, str]) -> CampaignFacts | None:
    campaign_id, language = key
    row = db.session.execute(_PUBLIC.where(Campaign.id == campaign_id)).one_or_none()
    return _in_language(*row, language) if row else None


def public_campaigns() -> list[CampaignFacts]:
    """Every campaign that has opened, newest first, in the language at hand."""
    rows = db.session.execute(_PUBLIC.order_by(Campaign.opened_at.desc(), Campaign.id.desc())).all()
    return [_in_language(*row, current_language()) for row in rows]


def all_campaigns() -> Sequence[Campaign]:
    """Every campaign, drafts too, for the desk: newest first."""
    return db.session.scalars(select(Campaign).order_by(Campaign.id.desc())).all()


def campaign_for_desk(campaign_id: int) -> Campaign:
    """One campaign, a draft too, fresh from the database. Raises NoSuchCampaign."""
    campaign = db.session.get(Campaign, campaign_id, populate_existing=True)
    if campaign is None:
        raise NoSuchCampaign
    return campaign


def campaign_by_slug(slug: str) -> Campaign:
    """One campaign by its address, a draft too, for the desk. Raises NoSuchCampaign."""
    campaign = db.session.scalars(select(Campaign).where(Campaign.slug == slug)).one_or_none()
    if campaign is None:
        raise NoSuchCampaign
    return campaign


def newest_titles() -> dict[int, str]:
    """The newest title of every campaign by id in its own language, drafts too, for the desk."""
    rows = db.session.execute(
        select(CampaignText.campaign_id, CampaignText.title)
        .join(Campaign, Campaign.id == CampaignText.campaign_id)
        .where(CampaignText.language == Campaign.language)
        .order_by(CampaignText.campaign_id, CampaignText.version)
    )
    return dict(rows.all())


def texts_of(campaign_id: int, language: str) -> Sequence[CampaignText]:
    """All versions of a campaign's text in one language, newest first; the first may be a draft."""
    return db.session.scalars(
        select(CampaignText)
        .where(CampaignText.campaign_id == campaign_id, CampaignText.language == language)
        .order_by(CampaignText.version.desc())
        .execution_options(populate_existing=True)
    ).all()


def source_text(campaign: Campaign) -> CampaignText | None:
    """What translations are made from: the text in force in the campaign's own language, or its draft before that."""
    if campaign.text_id is not None:
        return db.session.get(CampaignText, campaign.text_id, populate_existing=True)
    return next(iter(texts_of(campaign.id, campaign.language)), None)
