"""Let new words of a public page wait for their moment: the page stays as it is until the worker publishes them."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.content.models import Page, PageState, Revision
from campaign.content.queries import newest_revision
from campaign.content.refusals import (
    NoSuchPage,
    NothingToPublish,
    NotInTheFuture,
    NotPublicYet,
    WordsMissing,
    WrittenMeanwhile,
)
from campaign.db import transaction


def schedule_words(
    page_id: int, language: str, due_at: datetime, actor: Actor, now: datetime, *, seen: str | None = None
) -> Revision:
    """Publish the draft in `language` at `due_at`, exactly as it stands: who writes on it takes it off the schedule.

    `seen` is the mark of the draft that the publisher read. Raises NoSuchPage, NotPublicYet, NothingToPublish,
    WrittenMeanwhile, WordsMissing, NotInTheFuture.
    """
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
        if page is None:
            raise NoSuchPage
        if page.state != PageState.PUBLISHED:
            raise NotPublicYet
        draft = newest_revision(page_id, language)
        if draft is None or draft.published_at is not None:
            raise NothingToPublish
        if seen is not None and seen != draft.mark:
            raise WrittenMeanwhile
        if not draft.title.strip():
            raise WordsMissing
        if due_at <= now:
            raise NotInTheFuture
        draft.due_at = due_at
        record(
            actor.id,
            actor.name,
            "content.words_scheduled",
            f"{page.kind} {page.slug} {language} {draft.number}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
            due_at=due_at.isoformat(),
        )
    return draft
