"""Take new words of a public page off the schedule: they are a draft without a moment again."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.content.models import Page
from campaign.content.queries import newest_revision
from campaign.content.refusals import NoSuchPage, NotScheduled
from campaign.db import transaction


def unschedule_words(page_id: int, language: str, actor: Actor, now: datetime) -> None:
    """Let the draft in `language` wait for nothing. Raises NoSuchPage, NotScheduled."""
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
        if page is None:
            raise NoSuchPage
        draft = newest_revision(page_id, language)
        if draft is None or draft.due_at is None or draft.published_at is not None:
            raise NotScheduled("These words wait for no moment: they are public already, or a draft without one.")
        draft.due_at = None
        record(
            actor.id,
            actor.name,
            "content.words_unscheduled",
            f"{page.kind} {page.slug} {language} {draft.number}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
        )
