"""Addresses of campaigns: one that people have passed on goes on leading to its campaign after it is renamed."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from campaign.campaigns.models import Campaign, CampaignState
from campaign.campaigns.refusals import SlugTaken
from campaign.db import db
from campaign.web.moved import Moved

KIND = "campaign"


def take_address(campaign: Campaign, former: str, now: datetime) -> None:
    """Store a campaign whose slug is new, in the caller's transaction, and once it has opened keep the `former` one.

    A campaign may have back a slug that it once had. Raises SlugTaken, also for a slug that another one ever had while
    it was public: the constraint decides between campaigns, and whoever waited for it sees what the other left behind.
    """
    session = db.session
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as error:
        if "slug" in str(error.orig):
            raise SlugTaken from error
        raise
    whose = session.scalar(select(Moved.object_id).where(Moved.kind == KIND, Moved.slug == campaign.slug))
    if whose is not None and whose != campaign.id:
        raise SlugTaken
    session.execute(delete(Moved).where(Moved.kind == KIND, Moved.slug == campaign.slug))
    if former and campaign.state != CampaignState.DRAFT:
        session.add(Moved(kind=KIND, slug=former, object_id=campaign.id, moved_at=now))


def moved_to(slug: str) -> str | None:
    """The slug that a public campaign has now, by one that it once had."""
    return db.session.scalar(
        select(Campaign.slug)
        .join(Moved, (Moved.object_id == Campaign.id) & (Moved.kind == KIND))
        .where(Moved.slug == slug, Campaign.state != CampaignState.DRAFT)
    )
