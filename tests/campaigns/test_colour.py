"""A campaign's own colour: set at the desk, looked at before it is stored, served as a stylesheet of one rule."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from campaign.accounts.models import RoleName
from campaign.campaigns.forms import ParticularsForm
from campaign.campaigns.models import Campaign
from campaign.db import db
from campaign.web.contrast import parse, shown
from tests.browser.axe import check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import draft_campaign, open_campaign


@pytest.fixture
def editor(app: Flask, client: FlaskClient) -> Iterator[FlaskClient]:
    """A signed-in editor's browser."""
    with app.app_context():
        person = staff(RoleName.EDITOR)
    yield sign_in(client, person)


def filled_in(app: Flask, campaign: Campaign, **typed: str) -> dict[str, str]:
    """The form of particulars as its page holds it, and what somebody typed over it."""
    with app.test_request_context():
        form = ParticularsForm(data=ParticularsForm.values(db.session.get_one(Campaign, campaign.id)))
        values = {field.name: str(field._value()) for field in form if field.name not in ("ink", "csrf_token")}
        return values | {"ink": form.ink.data, **typed}


def stored(app: Flask, campaign: Campaign) -> str:
    with app.app_context():
        return db.session.get_one(Campaign, campaign.id).colour


@pytest.mark.parametrize(
    ("typed", "kept"), [("#1D4FA0", "#1d4fa0"), ("d81b60", "#d81b60"), (" #abc ", "#aabbcc"), ("", "")]
)
def test_a_colour_is_stored_as_six_figures(app: Flask, editor: FlaskClient, typed: str, kept: str) -> None:
    with app.app_context():
        campaign = open_campaign()
    answer = editor.post(f"/desk/campaigns/{campaign.id}/edit", data=filled_in(app, campaign, colour=typed))
    assert answer.status_code == 303
    assert stored(app, campaign) == kept


@pytest.mark.parametrize(
    "typed", ["red", "#12345", "#1234567", "#12345g", "#fff;}body{display:none", "x" * 300, "<script>"]
)
def test_what_is_no_colour_is_asked_for_again(app: Flask, editor: FlaskClient, typed: str) -> None:
    with app.app_context():
        campaign = open_campaign(colour="#1d4fa0")
    for page in ("edit", "colour"):
        answer = editor.post(f"/desk/campaigns/{campaign.id}/{page}", data=filled_in(app, campaign, colour=typed))
        assert answer.status_code == 422
        assert "like #1d4fa0" in answer.text or "20 characters at most" in answer.text
        assert "<script>" not in answer.text
    assert stored(app, campaign) == "#1d4fa0"


def test_looking_at_a_colour_stores_nothing_and_keeps_what_was_typed(app: Flask, editor: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
    typed = filled_in(app, campaign, colour="ffd400", controller="Somebody else e. V.")
    answer = editor.post(f"/desk/campaigns/{campaign.id}/colour", data=typed)
    assert answer.status_code == 200
    assert "Nothing is stored yet." in answer.text
    assert 'value="Somebody else e. V."' in answer.text and 'value="#ffd400"' in answer.text
    assert shown("#ffd400", "light").accent in answer.text and shown("#ffd400", "dark").accent in answer.text
    sheet = re.search(r'href="(/desk/campaigns/\d+/colour\.css\?v=ffd400)"', answer.text)
    assert sheet is not None
    assert f'[data-campaign="{campaign.slug}"]{{--campaign:#ffd400}}' in editor.get(sheet[1]).text
    assert editor.get(f"/desk/campaigns/{campaign.id}/colour.css?v=1;}}*{{").status_code == 404
    assert stored(app, campaign) == ""


def test_a_public_campaign_serves_its_colour_and_its_pages_ask_for_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        coloured, inked, draft = open_campaign(colour="#d81b60"), open_campaign(), draft_campaign(colour="#d81b60")
    page = client.get(f"/ar/c/{coloured.slug}").text
    address = f"/c/{coloured.slug}/colour.css?v=d81b60"
    assert f'<link rel="stylesheet" href="{address}">' in page
    assert f'<html lang="ar" dir="rtl" data-ink="green" data-campaign="{coloured.slug}">' in page
    answer = client.get(address)
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000"
    assert "Set-Cookie" not in answer.headers and "Vary" not in answer.headers
    assert len(answer.data) < 300
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get(f"/c/{coloured.slug}/colour.css?v=old").headers["Cache-Control"] == "public, max-age=60"
    assert "colour.css" not in client.get(f"/c/{inked.slug}").text
    for slug in (inked.slug, draft.slug, "nothing-here"):
        assert client.get(f"/c/{slug}/colour.css").status_code == 404
    front = client.get("/").text
    assert front.count("colour.css") == 1
    assert f'data-ink="green" data-campaign="{coloured.slug}"' in front


HUES = (
    *("#ff0000", "#d81b60", "#9c27b0", "#1d4fa0", "#0000ff", "#00a0c0", "#00fff0", "#00693e", "#00ff00", "#8bc34a"),
    *("#ffff00", "#ffd400", "#ff8000", "#70520a", "#000000", "#808080", "#ffffff", "#7f1d1d"),
)


def test_chromium_shows_what_was_worked_out(app: Flask, address: str, chromium: Browser) -> None:
    with app.app_context():
        campaign = open_campaign(colour="#d81b60")
    page = chromium.new_page()
    page.goto(f"{address}/c/{campaign.slug}")
    script = """colour => {
        const root = document.documentElement, paper = document.createElement('canvas').getContext('2d');
        if (colour) root.style.setProperty('--campaign', colour);
        return ['--accent', '--tint', '--tint-2'].map(name => {
            document.body.style.backgroundColor = `var(${name})`;
            paper.fillStyle = getComputedStyle(document.body).backgroundColor;
            paper.fillRect(0, 0, 1, 1);
            return [...paper.getImageData(0, 0, 1, 1).data].slice(0, 3);
        });
    }"""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for colour in ("", *HUES):
            made = shown(colour or "#d81b60", scheme)
            for name, seen in zip(("accent", "tint", "tint_2"), page.evaluate(script, colour), strict=True):
                wanted = [255 * channel for channel in parse(getattr(made, name))]
                assert seen == pytest.approx(wanted, abs=1.5), f"{name} of {colour} on {scheme} pages"
        page.evaluate("document.documentElement.style.removeProperty('--campaign')")
    page.close()


def test_the_preview_is_accessible(app: Flask, address: str, chromium: Browser, client: FlaskClient) -> None:
    with app.app_context():
        campaign, person = open_campaign(colour="#ffd400"), staff(RoleName.EDITOR)
    cookie = sign_in(client, person).get_cookie("session")
    assert cookie is not None
    context = chromium.new_context(reduced_motion="reduce")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/desk/campaigns/{campaign.id}/edit")
    page.fill("#colour", "#00fff0")
    page.get_by_role("button", name="See the colour in light and dark").click()
    page.get_by_role("heading", name="#00fff0 in light and dark").wait_for()
    accents = page.locator("[data-theme] .btn").evaluate_all("all => all.map(one => getComputedStyle(one).color)")
    assert len(set(accents)) == 2
    check_page(page)
    context.close()
