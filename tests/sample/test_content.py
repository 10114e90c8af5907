"""The sample's pages are there once, beside whatever else it brings, and never among pages of somebody's own."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy.orm import Session

from campaign.content.categories.queries import categories_in_use, category_name
from campaign.content.events import past, to_come
from campaign.content.models import PageKind
from campaign.content.partners import partners
from campaign.content.queries import newest_news, reading
from campaign.sample.content import load_content
from campaign.sample.load_sample import load_sample
from campaign.web.language import LANGUAGES, speaking
from tests.factories.content import draft_page

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def test_pages_are_loaded_once_and_speak_three_languages(app: Flask, session: Session) -> None:
    assert load_content(NOW) == 0
    load_sample(3, 2, lambda *_: None, NOW)
    assert load_content(NOW) == 10
    assert load_content(NOW) == 0
    assert (len(to_come(NOW)), len(past(NOW)), len(partners(NOW))) == (2, 1, 2)
    with speaking("de"):
        newest = newest_news(NOW)[0]
        assert (newest.language, newest.is_outdated) == ("de", False)
        assert newest.picture is not None
        assert newest.picture.alt.startswith("Ein Feld")
        assert category_name(newest.category) == "Ergebnisse"
    for language in LANGUAGES:
        with speaking(language):
            about = reading(PageKind.PAGE, "about", NOW)
            assert (about.language, about.is_outdated, len(about.languages)) == (language, False, len(LANGUAGES))
    assert {len(each.names) for each in categories_in_use()} == {len(LANGUAGES) - 1}


def test_pages_of_somebody_s_own_are_left_alone(session: Session) -> None:
    load_sample(3, 2, lambda *_: None, NOW)
    draft_page()
    assert load_content(NOW) == 0
