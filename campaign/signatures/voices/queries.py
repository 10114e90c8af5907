"""Reading comments: what the public sees, and what waits for a moderator.

Every query here joins the signature: a comment is there only while its signature counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from campaign.campaigns.models import Campaign
from campaign.db import db
from campaign.signatures.models import Signature, SignatureState, Voice, VoiceState
from campaign.web.kept import kept_for
from campaign.web.paging import Page, paged

PAGE_SIZE = 30
DESK_PAGE_SIZE = 20
ON_THE_CAMPAIGN_PAGE = 3


@dataclass(frozen=True)
class Said:
    """A comment as the public sees it."""

    name: str
    country: str
    profession: str
    language: str
    comment: str


@dataclass(frozen=True)
class VoiceFilter:
    """Which comments; empty means any."""

    country: str = ""
    language: str = ""


def _counting() -> Select[Voice]:
    return (
        select(Voice)
        .join(Signature, Signature.id == Voice.signature_id)
        .where(Signature.state == SignatureState.CONFIRMED)
    )


def _shown(campaign_id: int) -> Select[Voice]:
    return _counting().where(Voice.campaign_id == campaign_id, Voice.state == VoiceState.SHOWN)


def shown_voices(campaign_id: int, wanted: VoiceFilter, number: int) -> Page:
    """One page of the comments of a campaign that are shown, newest first."""
    query = _shown(campaign_id).order_by(Voice.shown_at.desc(), Voice.signature_id.desc())
    if wanted.country:
        query = query.where(Voice.country == wanted.country)
    if wanted.language:
        query = query.where(Voice.language == wanted.language)
    return paged(query, number=number, size=PAGE_SIZE)


@kept_for(5)
def first_voices(campaign_id: int) -> Sequence[Said]:
    """The few that the campaign's page shows: featured ones first, then the newest."""
    query = _shown(campaign_id).order_by(Voice.is_featured.desc(), Voice.shown_at.desc(), Voice.signature_id.desc())
    return [
        Said(voice.name, voice.country, voice.profession, voice.language, voice.comment)
        for voice in db.session.scalars(query.limit(ON_THE_CAMPAIGN_PAGE))
    ]


@kept_for(5)
def voices_by_place(campaign_id: int) -> Sequence[tuple[str, str, int]]:
    """Country, language and how many comments are shown with both."""
    rows = db.session.execute(
        _shown(campaign_id)
        .with_only_columns(Voice.country, Voice.language, func.count())
        .group_by(Voice.country, Voice.language)
    )
    return [(country, language, number) for country, language, number in rows]


def voice_queue(mine: ColumnElement[bool], state: VoiceState | None, number: int, campaign_id: int | None) -> Page:
    """One page of comments for moderators: those that wait oldest first, others newest first."""
    query = _counting().where(mine)
    if campaign_id is not None:
        query = query.where(Voice.campaign_id == campaign_id)
    if state is not None:
        query = query.where(Voice.state == state)
    if state == VoiceState.WAITING:
        query = query.order_by(Voice.created_at, Voice.signature_id)
    else:
        query = query.order_by(Voice.created_at.desc(), Voice.signature_id.desc())
    return paged(query, number=number, size=DESK_PAGE_SIZE)


def voices_by_state(mine: ColumnElement[bool], campaign_id: int | None) -> dict[VoiceState, int]:
    """How many comments stand where."""
    query = _counting().where(mine)
    if campaign_id is not None:
        query = query.where(Voice.campaign_id == campaign_id)
    rows = db.session.execute(query.with_only_columns(Voice.state, func.count()).group_by(Voice.state))
    return dict(rows.all())


def campaigns_with_voices(mine: ColumnElement[bool]) -> Sequence[Campaign]:
    """The campaigns for which somebody asked for a comment to be shown."""
    return db.session.scalars(
        select(Campaign).where(mine, Campaign.id.in_(select(Voice.campaign_id))).order_by(Campaign.slug)
    ).all()


def campaign_of_voice(signature_id: int) -> int | None:
    """Id of the campaign of a comment, or None when there is none."""
    return db.session.scalar(select(Voice.campaign_id).where(Voice.signature_id == signature_id))
