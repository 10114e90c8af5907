"""Take a page back: its address answers 410 from now on, and its words stay at the desk.

One that waits for its moment was never seen: it becomes a draft again, and nothing is at its address. Words that
waited for a moment wait no more.
"""

from datetime import datetime

from sqlalchemy import update

from campaign.audit.record import Actor, record
from campaign.content.models import Page, PageState, Revision
from campaign.content.refusals import NoSuchPage
from campaign.db import transaction


def retire_page(page_id: int, actor: Actor, now: datetime) -> Page:
    """Let nobody outside the desk see the page. Raises NoSuchPage. Harmless when it is retired already."""
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
        if page is None:
            raise NoSuchPage
        if page.state != PageState.RETIRED:
            if page.state == PageState.PUBLISHED and page.goes_live_at is not None and page.goes_live_at > now:
                page.state, page.goes_live_at = PageState.DRAFT, None
            else:
                page.state, page.retired_at = PageState.RETIRED, now
            session.execute(update(Revision).where(Revision.page_id == page_id).values(due_at=None))
            record(
                actor.id,
                actor.name,
                "content.retired",
                f"{page.kind} {page.slug}",
                now,
                campaign_id=page.campaign_id,
                subject=f"page {page_id}",
            )
    return page
