"""Publish a page, or a draft of its words in one language."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.content.models import Page, PageState, Revision
from campaign.content.queries import newest_revision
from campaign.content.refusals import NoSuchPage, NothingToPublish, WordsMissing, WrittenMeanwhile
from campaign.db import transaction


def publish_page(
    page_id: int,
    actor: Actor,
    now: datetime,
    *,
    language: str = "",
    goes_live_at: datetime | None = None,
    seen: str | None = None,
) -> Revision:
    """Freeze the draft in `language` (default: the page's own) and let the public see the page.

    A page that was not public yet is seen from `goes_live_at` on, at once by default; one that was keeps its day.
    `seen` is the mark of the draft that the publisher read.
    Raises NoSuchPage, NothingToPublish, WrittenMeanwhile, WordsMissing.
    """
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
        if page is None:
            raise NoSuchPage
        language = language or page.language
        draft = newest_revision(page_id, language)
        if draft is None or (draft.published_at is not None and page.state == PageState.PUBLISHED):
            raise NothingToPublish
        if seen is not None and seen != draft.mark:
            raise WrittenMeanwhile
        if not draft.title.strip():
            raise WordsMissing
        if language == page.language and page.state != PageState.PUBLISHED:
            page.state, page.goes_live_at, page.retired_at = PageState.PUBLISHED, goes_live_at or now, None
        else:
            renew_event(page)
        draft.published_at, draft.due_at = draft.published_at or now, None
        record(
            actor.id,
            actor.name,
            "content.published",
            f"{page.kind} {page.slug} {language} {draft.number}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
        )
    return draft


def renew_event(page: Page) -> None:
    """Let calendars take the new words of an event that they have."""
    if page.event is not None:
        page.event.sequence += 1
