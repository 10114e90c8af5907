"""Give a page another address. Where the public has seen the old one, it leads to the new one from now on."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from campaign.audit.record import Actor, record
from campaign.content.models import Page
from campaign.content.refusals import AddressTaken, NoSuchPage
from campaign.db import transaction
from campaign.web.moved import Moved


def rename_page(page_id: int, slug: str, actor: Actor, now: datetime) -> Page:
    """Set the address. Raises NoSuchPage, AddressTaken. Harmless when it is the page's own already."""
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
        if page is None:
            raise NoSuchPage
        old = page.slug
        if slug == old:
            return page
        try:
            with session.begin_nested():
                page.slug = slug
        except IntegrityError as error:
            if session.scalar(select(Page.id).where(Page.kind == page.kind, Page.slug == slug)) is None:
                raise
            raise AddressTaken from error
        # What is at an address goes before what once was.
        session.execute(delete(Moved).where(Moved.kind == page.kind.value, Moved.slug.in_((slug, old))))
        if page.goes_live_at is not None and page.goes_live_at <= now:
            session.add(Moved(kind=page.kind.value, slug=old, object_id=page_id, moved_at=now))
        record(
            actor.id,
            actor.name,
            "content.renamed",
            f"{page.kind} {slug}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
            was=old,
        )
    return page
