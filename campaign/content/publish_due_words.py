"""Publish the words of public pages whose moment has come."""

from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import TIMETABLE, record
from campaign.content.models import Page, PageState, Revision
from campaign.content.publish_page import renew_event
from campaign.db import db, transaction


def publish_due_words(now: datetime) -> int:
    """Freeze every draft that is due, each in a transaction of its own; answers how many. Harmless when run twice."""
    due = (
        select(Revision.id, Revision.page_id)
        .join(Page, Page.id == Revision.page_id)
        .where(Revision.due_at <= now, Revision.published_at.is_(None), Page.state == PageState.PUBLISHED)
        .order_by(Revision.due_at, Revision.id)
    )
    return sum(_publish(revision_id, page_id, now) for revision_id, page_id in db.session.execute(due).all())


def _publish(revision_id: int, page_id: int, now: datetime) -> bool:
    with transaction() as session:
        page = session.get_one(Page, page_id, with_for_update=True, populate_existing=True)
        draft = session.get_one(Revision, revision_id, populate_existing=True)
        is_due = draft.published_at is None and draft.due_at is not None and draft.due_at <= now
        if page.state != PageState.PUBLISHED or not is_due:
            return False  # a colleague was faster
        draft.published_at, draft.due_at = now, None
        renew_event(page)
        record(
            TIMETABLE.id,
            TIMETABLE.name,
            "content.published",
            f"{page.kind} {page.slug} {draft.language} {draft.number}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
        )
    return True
