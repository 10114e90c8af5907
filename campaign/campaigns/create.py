"""Create a campaign: a draft that nobody outside the desk can see."""

from dataclasses import dataclass, field
from datetime import date, datetime

from campaign.audit.record import COMMAND_LINE, Actor, record
from campaign.campaigns.addresses import take_address
from campaign.campaigns.models import Campaign, CampaignText, Ink, Partner
from campaign.campaigns.refusals import Unreadable
from campaign.db import transaction
from campaign.keys import keys
from campaign.tokens import new_public_id
from campaign.web.contrast import objection

__all__ = ["COMMAND_LINE", "Actor", "Particulars", "Words", "create_campaign", "fill"]


@dataclass(frozen=True, kw_only=True)
class Words:
    """One language's words: title, addressee and lead, and as Markdown what one signs, why, and what happens next."""

    title: str
    addressee: str
    lead: str = ""
    ask: str
    why: str = ""
    next_steps: str = ""


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What a campaign is besides its words. Times are aware UTC; `partners` are names; `colour` is #rrggbb or empty."""

    slug: str
    controller: str = ""
    controller_contact: str = ""
    recipient: str = ""
    complaint_body: str = ""
    retention_until: date | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    goal: int = 1000
    ink: Ink = Ink.GREEN
    colour: str = ""
    max_per_inbox: int = 1
    partners: tuple[str, ...] = field(default=())


def create_campaign(
    particulars: Particulars, words: Words, actor: Actor, now: datetime, *, language: str = "en"
) -> Campaign:
    """Make a draft campaign with the first draft of its text, and its data key. Raises SlugTaken, Unreadable.

    `language` is the campaign's own for good: what its text is written in, and what others are translated from.
    """
    public_id = new_public_id()
    keys().make_campaign_key(public_id)
    with transaction() as session:
        campaign = Campaign(public_id=public_id, language=language, created_at=now)
        session.add(campaign)
        fill(campaign, particulars)
        take_address(campaign, "", now)
        session.add(
            CampaignText(
                campaign_id=campaign.id,
                language=language,
                version=1,
                title=words.title,
                addressee=words.addressee,
                lead=words.lead,
                ask=words.ask,
                why=words.why,
                next_steps=words.next_steps,
                created_at=now,
            )
        )
        record(
            actor.id,
            actor.name,
            "campaign.created",
            particulars.slug,
            now,
            campaign_id=campaign.id,
            subject=f"campaign {campaign.id}",
        )
    return campaign


def fill(campaign: Campaign, particulars: Particulars) -> None:
    """Copy particulars onto a campaign; partners are matched by name, so that consents keep pointing at them.

    A partner that is no longer named stays, for the sake of those consents, but has no box any more. Raises Unreadable.
    """
    if particulars.colour and (sentence := objection(particulars.colour)):
        raise Unreadable(sentence)
    for name in (
        "slug",
        "controller",
        "controller_contact",
        "recipient",
        "complaint_body",
        "retention_until",
        "opens_at",
        "closes_at",
        "goal",
        "ink",
        "colour",
        "max_per_inbox",
    ):
        setattr(campaign, name, getattr(particulars, name))
    have = {partner.name: partner for partner in campaign.partners}
    for name in particulars.partners:
        if name not in have:
            campaign.partners.append(Partner(name=name, offered=True))
    for name, partner in have.items():
        partner.offered = name in particulars.partners
