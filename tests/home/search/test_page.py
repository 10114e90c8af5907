"""The search as readers see it: safe, without script, kept briefly, helpful when nothing is there."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.content.models import PageKind
from campaign.home.search import pace
from campaign.home.search.index_documents import index_documents
from tests.factories.campaigns import open_campaign
from tests.factories.content import public_page
from tests.factories.organizations import approved_support
from tests.factories.trackers import OVERDUE_EU, both_registers


@pytest.fixture
def reader(app: Flask, client: FlaskClient) -> Iterator[FlaskClient]:
    """Somebody who looks for things on a site that has some."""
    with app.app_context():
        campaign = open_campaign(title="Every trial <b>registered</b>", slug="every-trial")
        public_page(title="A hearing & more", body="Wallaby <script>alert(1)</script> said **the wallaby**.")
        public_page(PageKind.RESOURCE, title="Wallaby letter", campaign_id=campaign.id)
        for number in range(21):
            approved_support(campaign, name=f"Wallaby Institute {number}", statement="<i>We agree.</i>")
        index_documents()
    yield client


def test_hits_are_marked_and_nothing_that_was_written_is_html(reader: FlaskClient) -> None:
    page = reader.get("/en/search?q=wallaby hearing").text
    assert "<mark>Wallaby</mark> &lt;script&gt;alert(1)&lt;/script&gt; said the <mark>wallaby</mark>." in page
    assert "A <mark>hearing</mark> &amp; more" in page
    page = reader.get("/en/search", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert "Every trial &lt;b&gt;<mark>registered</mark>" in reader.get("/en/search?q=registered").text


def test_facets_count_and_narrow_and_pages_turn(reader: FlaskClient) -> None:
    page = reader.get("/en/search?q=wallaby")
    assert "23 results" in page.text
    assert (
        'href="/en/search?q=wallaby&amp;kind=organization" rel="nofollow">Organizations</a> <span>21</span>'
        in page.text
    )
    assert 'href="/en/search?q=wallaby&amp;page=2"' in page.text
    narrowed = reader.get("/en/search?q=wallaby&kind=resource&campaign=every-trial&language=en").text
    assert "1 result" in narrowed
    assert 'href="/en/resources/' in narrowed
    assert reader.get("/en/search?q=wallaby&page=9999999999&kind=nonsense&language=xx&campaign=nope").status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "max-age=30" in page.headers["Cache-Control"]
    same = reader.get("/en/search?q=wallaby", headers={"If-None-Match": page.headers["ETag"]})
    assert same.status_code == 304


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Campaigns, news, resources"),
        ("?!* (", "There is no word or figure in what you typed"),
        ("wallaby " + "w" * 10_000, "Only its beginning was looked for"),
        ("wallaby platypus", "Without “platypus”"),
        ("platypus&kind=news", "Look without filters"),
    ],
)
def test_whoever_finds_nothing_is_told_why(reader: FlaskClient, typed: str, sentence: str) -> None:
    answer = reader.get(f"/en/search?q={typed}")
    assert answer.status_code == 200
    assert sentence in answer.text


def test_the_number_of_a_trial_leads_to_it_however_it_is_written(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        both_registers()
    bare = OVERDUE_EU.trial_id.replace("-", "")
    for typed in (OVERDUE_EU.trial_id, bare, f" {bare[:6]} {bare[6:]}"):
        assert f'href="/en/trackers/eu/trials/{OVERDUE_EU.trial_id}"' in client.get(f"/en/search?q={typed}").text
    assert OVERDUE_EU.trial_id in client.get(f"/en/search?q={OVERDUE_EU.trial_id}&kind=trial").text
    assert "No trial has “zzzz”" in client.get("/en/search?q=zzzz&kind=trial").text


def test_one_network_cannot_keep_the_search_busy(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST", 3)
    stranger = {"REMOTE_ADDR": "203.0.113.7"}
    statuses = [reader.get("/en/search?q=wallaby", environ_base=stranger).status_code for _ in range(5)]
    # A new minute may begin meanwhile; five in a row never fit into one.
    assert 429 in statuses
    assert statuses[0] == 200
    assert reader.get("/en/search?q=wallaby", environ_base={"REMOTE_ADDR": "198.51.100.7"}).status_code == 200


def test_browsers_are_told_how_to_search(client: FlaskClient) -> None:
    xml = ET.fromstring(client.get("/fr/opensearch.xml").data)
    url = xml.find("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert url is not None and url.get("template") == "http://localhost/fr/search?q={searchTerms}"
    assert 'type="application/opensearchdescription+xml"' in client.get("/en/").text
