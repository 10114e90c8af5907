"""What the public gets: lists and their facets, feeds, calendars, redirects, what is gone, and the menu."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.audit.record import COMMAND_LINE
from campaign.content.create_page import PageWords
from campaign.content.edit_page import PageParticulars, edit_page
from campaign.content.models import EventFacts, PageKind
from campaign.content.publish_page import publish_page
from campaign.content.rename_page import rename_page
from campaign.content.retire_page import retire_page
from campaign.content.write_words import write_words
from tests.factories.campaigns import open_campaign
from tests.factories.content import draft_page, public_page

NOW = datetime.now(UTC)
YESTERDAY = NOW - timedelta(days=1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def nothing_kept(app: Flask) -> None:
    """Nothing is kept from the test before."""
    app.extensions.pop("kept", None)


def test_news_are_listed_by_campaign_and_category(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        one, two = open_campaign(title="The one"), open_campaign(title="The other")
        public_page(title="Alpha", category="Hearings", campaign_id=one.id, now=YESTERDAY)
        public_page(title="Beta", category="Results", campaign_id=two.id, now=NOW)
        draft_page(title="Gamma")
    every = client.get("/news").text
    assert every.index("Beta") < every.index("Alpha")
    assert "Gamma" not in every
    assert "Beta" not in client.get("/news?category=Hearings").text
    assert "Alpha" not in client.get(f"/news?campaign={two.slug}").text
    assert "Nothing matches" in client.get("/news?category=<script>").text
    assert "<script>" not in client.get("/news?category=%3Cscript%3E").text.partition("<main")[2]
    assert client.get("/news?campaign=nowhere").status_code == 404
    feed = ET.fromstring(client.get(f"/news/feed.atom?campaign={one.slug}").data)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Alpha"]


def test_a_feed_keeps_its_ids_and_answers_304(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        page = public_page(title="Alpha", now=YESTERDAY)
    first = client.get("/news/feed.atom")
    entry = next(ET.fromstring(first.data).iter(f"{ATOM}entry"))
    assert entry.findtext(f"{ATOM}id") == f"tag:localhost,2026-11-27:news/{page.public_id.hex()}"
    assert first.headers["Content-Type"].startswith("application/atom+xml")
    assert "Accept-Language" in first.headers["Vary"]
    again = client.get("/news/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    with app.app_context():
        rename_page(page.id, "elsewhere", COMMAND_LINE, NOW)
    renamed = next(ET.fromstring(client.get("/news/feed.atom").data).iter(f"{ATOM}entry"))
    assert renamed.findtext(f"{ATOM}id") == entry.findtext(f"{ATOM}id")
    assert renamed.find(f"{ATOM}link").attrib["href"] == "http://localhost/news/elsewhere"  # type: ignore[union-attr]


def test_moved_gone_and_unknown_addresses(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        page, gone = public_page(slug="old", now=YESTERDAY), public_page(slug="gone", now=YESTERDAY)
        rename_page(page.id, "new", COMMAND_LINE, NOW)
        retire_page(gone.id, COMMAND_LINE, NOW)
        draft_page(slug="draft")
    moved = client.get("/fr/news/old")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/fr/news/new")
    assert client.get("/news/new").status_code == 200
    assert client.get("/news/gone").status_code == 410
    for slug in ("draft", "nowhere"):
        assert client.get(f"/news/{slug}").status_code == 404
    assert client.get("/pages/new").status_code == 404
    with app.app_context():
        retire_page(page.id, COMMAND_LINE, NOW)
    assert client.get("/news/old").status_code == 410


def test_a_page_speaks_the_reader_s_language_and_says_when_it_cannot(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        page = public_page(slug="answer", title="Answer", now=YESTERDAY)
        write_words(page.id, "fr", PageWords(title="Réponse"), COMMAND_LINE, NOW)
        publish_page(page.id, COMMAND_LINE, NOW, language="fr")
    assert "Réponse" in client.get("/fr/news/answer").text
    german = client.get("/de/news/answer").text
    assert '<h1 itemprop="headline name" lang="en" dir="ltr">Answer</h1>' in german
    assert 'href="http://localhost/fr/news/answer"' in client.get("/news/answer").text
    with app.app_context():
        write_words(page.id, "en", PageWords(title="Better answer"), COMMAND_LINE, NOW)
        publish_page(page.id, COMMAND_LINE, NOW)
    french = client.get("/fr/news/answer").text
    assert "Réponse" in french
    assert 'class="note warn"' in french


def test_events_come_or_are_past_and_calendars_hear_of_a_cancelled_one(app: Flask, client: FlaskClient) -> None:
    starts = datetime(2036, 1, 14, 17, 0, tzinfo=UTC)
    with app.app_context():
        facts = EventFacts(starts_at=starts, ends_at=starts + timedelta(hours=2), zone="Europe/Berlin", place="Library")
        public_page(PageKind.EVENT, title="Open evening", slug="open", event=facts, now=YESTERDAY)
        off = EventFacts(starts_at=starts, zone="Asia/Tokyo", online_url="https://a.example/x", cancelled=True)
        public_page(PageKind.EVENT, title="Called off", slug="off", event=off, now=YESTERDAY)
        was = EventFacts(starts_at=YESTERDAY, zone="UTC")
        public_page(PageKind.EVENT, title="Hearing", slug="was", event=was, now=YESTERDAY)
    page = client.get("/events").text
    coming, _, past = page.partition('id="past"')
    assert "Open evening" in coming
    assert "Hearing" in past
    assert "Hearing" not in coming.partition("<main")[2]
    one = client.get("/events/open").text
    assert "Monday, 14 January 2036, 18:00 to 20:00" in one
    assert 'itemprop="startDate"' in one
    assert "This event is cancelled" in client.get("/events/off").text
    ics = client.get("/events.ics").text
    assert "DTSTART:20360114T170000Z\r\n" in ics
    assert ics.count("STATUS:CANCELLED") == 1
    alone = client.get("/events/open.ics")
    assert alone.text.count("BEGIN:VEVENT") == 1
    assert alone.headers["Content-Type"].startswith("text/calendar")
    assert client.get("/events/nowhere.ics").status_code == 404


def test_the_menu_names_what_has_something_to_show(app: Flask, client: FlaskClient) -> None:
    assert ">News<" not in client.get("/events").text
    assert "Nothing is planned" in client.get("/events").text
    assert "There is no news yet" in client.get("/news").text
    assert "No partner is named yet" in client.get("/partners").text
    with app.app_context():
        for kind in (PageKind.NEWS, PageKind.RESOURCE, PageKind.LESSON):
            public_page(kind, title="Alpha", slug="alpha", now=YESTERDAY)
        about = public_page(PageKind.PAGE, title="About <us>", slug="about", now=YESTERDAY)
        edit_page(about.id, PageParticulars(in_menu=True), None, COMMAND_LINE, NOW)
        waits = draft_page(PageKind.PARTNER)
        publish_page(waits.id, COMMAND_LINE, NOW, goes_live_at=NOW + timedelta(days=1))
    app.extensions.pop("kept", None)
    header = client.get("/news").text.partition("</header>")[0]
    assert '<a href="/news" aria-current="page">News</a>' in header
    assert "/trackers" not in header, "no register has been read"
    lost = client.get("/nowhere").text.partition("<main")[2]
    assert ('href="/news"' in lost, 'href="/partners"' in lost) == (True, False), "a dead end leads to what there is"
    assert '<a href="/pages/about">About &lt;us&gt;</a>' in header
    for section in ("/news", "/resources", "/learn"):
        for path in (section, f"{section}/alpha"):
            assert f'<a href="{section}" aria-current="page">' in client.get(path).text, path
    assert '<a href="/pages/about" aria-current="page">' in client.get("/pages/about").text
    assert "/partners" not in header
