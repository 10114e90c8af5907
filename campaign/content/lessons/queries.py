"""Reading lessons: those that the public sees, in their order, and the draft of one for the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from campaign.content.lessons.lesson import Lesson, read_lesson
from campaign.content.models import Page, PageKind, Revision
from campaign.content.queries import Reading, newest_revision, page_for_desk, public_pages, reading, readings
from campaign.content.refusals import NoSuchPage
from campaign.db import db


@dataclass(frozen=True)
class Listed:
    """A lesson with its words read."""

    reading: Reading
    lesson: Lesson


def lessons(now: datetime) -> list[Listed]:
    """The public lessons, by their place and then by age."""
    query = public_pages(now, PageKind.LESSON).order_by(None).order_by(Page.place, Page.goes_live_at, Page.id)
    return [Listed(found, read_lesson(found.body)) for found in readings(db.session.scalars(query).all())]


def lesson(slug: str, now: datetime) -> Listed:
    """One public lesson. Raises NoSuchPage, PageRetired."""
    found = reading(PageKind.LESSON, slug, now)
    return Listed(found, read_lesson(found.body))


def newest_words(page_id: int, language: str) -> tuple[Page, Revision, Sequence[str]]:
    """A lesson at the desk: its newest words in a language, a draft too, and the languages it is written in.

    Without words in that language those in its own. Raises NoSuchPage.
    """
    page = page_for_desk(page_id)
    languages = db.session.scalars(
        select(Revision.language).where(Revision.page_id == page_id).distinct().order_by(Revision.language)
    ).all()
    words = newest_revision(page_id, language if language in languages else page.language)
    if page.kind != PageKind.LESSON or words is None:
        raise NoSuchPage
    return page, words, languages
