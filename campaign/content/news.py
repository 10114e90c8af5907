"""Reading lists of news."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select

from campaign.content.models import Page, PageKind
from campaign.content.queries import Reading, public_pages, readings
from campaign.db import db
from campaign.web.paging import Page as ListPage
from campaign.web.paging import paged

SIZE = 12


@dataclass(frozen=True)
class NewsFilters:
    """What a list of news is narrowed to."""

    campaign_id: int | None = None
    category: str = ""


def news_page(filters: NewsFilters, number: int, now: datetime) -> tuple[ListPage, list[Reading]]:
    """One page of the list, and its news in the language at hand."""
    page = paged(_query(filters, now), number=number, size=SIZE)
    return page, readings(page.rows)


def all_news(filters: NewsFilters, now: datetime, most: int) -> list[Reading]:
    """The newest news."""
    return readings(db.session.scalars(_query(filters, now).limit(most)).all())


def _query(filters: NewsFilters, now: datetime) -> Select[Page]:
    query = public_pages(now, PageKind.NEWS)
    if filters.campaign_id is not None:
        query = query.where(Page.campaign_id == filters.campaign_id)
    if filters.category:
        query = query.where(Page.category == filters.category)
    return query
