"""Reading campaigns: the facts that every visitor's request needs, kept for five seconds per process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select

from campaign.campaigns.models import Campaign, CampaignState, CampaignText, ConsentWording
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.campaigns.wording import Boxes
from campaign.db import db
from campaign.web.kept import kept_for

Phase = Literal["not yet", "open", "closed"]


@dataclass(frozen=True)
class CampaignFacts:
    """A public campaign with the text and wording in force. Immutable, so it can be kept between requests."""

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
    sha256: str
    published_at: datetime
    wording_id: int
    boxes: Boxes

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


def facts_of(campaign: Campaign, text: CampaignText, wording: ConsentWording) -> CampaignFacts:
    """The facts of a campaign that has opened."""
    assert campaign.retention_until is not None and text.sha256 is not None and text.published_at is not None
    boxes = wording.boxes
    return CampaignFacts(
        **{
            name: getattr(campaign, name)
            for name in (
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
                "language",
                "max_per_inbox",
                "controller",
                "controller_contact",
                "recipient",
                "complaint_body",
                "is_sample",
            )
        },
        ink=campaign.ink.value,
        retention_until=campaign.retention_until,
        text_id=text.id,
        version=text.version,
        title=text.title,
        addressee=text.addressee,
        lead=text.lead,
        ask=text.ask,
        why=text.why,
        sha256=text.sha256,
        published_at=text.published_at,
        wording_id=wording.id,
        boxes=Boxes(
            boxes["agree"],
            boxes["show_name"],
            boxes["updates"],
            tuple((id_, words) for id_, words in boxes["partners"]),
        ),
    )


_PUBLIC = (
    select(Campaign, CampaignText, ConsentWording)
    .join(CampaignText, CampaignText.id == Campaign.text_id)
    .join(ConsentWording, ConsentWording.id == Campaign.wording_id)
    .where(Campaign.state != CampaignState.DRAFT)
    .execution_options(populate_existing=True)
)


@kept_for(5)
def campaign_facts(slug: str) -> CampaignFacts:
    """Facts of a public campaign, at most five seconds old. Raises NoSuchCampaign, also for drafts."""
    row = db.session.execute(_PUBLIC.where(Campaign.slug == slug)).one_or_none()
    if row is None:
        raise NoSuchCampaign
    return facts_of(*row)


@kept_for(5)
def campaign_facts_of(campaign_id: int) -> CampaignFacts | None:
    """Facts of a public campaign by id, at most five seconds old; None when there is none."""
    row = db.session.execute(_PUBLIC.where(Campaign.id == campaign_id)).one_or_none()
    return facts_of(*row) if row else None


def public_campaigns() -> list[CampaignFacts]:
    """Every campaign that has opened, newest first."""
    rows = db.session.execute(_PUBLIC.order_by(Campaign.opened_at.desc(), Campaign.id.desc()))
    return [facts_of(*row) for row in rows]


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
    """The newest title of every campaign by id, drafts too, for the desk."""
    rows = db.session.execute(
        select(CampaignText.campaign_id, CampaignText.title).order_by(CampaignText.campaign_id, CampaignText.version)
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
