"""Which language a page speaks, and that addresses keep it."""

import re

import pytest
from babel.support import Translations
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.i18n import translations

from campaign.accounts.models import RoleName
from campaign.campaigns.models import Campaign
from campaign.web.countries import country_name
from campaign.web.formats import number
from campaign.web.language import LANGUAGES, comma, speaking
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    with app.app_context():
        return open_campaign()


def language_of(page: str) -> tuple[str, str]:
    found = re.search(r'<html lang="([^"]+)" dir="([^"]+)"', page)
    assert found is not None
    return found[1], found[2]


def test_the_address_decides_then_the_choice_then_the_browser(client: FlaskClient, campaign: Campaign) -> None:
    path, german = f"/c/{campaign.slug}", {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
    assert language_of(client.get(path).text) == ("en", "ltr")
    assert language_of(client.get(path, headers=german).text) == ("de", "ltr")
    chosen = client.post("/language", data={"language": "ar", "next": path})
    assert (chosen.status_code, chosen.location) == (303, f"/ar{path}")
    assert language_of(client.get(path, headers=german).text) == ("ar", "rtl")
    page = client.get(f"/fr{path}", headers=german)
    assert language_of(page.text) == ("fr", "ltr")
    assert page.headers["Content-Language"] == "fr"
    assert "Vary" not in page.headers


def test_links_of_a_page_keep_the_language_of_its_address(client: FlaskClient, campaign: Campaign) -> None:
    page = client.get(f"/pl/c/{campaign.slug}").text
    assert f'action="/pl/c/{campaign.slug}/sign#sign"' in page
    assert 'href="/static/countersign.css' in page, "files are the same in every language"


def test_each_language_has_one_address_and_names_the_others(client: FlaskClient, campaign: Campaign) -> None:
    page = client.get(f"/c/{campaign.slug}", headers={"Accept-Language": "fr"}).text
    assert f'<link rel="canonical" href="http://localhost/fr/c/{campaign.slug}">' in page
    for language in LANGUAGES:
        prefix = "" if language == "en" else f"/{language}"
        assert f'hreflang="{language}" href="http://localhost{prefix}/c/{campaign.slug}"' in page
    assert f'hreflang="x-default" href="http://localhost/c/{campaign.slug}"' in page


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nSet-Cookie: b=c"]
)
def test_a_choice_leads_nowhere_else(client: FlaskClient, path: str) -> None:
    assert client.post("/language", data={"language": "fr", "next": path}).location == "/fr/"


def test_a_language_that_is_not_offered_is_refused(client: FlaskClient) -> None:
    assert client.post("/language", data={"language": "xx", "next": "/"}).status_code == 400
    assert client.get("/xx/how-we-count").status_code == 404


def test_desk_and_trackers_speak_english_whatever_is_asked_for(client: FlaskClient) -> None:
    page = client.get("/fr/trackers", headers={"Accept-Language": "fr"}).text
    assert language_of(page) == ("en", "ltr")
    assert "This part of the site is in English only." in page


@pytest.mark.parametrize(
    ("language", "figure", "country", "between"),
    [
        ("en", "100,000", "Poland", ", "),
        ("pt", "100\u00a0000", "Polónia", ", "),  # as in Portugal, like the sentences; in Brazil: 100.000, Polônia
        ("ar", "100,000", "بولندا", "، "),
    ],
)
def test_figures_names_and_commas_are_those_of_the_language(
    app: Flask, language: str, figure: str, country: str, between: str
) -> None:
    with app.test_request_context(), speaking(language):
        assert (number(100_000), country_name("PL"), comma()) == (figure, country, between)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/desk/campaigns", 200), ("//desk/campaigns", 200), ("/fr/desk/campaigns", 308), ("/fr///desk/campaigns", 308)],
)
def test_no_way_of_writing_an_address_of_the_desk_leaves_its_page_in_a_cache(
    app: Flask, client: FlaskClient, path: str, status: int
) -> None:
    with app.app_context():
        sign_in(client, staff(RoleName.EDITOR))
    page = client.get("/", environ_overrides={"PATH_INFO": path, "REQUEST_URI": path, "RAW_URI": path})
    assert page.status_code == status
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers.get("Location", "/desk/campaigns") == "/desk/campaigns"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_what_a_proxy_keeps_from_strangers_has_one_address(client: FlaskClient, path: str) -> None:
    """deploy/proxy answers strangers for /readyz by its path; a language before it would lead around that."""
    assert client.get(path).status_code in (200, 503)
    for language in LANGUAGES:
        assert client.get(f"/{language}{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/feed.atom", "/opensearch.xml", "/corrections.atom", "/promises.atom", "/news/feed.atom"]
)
def test_caches_know_that_a_feed_follows_the_reader_where_its_address_names_no_language(
    client: FlaskClient, campaign: Campaign, path: str
) -> None:
    path = f"/c/{campaign.slug}{path}" if path in ("/corrections.atom", "/promises.atom") else path
    follows = client.get(path, headers={"Accept-Language": "fr"})
    assert follows.vary.as_set() >= {"accept-language", "cookie"}
    assert follows.headers["Content-Language"] == "fr"
    assert "Vary" not in client.get(f"/de{path}").headers


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_desk_has_no_address_in_a_language(client: FlaskClient, method: str) -> None:
    answer = getattr(client, method)("/fr/desk/imports/new?kind=signatures%26b")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/desk/imports/new?kind=signatures%26b")
    assert answer.headers["Cache-Control"] == "no-store"
    assert getattr(client, method)("/ar/desk").headers["Location"] == "/desk"
    assert client.get("/fr/desktop").status_code == 404


def test_the_words_of_the_library_of_forms_are_read_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading them from their file with every form that is sent was a tenth of the work of signing."""
    required = {"/fr/": "Ce champ est requis.", "/en/": "This field is required."}

    def said(path: str) -> str:
        with app.test_request_context(path), speaking(path.strip("/")):
            return str(translations.gettext("This field is required."))

    assert {path: said(path) for path in required} == required
    monkeypatch.setattr(Translations, "load", None)
    assert {path: said(path) for path in required} == required
