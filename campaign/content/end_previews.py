"""End every preview link of a page that was made so far; a new one can be made at once."""

from datetime import datetime

from sqlalchemy import delete

from campaign.audit.record import Actor, record
from campaign.content.models import Page, PreviewLink
from campaign.content.refusals import NoSuchPage
from campaign.db import transaction


def end_previews(page_id: int, actor: Actor, now: datetime) -> None:
    """Let no link work that is out there, whether the desk lists it or not. Raises NoSuchPage."""
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
        if page is None:
            raise NoSuchPage
        page.previews += 1
        session.execute(delete(PreviewLink).where(PreviewLink.page_id == page_id))
        record(
            actor.id,
            actor.name,
            "content.previews_ended",
            f"{page.kind} {page.slug}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
        )
