"""A link to a draft for somebody without an account: it shows the newest words and ends after a week."""

from datetime import date, datetime, timedelta
from typing import Final

from campaign.audit.record import Actor, record
from campaign.content.models import Page
from campaign.content.queries import page_by_public_id
from campaign.content.refusals import NoSuchPage
from campaign.db import transaction
from campaign.tokens import link_is_genuine, link_public_id, make_link_token

PURPOSE: Final = "page preview"
DAYS: Final = 7


def share_preview(page_id: int, actor: Actor, now: datetime) -> tuple[str, date]:
    """The token of a new link, and the last day (in UTC) on which it works. Raises NoSuchPage."""
    last = now.date() + timedelta(days=DAYS)
    with transaction() as session:
        page = session.get(Page, page_id)
        if page is None:
            raise NoSuchPage
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
    # The day is the version that the token is made for, so it needs no place in the address.
    return make_link_token(PURPOSE, page.public_id, last.toordinal()), last


def previewed_page(token: str, now: datetime) -> Page:
    """The page that a link is for, while it works. Raises NoSuchPage."""
    public_id = link_public_id(token)
    page = page_by_public_id(public_id) if public_id is not None else None
    today = now.date().toordinal()
    if page is None or not any(
        link_is_genuine(token, PURPOSE, page.public_id, today + days) for days in range(DAYS + 1)
    ):
        raise NoSuchPage("This link does not lead to a draft any more. Ask whoever sent it for a new one.")
    return page
