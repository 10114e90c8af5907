"""Content in Chromium: its pages are accessible, and the editor previews as one types, also without script."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from campaign.audit.record import COMMAND_LINE
from campaign.content.create_page import PageWords
from campaign.content.edit_page import PageParticulars, edit_page
from campaign.content.media.add_picture import add_picture
from campaign.content.media.read_picture import read_picture
from campaign.content.models import EventFacts, PageKind
from campaign.content.schedule_words import schedule_words
from campaign.content.share_preview import share_preview
from campaign.content.write_words import write_words
from tests.browser.axe import check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.content import public_page
from tests.factories.pictures import picture_file

NOW = datetime.now(UTC)
YESTERDAY = NOW - timedelta(days=1)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft answers at last"


@pytest.fixture
def preview(app: Flask) -> str:
    """One page of each kind with a picture; answers the path of a preview."""
    with app.app_context():
        campaign = open_campaign()
        alt = {"en": "A blue field"}
        picture = add_picture(read_picture(picture_file((900, 500))), "blue.png", alt, COMMAND_LINE, NOW, credit="Ada")
        text = f"## Heading\n\nWords.\n\n![](media:{picture.public_id.hex()})\n\n> Quoted\n\n- One"
        with_picture = PageParticulars(cover_id=picture.id, in_menu=True, category="Hearings")
        news = public_page(title=LONG, slug="news", body=text, campaign_id=campaign.id, now=YESTERDAY)
        about = public_page(PageKind.PAGE, title="About", slug="about", body=text, now=YESTERDAY)
        partner = public_page(PageKind.PARTNER, title="League", slug="league", now=YESTERDAY)
        for page in (news, about, partner):
            edit_page(page.id, with_picture, None, COMMAND_LINE, NOW)
        public_page(slug="second", title="Second", now=YESTERDAY)
        write_words(news.id, "en", PageWords(title=LONG, body=text), COMMAND_LINE, NOW)
        schedule_words(news.id, "en", NOW + timedelta(days=3), COMMAND_LINE, NOW)
        facts = EventFacts(starts_at=NOW + timedelta(days=9), zone="Europe/Berlin", place="Hall", cancelled=True)
        public_page(PageKind.EVENT, title="Evening", slug="evening", event=facts, now=YESTERDAY)
        return f"/preview/{share_preview(news.id, COMMAND_LINE, NOW)[0]}"


@pytest.fixture
def tab(app: Flask, client: FlaskClient, address: str, chromium: Browser) -> Iterator[Page]:
    """A tab in which an owner is signed in; nothing may be asked of another host."""
    with app.app_context():
        owner = staff()
    cookie = sign_in(client, owner).get_cookie("session")
    assert cookie is not None
    context = chromium.new_context(base_url=address, reduced_motion="reduce")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(address) else None)
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert wrong == []


def test_every_page_is_accessible(tab: Page, preview: str) -> None:
    public = ("/news", "/ar/news/news", "/pages/about", "/events", "/events/evening", "/partners", "/partners/league")
    desk = ("", "/1", "/1/edit", "/1/address", "/1/publish/en", "/1/words/en", "/1/versions/en", "/media", "/media/1")
    categories = ("/desk/content/categories", "/desk/content/categories/names?category=Hearings")
    for path in (
        *public,
        preview,
        *(f"/desk/content{each}" for each in desk),
        *categories,
        "/desk/content/new?kind=event",
        "/desk/site",
    ):
        answer = tab.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        check_page(tab, path)


def test_the_editor_shows_what_is_typed_and_keeps_it(tab: Page, preview: str) -> None:
    tab.goto("/desk/content/1/words/fr")
    tab.fill("#title", "Réponse")
    tab.fill("#body", "Ce qu’elle *dit*. <script>alert(1)</script>")
    shown = tab.locator("[data-preview]")
    expect(shown.locator("em")).to_have_text("dit")
    expect(shown.locator("script")).to_have_count(0)
    tab.fill("#body", "Plus **tard**.")
    expect(shown.locator("strong")).to_have_text("tard")
    expect(tab.locator("[data-seen]")).to_have_attribute("aria-live", "off")
    tab.get_by_role("button", name="Save the draft").click()
    expect(tab.get_by_role("status").first).to_contain_text("The draft of version 1 is stored")


def test_the_editor_works_without_script(tab: Page, preview: str, chromium: Browser, address: str) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    context.add_cookies(tab.context.cookies())  # type: ignore[arg-type]  # what one context gives, another takes
    page = context.new_page()
    page.goto("/desk/content/1/words/en")
    page.fill("#body", "Typed *without* script.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-preview] em")).to_have_text("without")
    expect(page.locator("#body")).to_have_value("Typed *without* script.")
    context.close()
