"""An address that is nearly right leads on; one that leads nowhere helps."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.web.redirects import within_the_site
from tests.factories.campaigns import open_campaign


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/how-we-count/", "/how-we-count"),
        ("/fr/how-we-count/?a=b%26", "/fr/how-we-count?a=b%26"),
        ("/c/All-Trials", "/c/all-trials"),
        ("/C/all-trials/", "/c/all-trials"),
        ("/c/all-trials/supporters/?country=FR", "/c/all-trials/supporters?country=FR"),
        ("/Organizations/Westhaven-League", "/organizations/westhaven-league"),
        ("/c/all-trials//", "/c/all-trials"),
    ],
)
def test_slashes_and_capitals_are_put_right(app: Flask, client: FlaskClient, asked: str, leads_to: str) -> None:
    with app.app_context():
        open_campaign(slug="all-trials")
    answer = client.get(asked)
    assert (answer.status_code, answer.headers.get("Location")) == (308, leads_to)


@pytest.mark.parametrize("path", ["/nowhere/", "/s/ABC/x/", "/%2F%2Fevil.example/", "/c/nothing", "///evil.example/x/"])
def test_what_leads_nowhere_is_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Location" not in answer.headers


def test_nobody_is_sent_to_another_site(client: FlaskClient) -> None:
    for path in ("//evil.example", "//evil.example/", "/\\evil.example/", "//evil.example/c/x/", "//how-we-count/"):
        answer = client.get("/", environ_overrides={"PATH_INFO": path})
        assert answer.status_code in (308, 404), path
        there = answer.headers.get("Location", "/").removeprefix("http://localhost")
        assert there.startswith("/") and not there.startswith(("//", "/\\")), path


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("http://forged.example/c/x/?a=1#b", "/c/x/?a=1#b"),
        ("http://forged.example", "/"),
        ("http://forged.example//evil.example/x", "/evil.example/x"),
        ("http://forged.example/\\evil.example", "/evil.example"),
        ("/c/x", "/c/x"),
        ("https://doi.example/10.1", "https://doi.example/10.1"),
    ],
)
def test_an_address_at_the_host_of_the_request_becomes_one_of_the_site(address: str, there: str) -> None:
    assert within_the_site(address, "forged.example") == there


def test_a_list_has_one_address_for_each_of_its_pages(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        open_campaign(slug="all-trials")
    path = "/c/all-trials/supporters"
    asked_and_right = {"?country=FR&sort=name": "", "?page=1": "", "?page=3&kind=x": "?page=3", "?page=-1": ""}
    for asked, canonical in asked_and_right.items():
        page = client.get(f"/fr{path}{asked}").text
        assert f'<link rel="canonical" href="http://localhost/fr{path}{canonical}">' in page, asked


def test_a_page_that_is_not_there_offers_to_look_for_what_its_address_says(client: FlaskClient) -> None:
    page = client.get("/campaigns/2019/late-trials_report.html?x=1").text
    assert 'value="campaigns late trials report"' in page
    assert 'action="/search"' in page
    assert 'rel="canonical"' not in page
    assert 'value="nowhere"' in client.get("/nowhere/3f2a9c1b77d04e8f9a").text
    assert "<script>alert" not in client.get("/<script>alert(1)</script>").text
    assert client.get("/nowhere", headers={"Accept": "application/json"}).json["title"] == (
        "There is no page at this address"
    )
