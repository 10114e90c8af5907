"""Every list of the desk is paged, sorted and filtered by its URL, and takes whatever stands there."""

import html
import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.accounts.models import RoleName
from campaign.desk.saved.lists import LISTS
from tests.factories.accounts import sign_in
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import waiting_support
from tests.house.routes import make_world, rules

GARBAGE = (
    "page=0&sort=",
    "page=-7&sort=-",
    "page=99999&sort=nonsense",
    "page=" + "9" * 400 + "&sort=--name",
    "page=٣&page=2&sort=name; DROP TABLE staff",
    "sort=password&_external=1&_scheme=javascript&_anchor=x&endpoint=home.front&_method=POST&self=1&values=2",
    "q=%3Cscript%3Ealert(1)%3C/script%3E&state=%3Cscript%3E",
    "q=%25&kind=%5F&country=ZZ&speaks=nobody&which=all&register=none&from=x&to=y&text=z&number=99999999999&day=32",
)


def test_every_list_takes_any_page_order_and_filter(app: Flask) -> None:
    world = make_world(app)
    owner = sign_in(app.test_client(), world.people[RoleName.OWNER])
    pages = [world.address(rule) for rule in rules(app, "GET") if rule.rule.startswith("/desk") and not rule.arguments]
    for page in pages:
        for asked in GARBAGE:
            answer = owner.get(f"{page}?{asked}")
            assert answer.status_code in (200, 302, 404), f"{page}?{asked[:60]}"
            if answer.mimetype == "text/html":
                assert "<script>alert(1)" not in answer.text, page
                assert "javascript:" not in answer.text, page


def test_a_list_is_turned_round_by_pressing_its_heading_and_keeps_its_filter(app: Flask, client: FlaskClient) -> None:
    world = make_world(app)
    with app.app_context():
        campaign = open_campaign(title="Another one")
        waiting_support(campaign, name="Aldergate", country="FR")
        waiting_support(campaign, name="Zonderland", country="FR")
    sign_in(client, world.people[RoleName.OWNER])

    def order(page: str) -> bool:
        return page.index("Aldergate") < page.index("Zonderland")

    page = client.get("/desk/organizations?country=FR&sort=name").text
    assert order(page)
    heading = re.search(r'aria-sort="ascending"><a href="([^"]+)">Organization<', page)
    assert heading
    turned = html.unescape(heading[1])
    assert turned == f"/desk/organizations?{urlencode({'country': 'FR', 'sort': '-name'})}"
    assert not order(client.get(turned).text)


SORTED = (
    *LISTS,
    "desk.accounts.colleagues",
    "desk.contact_requests.requests",
    "desk.decisions.listed",
    "desk.organizations_bulk.listed",
    "desk.own.changes",
)


@pytest.mark.parametrize("endpoint", SORTED)
def test_each_list_sorts_by_each_of_its_headings(app: Flask, endpoint: str) -> None:
    world = make_world(app)
    owner = sign_in(app.test_client(), world.people[RoleName.OWNER])
    with app.test_request_context():
        address = app.url_for(endpoint)
    headings = re.findall(r'<th scope="col"[^>]*><a href="([^"]+)"', owner.get(address).text)
    nothing_there = endpoint in ("desk.mail.overview", "desk.trackers.names")
    assert headings or nothing_there, "nothing is in the list, or no heading sorts it"
    for heading in headings:
        answer = owner.get(html.unescape(heading))
        assert answer.status_code == 200
        assert answer.text.count("aria-sort=") == 1, heading
