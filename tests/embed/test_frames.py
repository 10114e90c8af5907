"""Frames on other people's sites: who may show what, that the form in one takes signatures, and what oEmbed answers."""

import re
import threading
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select
from werkzeug.serving import make_server

from campaign.accounts.models import Site
from campaign.accounts.site import prepare_site
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.addresses import take_address
from campaign.campaigns.create import Words
from campaign.campaigns.frames.forms import read_origin
from campaign.campaigns.frames.set_frame_origins import set_frame_origins
from campaign.campaigns.models import Campaign, CampaignText
from campaign.clock import now
from campaign.db import db, transaction
from campaign.embed.oembed import page_of
from campaign.signatures.models import Signature
from campaign.web.kept import forget_kept
from tests.application import Quiet
from tests.browser.axe import check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import draft_campaign, open_campaign
from tests.signatures.test_versions import translate

TYPED = {"name": "Jane Doe", "email": "jane@example.org", "country": "GB", "agree": "y"}
FRIEND = "https://friend.example"


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    with app.app_context():
        made = open_campaign(now(), slug="all-trials")
        return set_frame_origins(made.id, (FRIEND,), COMMAND_LINE, now())


def ancestors(client: FlaskClient, path: str) -> str:
    found = re.search(r"frame-ancestors ([^;]*)", client.get(path).headers["Content-Security-Policy"])
    assert found is not None
    return found[1]


def signatures(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Signature)) or 0


def test_count_and_button_are_for_any_site_and_the_form_for_those_named(
    client: FlaskClient, campaign: Campaign
) -> None:
    assert ancestors(client, "/embed/all-trials") == "*"
    assert ancestors(client, "/embed/all-trials?show=button") == "*"
    assert "<form" not in client.get("/embed/all-trials?show=button").text
    for path in ("/embed/all-trials?show=form", "/fr/embed/all-trials?show=form", "/embed/all-trials/check-mail"):
        assert ancestors(client, path) == f"'self' {FRIEND}"


def test_a_campaign_that_names_no_site_lets_none_show_its_form(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        open_campaign(now(), slug="alone")
    assert ancestors(client, "/embed/alone?show=form") == "'self'"


def test_the_form_in_a_frame_signs_without_cookie_and_stays_in_the_frame(
    app: Flask, client: FlaskClient, campaign: Campaign
) -> None:
    page = client.get("/embed/all-trials?show=form&theme=dark").text
    action = re.search(r'action="([^"]+)"', page)
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert action is not None
    assert token is not None
    assert "<script" not in page
    wrong = client.post(unescape(action[1]), data={"form_token": token[1], **TYPED, "country": ""})
    assert wrong.status_code == 422
    assert 'value="Jane Doe"' in wrong.text
    assert 'data-theme="dark"' in wrong.text
    assert signatures(app) == 0
    sent = client.post(unescape(action[1]), data={"form_token": token[1], **TYPED})
    assert (sent.status_code, sent.location) == (303, "/embed/all-trials/check-mail?show=form&theme=dark")
    assert "Set-Cookie" not in sent.headers
    assert "Now look in your mailbox" in client.get(sent.location).text
    assert signatures(app) == 1


def test_a_frame_says_it_when_too_many_signatures_come_from_one_network(
    app: Flask, client: FlaskClient, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal that no page may frame would leave the reader before an empty frame."""
    settings = app.extensions["settings"]
    monkeypatch.setitem(
        app.extensions,
        "settings",
        type(settings)(**(vars(settings) | {"sign_hard_per_hour": 1, "sign_soft_per_hour": 1})),
    )
    token = re.search(r'name="form_token" value="([^"]+)"', client.get("/embed/all-trials?show=form").text)
    assert token is not None
    path, typed = "/embed/all-trials/sign?show=form", TYPED | {"form_token": token[1]}
    assert client.post(path, data=typed).status_code == 303
    refused = client.post(path, data=typed | {"email": "john@example.org"})
    assert refused.status_code == 429
    assert f"frame-ancestors 'self' {FRIEND}" in refused.headers["Content-Security-Policy"]
    assert "Nothing was recorded" in refused.text
    assert signatures(app) == 1


def test_what_is_not_open_says_so(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        draft_campaign(slug="draft")
    assert client.get("/embed/draft").status_code == 404
    with app.app_context():
        open_campaign(now(), slug="over", closes_at=now())
    assert "This petition is closed" in client.get("/embed/over?show=form").text
    assert client.post("/embed/over/sign", data=TYPED).status_code == 410
    assert "Final count." in client.get("/embed/over").text


def test_oembed_answers_for_our_petitions_and_for_nothing_else(
    app: Flask, client: FlaskClient, campaign: Campaign
) -> None:
    with app.app_context():
        prepare_site(now())
        with transaction() as session:
            session.get_one(Site, 1).name = "Full Record"
        forget_kept()
    answer = client.get("/oembed", query_string={"url": "http://localhost/fr/c/all-trials?via=abc", "maxwidth": "300"})
    told = answer.get_json()
    assert (told["version"], told["type"], told["width"], told["title"]) == ("1.0", "rich", 300, campaign_title(client))
    assert 'src="http://localhost/fr/embed/all-trials"' in told["html"]
    assert told["provider_name"] == "Full Record"
    assert 'sandbox="allow-popups' in told["html"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert (
        client.get("/oembed", query_string={"url": "http://localhost/c/all-trials", "format": "xml"}).status_code == 501
    )
    for url in (
        "",
        "http://localhost/",
        "http://localhost/c/unknown",
        "https://evil.example/c/all-trials",
        "http://[x",
    ):
        assert client.get("/oembed", query_string={"url": url}).status_code == 404, url
    wrong = {"url": "http://localhost/c/all-trials", "maxwidth": "wide"}
    assert client.get("/oembed", query_string=wrong).status_code == 400


def test_oembed_knows_a_renamed_petition_and_the_language_of_the_site(
    app: Flask, client: FlaskClient, campaign: Campaign
) -> None:
    """A page that embedded it asks again by the address that it was given, years later."""
    with app.app_context():
        prepare_site(now())
        with transaction() as session:
            session.get_one(Site, 1).languages = ["de", "en"]
            renamed = session.get_one(Campaign, campaign.id)
            renamed.slug = "every-trial"
            take_address(renamed, "all-trials", now())
        forget_kept()
        translate(campaign, "de", Words(title="Alle Studien", addressee="alle", ask="Wir fordern alles."))
    app.extensions["site_cache"].forget()
    told = client.get("/oembed", query_string={"url": "http://localhost/c/all-trials"}).get_json()
    assert told["title"] == "Alle Studien"
    assert 'src="http://localhost/embed/every-trial"' in told["html"]
    told = client.get("/oembed", query_string={"url": "http://localhost/en/c/all-trials"}).get_json()
    assert told["title"] != "Alle Studien"
    assert 'src="http://localhost/en/embed/every-trial"' in told["html"]


def campaign_title(client: FlaskClient) -> str:
    found = re.search(r"<h1[^>]*>([^<]+)</h1>", client.get("/embed/all-trials").text)
    assert found is not None
    return unescape(found[1])


def test_a_title_that_is_markup_is_words_in_every_code_to_copy(app: Flask, client: FlaskClient) -> None:
    """What people paste into their pages must not be able to do anything there."""
    title = 'R&D <script>alert(1)</script> for "all"'
    with app.app_context():
        campaign = open_campaign(now(), slug="marked")
        with transaction() as session:
            session.get_one(CampaignText, campaign.text_id).title = title
    page = client.get("/c/marked/embed").text
    codes = [unescape(code) for code in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)]
    assert len(codes) == 2
    for code in codes:
        assert "<script" not in code
    assert unescape(re.sub(r"^<a href=\"http://localhost/c/marked\">|</a>$", "", codes[1])) == title


def test_addresses_of_petitions() -> None:
    assert page_of("https://x.example/c/a-b", "https://x.example") == ("", "a-b")
    assert page_of("https://X.example/ar/c/a-b/", "https://x.example") == ("ar", "a-b")
    assert page_of("https://x.example/xx/c/a-b", "https://x.example") is None
    assert page_of("http://x.example/c/a-b", "https://x.example") is None


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://example.org", "https://example.org"),
        ("Example.org/", "https://example.org"),
        ("https://münchen.example:8443", "https://xn--mnchen-3ya.example:8443"),
        ("http://localhost:5000", "http://localhost:5000"),
    ],
)
def test_sites_as_browsers_name_them(typed: str, origin: str) -> None:
    assert read_origin(typed) == origin


@pytest.mark.parametrize(
    "typed",
    ["http://example.org", "https://example.org/page", "*", "https://*.example.org", "https://u:p@example.org",
     "javascript:alert(1)", "https://example.org; script-src *", "example", "https://example.org:99999", "'self'"],
)  # fmt: skip
def test_what_is_no_site_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"site|https"):
        read_origin(typed)


def test_the_desk_names_the_sites(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        sign_in(client, staff())
    here = f"/desk/campaigns/{campaign.id}/frames"
    assert FRIEND in client.get(here).text
    wrong = client.post(here, data={"sites": "https://one.example\nhttp://two.example"})
    assert wrong.status_code == 422
    assert "http://two.example" in wrong.text
    late = client.post(here, data={"sites": "https://late.example", "mark": "an older one"})
    assert late.status_code == 409
    assert FRIEND in late.text and "https://late.example</textarea>" in late.text
    mark = re.search(r'name="mark"[^>]*value="([^"]+)"', late.text)
    assert mark is not None
    one = {"sites": "one.example\n\nhttps://one.example", "mark": mark[1]}
    assert client.post(here, data=one).status_code == 303
    with app.app_context():
        forget_kept()
    assert ancestors(client, "/embed/all-trials?show=form") == "'self' https://one.example"


@pytest.fixture
def elsewhere(address: str) -> Iterator[int]:
    """A site of somebody else with our frame in its pages; answers its port."""

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        show = environ["PATH_INFO"].strip("/")
        start_response("200 OK", [("Content-Type", "text/html")])
        frame = f'<iframe src="{address}/embed/all-trials?show={show}" width="600" height="1400"></iframe>'
        return [f"<!doctype html><title>A page</title>{frame}".encode()]

    server = make_server("127.0.0.1", 0, answer, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_frames_in_a_browser(app: Flask, campaign: Campaign, chromium: Browser, address: str, elsewhere: int) -> None:
    """A friend's page signs in a frame with scripts off; a stranger's page shows the count and never the form."""
    friend, stranger = f"http://localhost:{elsewhere}", f"http://127.0.0.1:{elsewhere}"
    with app.app_context():
        set_frame_origins(campaign.id, (friend,), COMMAND_LINE, now())
        forget_kept()
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{friend}/form")
    frame = page.frame_locator("iframe")
    for field in ("name", "email"):
        frame.locator(f"#{field}").fill(TYPED[field])
    frame.locator("#country").select_option("GB")
    frame.locator("#agree").check()
    frame.get_by_role("button", name="Sign", exact=True).click()
    frame.get_by_role("heading", name="Now look in your mailbox").wait_for()
    assert signatures(app) == 1
    assert context.cookies() == []
    page.goto(f"{stranger}/form")
    expect(page.frame_locator("iframe").locator("#sign")).to_have_count(0)
    page.goto(f"{stranger}/count")
    page.frame_locator("iframe").get_by_text("Read and sign").wait_for()
    context.close()
    plain = chromium.new_page(reduced_motion="reduce")
    for path in (
        "/c/all-trials/embed",
        "/ar/c/all-trials/embed?show=form",
        "/embed/all-trials",
        "/embed/all-trials?show=form",
        "/ar/embed/all-trials?show=button",
        "/embed/all-trials/check-mail",
    ):
        plain.goto(f"{address}{path}")
        check_page(plain, path)
    plain.close()
