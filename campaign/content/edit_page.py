"""Change what a page is besides its words and its address."""

from dataclasses import dataclass
from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.content.facts import PageFacts
from campaign.content.models import Asset, Page
from campaign.content.refusals import EditedMeanwhile, NoSuchPage, NoSuchPicture
from campaign.db import FOR_EDIT, transaction


@dataclass(frozen=True, kw_only=True)
class PageParticulars:
    """Where a page stands among its like, and the picture above it."""

    category: str = ""
    place: int = 0
    in_menu: bool = False
    cover_id: int | None = None


def edit_page(
    page_id: int,
    particulars: PageParticulars,
    facts: PageFacts | None,
    actor: Actor,
    now: datetime,
    *,
    seen: int | None = None,
) -> Page:
    """Store particulars and facts; readers see them at once.

    `seen` is how often it was edited before the form was made.
    Raises NoSuchPage, EditedMeanwhile, and NoSuchPicture for one of another campaign.
    """
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
        if page is None:
            raise NoSuchPage
        if seen is not None and seen != page.edits:
            raise EditedMeanwhile
        if particulars.cover_id is not None and particulars.cover_id != page.cover_id:
            # Whoever deletes it at this moment is waited for: what is gone then cannot be named.
            cover = session.get(Asset, particulars.cover_id, with_for_update=FOR_EDIT, populate_existing=True)
            if cover is None or cover.width is None or cover.campaign_id not in (None, page.campaign_id):
                raise NoSuchPicture
        changed = [name for name, value in vars(particulars).items() if getattr(page, name) != value]
        for name in changed:
            setattr(page, name, getattr(particulars, name))
        if facts is not None and facts.write_to(page):
            changed.append("facts")
        page.edits += 1
        record(
            actor.id,
            actor.name,
            "content.edited",
            f"{page.kind} {page.slug}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
            changed=changed,
        )
    return page
