"""What stands around a petition on its page and comes from the content of the site: its news and its partners."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from campaign.clock import now
from campaign.content.models import Page, PageKind, PartnerFacts
from campaign.content.queries import Reading, newest_news, public_pages, readings
from campaign.db import db
from campaign.web.kept import kept_for
from campaign.web.language import current_language

MOST_PARTNERS = 12


@dataclass(frozen=True)
class PartnerPage:
    """A partner with what it is to the campaign: founder, funder, host."""

    reading: Reading
    role: str


def news_of(campaign_id: int) -> Sequence[Reading]:
    """The three newest news of a campaign and of the whole site, at most five seconds old."""
    return _news((campaign_id, current_language()))


@kept_for(5)
def _news(key: tuple[int, str]) -> Sequence[Reading]:
    return newest_news(now(), campaign_id=key[0])


def partners_of(campaign_id: int) -> Sequence[PartnerPage]:
    """The partners of a campaign and of the whole site, in the order that the desk gave them."""
    return _partners((campaign_id, current_language()))


@kept_for(5)
def _partners(key: tuple[int, str]) -> Sequence[PartnerPage]:
    of_campaign = public_pages(now(), PageKind.PARTNER).where((Page.campaign_id == key[0]) | Page.campaign_id.is_(None))
    found = readings(
        db.session.scalars(of_campaign.order_by(None).order_by(Page.place, Page.slug).limit(MOST_PARTNERS)).all()
    )
    roles: dict[int, str] = dict(
        db.session.execute(
            select(PartnerFacts.page_id, PartnerFacts.role).where(
                PartnerFacts.page_id.in_([reading.page_id for reading in found])
            )
        ).all()
    )
    return [PartnerPage(reading, roles.get(reading.page_id, "")) for reading in found]
