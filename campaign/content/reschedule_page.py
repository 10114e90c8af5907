"""Choose another moment for a page that waits for one."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.content.models import Page, PageState
from campaign.content.refusals import NoSuchPage, NotInTheFuture, NotScheduled
from campaign.db import transaction


def reschedule_page(page_id: int, goes_live_at: datetime | None, actor: Actor, now: datetime) -> Page:
    """Let the public see the page from then on; None means at once. Raises NoSuchPage, NotScheduled, NotInTheFuture."""
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
        if page is None:
            raise NoSuchPage
        if page.state != PageState.PUBLISHED or page.goes_live_at is None or page.goes_live_at <= now:
            raise NotScheduled
        if goes_live_at is not None and goes_live_at <= now:
            raise NotInTheFuture
        page.goes_live_at = goes_live_at or now
        record(
            actor.id,
            actor.name,
            "content.rescheduled",
            f"{page.kind} {page.slug}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
            goes_live_at=page.goes_live_at.isoformat(),
        )
    return page
