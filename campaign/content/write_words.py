"""Write the draft of a page's words in one language."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.content.create_page import PageWords
from campaign.content.models import Page, Revision
from campaign.content.queries import newest_revision, words_to_translate
from campaign.content.refusals import NoSuchPage, WrittenMeanwhile
from campaign.db import transaction


def write_words(
    page_id: int, language: str, words: PageWords, actor: Actor, now: datetime, *, seen: str | None = None
) -> Revision:
    """Store words as the draft of the next revision; a published one is never touched, and one that waited for its
    moment waits no more.

    A translation notes which words of the page's own language it was made from (`words_to_translate`). `seen` is the
    mark of the revision that the writer had before them; None takes any. Raises NoSuchPage, WrittenMeanwhile.
    """
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
        if page is None:
            raise NoSuchPage
        newest = newest_revision(page_id, language)
        if seen is not None and newest is not None and seen != newest.mark:
            raise WrittenMeanwhile
        if newest is None or newest.published_at is not None:
            newest = Revision(
                page_id=page_id,
                language=language,
                number=newest.number + 1 if newest else 1,
                edits=0,
                created_at=now,
            )
            session.add(newest)
        newest.title, newest.summary, newest.body = words.title, words.summary, words.body
        newest.edits += 1
        newest.due_at = None  # somebody agreed to the words as they were
        newest.staff_id = actor.id
        if language != page.language:
            source = words_to_translate(page_id, page.language)
            newest.source_id = source.id if source else None
        record(
            actor.id,
            actor.name,
            "content.written",
            f"{page.kind} {page.slug} {language} {newest.number}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
        )
    return newest
