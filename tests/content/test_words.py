"""What readers see of a page: nothing before it is published and live, then the newest words in their language."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from campaign.audit.record import COMMAND_LINE
from campaign.content.create_page import PageWords
from campaign.content.models import Page, PageKind
from campaign.content.publish_page import publish_page
from campaign.content.queries import made_from, newest_news, reading, revision_in_force
from campaign.content.refusals import NoSuchPage, NothingToPublish, PageRetired, WrittenMeanwhile
from campaign.content.retire_page import retire_page
from campaign.content.revision_changes import revision_changes
from campaign.content.write_words import write_words
from campaign.web.language import speaking
from tests.factories.campaigns import WHEN
from tests.factories.content import draft_page, public_page

LATER = WHEN + timedelta(hours=1)


def read(page: Page) -> str:
    return reading(page.kind, page.slug, LATER).title


def test_a_draft_is_not_there_and_a_scheduled_page_not_yet(session: Session) -> None:
    page = draft_page()
    with pytest.raises(NoSuchPage):
        read(page)
    publish_page(page.id, COMMAND_LINE, WHEN, goes_live_at=LATER + timedelta(minutes=1))
    with pytest.raises(NoSuchPage):
        read(page)
    assert reading(page.kind, page.slug, LATER + timedelta(minutes=1)).body == "What it *says*."


def test_words_change_for_readers_only_when_they_are_published(session: Session) -> None:
    page = public_page(title="First")
    draft = write_words(page.id, "en", PageWords(title="Second"), COMMAND_LINE, LATER)
    assert read(page) == "First"
    with pytest.raises(WrittenMeanwhile):
        write_words(page.id, "en", PageWords(title="Third"), COMMAND_LINE, LATER, seen="1.0")
    publish_page(page.id, COMMAND_LINE, LATER, seen=draft.mark)
    assert read(page) == "Second"
    with pytest.raises(NothingToPublish):
        publish_page(page.id, COMMAND_LINE, LATER)


def test_a_reader_gets_the_own_language_or_the_page_s_and_learns_when_a_translation_is_old(session: Session) -> None:
    page = public_page(title="Answer")
    write_words(page.id, "fr", PageWords(title="Réponse"), COMMAND_LINE, WHEN)
    with speaking("fr"):
        assert read(page) == "Answer"
        publish_page(page.id, COMMAND_LINE, WHEN, language="fr")
        found = reading(page.kind, page.slug, LATER)
        assert (found.title, found.language, found.languages, found.is_outdated) == (
            "Réponse",
            "fr",
            ("en", "fr"),
            False,
        )
        assert made_from(page, "fr") is None
        write_words(page.id, "en", PageWords(title="New answer"), COMMAND_LINE, LATER)
        publish_page(page.id, COMMAND_LINE, LATER)
        assert reading(page.kind, page.slug, LATER).is_outdated
    old, new = made_from(page, "fr"), revision_in_force(page.id, "en")
    assert old is not None and new is not None
    changed, *_ = revision_changes(old, new)
    assert [(line.kind, line.text) for line in changed.lines] == [("gone", "Answer"), ("new", "New answer")]
    assert read(page) == "New answer"


def test_a_retired_page_says_so(session: Session) -> None:
    page = public_page(PageKind.PAGE)
    retire_page(page.id, COMMAND_LINE, WHEN)
    with pytest.raises(PageRetired):
        read(page)


def test_news_of_a_campaign_are_its_own_and_the_site_s(session: Session) -> None:
    everywhere = public_page()
    assert [found.page_id for found in newest_news(LATER, campaign_id=7)] == [everywhere.id]
