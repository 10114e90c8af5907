"""A link to a draft for somebody without an account: it shows the newest words, and ends after a week or before."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from campaign.accounts.models import Staff
from campaign.audit.record import Actor, record
from campaign.content.models import Page, PreviewLink
from campaign.content.queries import page_by_public_id
from campaign.content.refusals import NoSuchPage
from campaign.db import db, transaction
from campaign.tokens import link_is_genuine, link_public_id, make_link_token

PURPOSE: Final = "page preview"
DAYS: Final = 7
_ALL_DAYS: Final = 10_000_000  # more than the last day of the calendar


@dataclass(frozen=True)
class ValidLink:
    """A link that works: who made it and when, and the last day in UTC on which it does."""

    maker: str  # empty for the command line
    made_at: datetime
    last_day: date


def share_preview(page_id: int, actor: Actor, now: datetime) -> tuple[str, date]:
    """The token of a new link, and the last day (in UTC) on which it works. Raises NoSuchPage."""
    last = now.date() + timedelta(days=DAYS)
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
        if page is None:
            raise NoSuchPage
        session.execute(delete(PreviewLink).where(PreviewLink.page_id == page_id, PreviewLink.last_day < now.date()))
        session.add(
            PreviewLink(page_id=page_id, version=page.previews, last_day=last, staff_id=actor.id, created_at=now)
        )
        record(
            actor.id,
            actor.name,
            "content.preview_shared",
            f"{page.kind} {page.slug}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
            until=last.isoformat(),
        )
        return make_link_token(PURPOSE, page.public_id, _version(page, last)), last


def _version(page: Page, last: date) -> int:
    """What a token is made for, so that neither the day nor how often links were ended needs a place in the address."""
    return page.previews * _ALL_DAYS + last.toordinal()


def previewed_page(token: str, now: datetime) -> Page:
    """The page that a link is for, while it works. Raises NoSuchPage."""
    public_id = link_public_id(token)
    page = page_by_public_id(public_id) if public_id is not None else None
    days = [now.date() + timedelta(days=each) for each in range(DAYS + 1)]
    if page is None or not any(link_is_genuine(token, PURPOSE, page.public_id, _version(page, last)) for last in days):
        raise NoSuchPage("This link does not lead to a draft any more. Ask whoever sent it for a new one.")
    return page


def valid_links(page: Page, now: datetime) -> list[ValidLink]:
    """The links to a page that work now, newest first."""
    rows = db.session.execute(
        select(PreviewLink, Staff.name)
        .outerjoin(Staff, Staff.id == PreviewLink.staff_id)
        .where(PreviewLink.page_id == page.id, PreviewLink.version == page.previews, PreviewLink.last_day >= now.date())
        .order_by(PreviewLink.created_at.desc(), PreviewLink.id.desc())
    )
    return [ValidLink(name or "", link.created_at, link.last_day) for link, name in rows]
