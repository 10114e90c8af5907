"""Every public page in a language that nobody speaks: it holds together, and nothing of ours stays English."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy import String, select
from sqlalchemy.orm import Session

from campaign.db import db
from campaign.web import language
from tests.browser.axe import SCHEMES, check_page
from tests.catalogues.pseudo import english_left, spoken_in
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support
from tests.factories.signatures import signature
from tests.house.routes import NOT_200, PUBLIC, World, make_world, rules

# Arabic stands for it: its days, numbers and countries have no Latin letter, so each one that is left is a find; and
# it runs from right to left.
NOBODYS = "ar"

# In English only: joining the staff, and the trackers.
ENGLISH_ONLY: tuple[str, ...] = ("accounts.", "probes.", "static", "trackers.", "trackers_api.")
# Words that stay, on one page or ("") on all, and why.
ALLOWED: dict[str, frozenset[str]] = {
    "": frozenset({
        "Countersign",  # the name of the site, and what it says of itself: whoever runs it writes that
        "Petitions whose every number can be checked.",
        "Robin Ferrow", "Director", "Tomke Aldous", "Board secretary",  # sealed in the database
        "WhatsApp", "Telegram", "Bluesky", "Facebook", "LinkedIn",  # as their owners call them
        "Own stands by it.", "A square",  # what an organization asks to be changed
    }),
}  # fmt: skip


@pytest.fixture
def nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arabic is the language that nobody speaks."""
    monkeypatch.setattr(language, "catalogue", spoken_in(NOBODYS, language.catalogue))


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def data_shown(session: Session) -> Iterator[str]:
    """What the database holds in clear, but for words of the code's own, such as states: none of it is ours."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String):
                values = session.scalars(select(column).distinct())
                yield from (value for value in values if value and (value != value.lower() or " " in value))


def pages(app: Flask, world: World) -> Iterator[tuple[str, str]]:
    """Endpoint and address of every public page that has languages."""
    for rule in rules(app, "GET"):
        path = world.address(rule)
        if (
            rule.endpoint in PUBLIC
            and not rule.endpoint.startswith(ENGLISH_ONLY)
            and not language.speaks_english_only(path)
        ):
            yield rule.endpoint, path


def test_every_public_page_holds_together_and_leaves_nothing_of_ours_in_english(
    app: Flask, client: FlaskClient, world: World, nobodys: None
) -> None:
    with app.app_context():
        data = set(data_shown(db.session()))
    found = {}
    for endpoint, path in pages(app, world):
        answer = client.get(f"/{NOBODYS}{path}", buffered=True)
        assert answer.status_code < 500 or endpoint in NOT_200, path
        if answer.mimetype != "text/html":
            continue
        assert f'<html lang="{NOBODYS}" dir="rtl"' in answer.text, path
        assert answer.text.count("⟦") == answer.text.count("⟧"), f"{path}: a sentence is cut"
        left = english_left(answer.text, data | ALLOWED[""] | ALLOWED.get(endpoint, frozenset()))
        if left:
            found[endpoint] = left
    assert found == {}


def test_errors_are_said_in_the_readers_language(client: FlaskClient, nobodys: None) -> None:
    for path in ("/no-such-page", "/c/no-such-campaign", "/s/nonsense", "/member/nonsense", "/own/nonsense", "/%00"):
        page = client.get(f"/{NOBODYS}{path}").text
        heading = page.partition("<h1>")[2].partition("</h1>")[0]
        assert heading.startswith("⟦"), f"{path}: {heading}"
        assert heading.endswith("⟧"), f"{path}: {heading}"
    machine = client.get(f"/{NOBODYS}/no-such-page", headers={"Accept": "application/json"}).get_json()
    assert machine["title"].startswith("⟦")
    english = client.get("/en/no-such-page").text
    assert "<h1>There is no page at this address</h1>" in english


def test_what_a_form_objects_to_is_said_in_the_readers_language(app: Flask, client: FlaskClient, nobodys: None) -> None:
    with app.app_context():
        slug = open_campaign().slug
    long = client.post(f"/{NOBODYS}/c/{slug}/sign", data={"name": "x" * 121, "email": "ada", "country": "XX"}).text
    for sentence in ("Úšé 120 ćĥáŕáćťéŕš áť ɱóšť", "Éńťéŕ á ŵĥóľé é-ɱáíľ áđđŕéšš", "Ťíćķ ťĥé ƀóẋ ťĥáť šáýš ýóú šíĝń"):
        assert f"⟦{sentence}" in long


def test_long_words_from_right_to_left_fit_on_a_narrow_screen(
    app: Flask, address: str, chromium: Browser, nobodys: None
) -> None:
    with app.app_context():
        campaign = open_campaign()
        for name in ("Ilse Vantongerloo", "محمد عبد الله"):
            signature(campaign, name=name, show_name=True)
        approved_support(campaign)
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    for path in (f"/c/{campaign.slug}", "/privacy"):
        page.goto(f"{address}/{NOBODYS}{path}")
        check_page(page, urlsplit(page.url).path, [(320, scheme) for scheme in SCHEMES[:1]])
    context.close()
