"""The map of the site, the rules for robots, the feed: only what is public, in the languages that it has."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import Measure
from campaign.clock import now
from campaign.content.create_page import PageWords
from campaign.content.models import PageKind
from campaign.content.publish_page import publish_page
from campaign.content.retire_page import retire_page
from campaign.content.write_words import write_words
from campaign.home.discovery import sitemap
from campaign.signatures.deciding.carry_out import Chosen
from campaign.signatures.deciding.decide import decide
from campaign.signatures.milestones.add_milestone import Actions, add_milestone
from campaign.signatures.milestones.reach_milestones import reach_milestones
from campaign.signatures.models import Verdict
from campaign.web.kept import forget_kept
from tests.factories.campaigns import WHEN, draft_campaign, open_campaign
from tests.factories.content import draft_page, public_page
from tests.factories.organizations import approved_support, waiting_support
from tests.factories.signatures import signature
from tests.factories.trackers import OVERDUE_EU, both_registers

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ALTERNATE = "{http://www.w3.org/1999/xhtml}link"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def site(app: Flask) -> str:
    """Something of everything, public and not; the slug of the organization that is listed."""
    with app.app_context():
        campaign = open_campaign(title="Every trial", slug="every-trial")
        draft_campaign(slug="not-yet")
        listed = approved_support(campaign, name="Westhaven League").organization.slug
        waiting_support(campaign, name="Waiting House")
        both = public_page(slug="in-two", title="In <two> & more")
        write_words(both.id, "fr", PageWords(title="En deux langues"), COMMAND_LINE, WHEN)
        publish_page(both.id, COMMAND_LINE, WHEN, language="fr")
        public_page(PageKind.LESSON, slug="a-lesson")
        draft_page(slug="a-draft")
        retire_page(public_page(slug="gone").id, COMMAND_LINE, WHEN)
        later = draft_page(slug="later")
        publish_page(later.id, COMMAND_LINE, WHEN, goes_live_at=now() + timedelta(days=1))
        both_registers()
    return listed


def addresses(xml: bytes) -> dict[str, ET.Element]:
    return {url.findtext(f"{MAP}loc") or "": url for url in ET.fromstring(xml)}


def test_the_map_lists_every_public_page_and_nothing_else(site: str, client: FlaskClient) -> None:
    answer = client.get("/sitemap.xml")
    found = addresses(answer.data)
    here = "http://localhost"
    assert {
        f"{here}/", f"{here}/pl/", f"{here}/c/every-trial", f"{here}/c/every-trial/supporters", f"{here}/news/in-two",
        f"{here}/fr/news/in-two", f"{here}/learn/a-lesson", f"{here}/organizations/{site}",
        f"{here}/trackers/eu/trials/{OVERDUE_EU.trial_id}", f"{here}/trackers/eu/sponsors/brightmoor-biologics",
    } <= set(found)  # fmt: skip
    said = " ".join(found)
    for hidden in ("not-yet", "a-draft", "gone", "later", "waiting-house", "desk", f"{here}/de/news/in-two"):
        assert hidden not in said, hidden
    links = {each.get("hreflang"): each.get("href") for each in found[f"{here}/fr/news/in-two"].iter(ALTERNATE)}
    assert links == {"en": f"{here}/news/in-two", "fr": f"{here}/fr/news/in-two"}
    assert found[f"{here}/news/in-two"].findtext(f"{MAP}lastmod") == "2026-03-02T09:00:00Z"
    for address in found:
        path = address.removeprefix(here)
        if not any(f"/{place}" in path for place in ("news", "learn")):  # their pages are the content room's
            assert client.get(path).status_code == 200, path
    again = client.get("/sitemap.xml", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.usefixtures("site")
def test_a_map_that_is_too_long_comes_in_parts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = set(addresses(client.get("/sitemap.xml").data))
    client.application.extensions.pop("kept")
    monkeypatch.setattr(sitemap, "PART", 7)
    parts = [each.findtext(f"{MAP}loc") or "" for each in ET.fromstring(client.get("/sitemap.xml").data)]
    assert len(parts) > 2
    found = [address for part in parts for address in addresses(client.get(part).data)]
    assert set(found) == whole
    assert len(found) == len(whole)
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_robots_keep_out_of_the_desk_and_of_what_is_one_persons(client: FlaskClient) -> None:
    said = client.get("/robots.txt").text.splitlines()
    assert {"Disallow: /desk", "Disallow: /fr/s/", "Disallow: /own/", "Disallow: /ar/preview/"} <= set(said)
    assert "Sitemap: http://localhost/sitemap.xml" in said
    assert "Disallow: /" not in said


@pytest.mark.usefixtures("site")
def test_the_feed_tells_of_all_that_is_new(client: FlaskClient) -> None:
    answer = client.get("/fr/feed.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    entries = {
        each.findtext(f"{ATOM}title"): each.find(f"{ATOM}link")
        for each in ET.fromstring(answer.data).iter(f"{ATOM}entry")
    }
    assert set(entries) == {"Every trial", "En deux langues"}
    link = entries["En deux langues"]
    assert link is not None and link.get("href") == "http://localhost/fr/news/in-two"
    english = ET.fromstring(client.get("/en/feed.atom").data)
    assert "In <two> & more" in {each.text for each in english.iter(f"{ATOM}title")}
    assert '<link rel="alternate" type="application/atom+xml" title="Countersign" href="/fr/feed.atom">' in (
        client.get("/fr/").text
    )


def test_feeds_tell_of_milestones_that_were_reached_and_are_shown(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign, other = open_campaign(title="Every <trial>", slug="every-trial"), open_campaign(slug="another")
        public_page(slug="of-the-other", title="Of the other", campaign_id=other.id)
        for threshold, shown in ((1, True), (2, False), (3, True)):
            add_milestone(
                campaign.id, Measure.PEOPLE, threshold, Actions(is_shown=shown), COMMAND_LINE, WHEN
            )  # fmt: skip
        signatures = [signature(campaign).id, signature(campaign).id]
        reach_milestones(WHEN + timedelta(days=2))
    [told] = entries(client.get("/c/every-trial/feed.atom").data, "/data#milestones")
    assert told["title"] == "1 person has signed: Every <trial>"
    assert told["updated"] == "2026-03-04T09:00:00Z"
    assert told["summary"].startswith("The count stood at 2 then. Counted are confirmed signatures alone")
    assert [told] == entries(client.get("/en/feed.atom").data, "/data#milestones")
    german = client.get("/de/c/every-trial/feed.atom")
    assert german.headers["Content-Language"] == "de"
    [in_german] = entries(german.data, "/data#milestones")
    assert in_german["title"].startswith("1 Person hat unterschrieben")
    assert in_german["link"].startswith("http://localhost/de/c/every-trial/")
    assert entries(german.data, "/news/") == []
    assert client.get("/c/another/feed.atom").text.count("Of the other") == 1
    assert client.get("/c/none/feed.atom").status_code == 404
    with app.app_context():
        decide(campaign.id, Verdict.INVALIDATE, Chosen(tuple(signatures)), "Twice", COMMAND_LINE, WHEN)
        reach_milestones(WHEN + timedelta(days=3))
        forget_kept()
    [fallen] = entries(client.get("/c/every-trial/feed.atom").data, "/data#milestones")
    assert (fallen["id"], fallen["updated"]) == (told["id"], told["updated"])
    assert "It is below that now." in fallen["summary"]
    assert 'href="/c/every-trial/feed.atom" title="Every &lt;trial&gt;"' in client.get("/c/every-trial").text


def entries(feed: bytes, where: str) -> list[dict[str, str]]:
    """The entries of a feed whose page's address holds `where`."""
    found = []
    for each in ET.fromstring(feed).iter(f"{ATOM}entry"):
        link = each.find(f"{ATOM}link")
        assert link is not None
        said = {name: each.findtext(f"{ATOM}{name}") or "" for name in ("id", "title", "updated", "summary")}
        found.append(said | {"link": link.get("href") or ""})
    return [each for each in found if where in each["link"]]
