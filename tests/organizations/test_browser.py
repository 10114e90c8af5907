"""Every page in a real browser: axe finds nothing, nothing scrolls sideways, nothing comes from elsewhere."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from campaign.accounts.models import RoleName
from campaign.campaigns.models import Campaign
from campaign.clock import now
from campaign.organizations.letters import link_of
from campaign.organizations.models import Capacity
from tests.browser.axe import check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import applied, approved_support, waiting_support


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of a visitor."""
    context = chromium.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """A campaign with supporters of every sort."""
    with app.app_context():
        campaign = open_campaign()
        approved_support(campaign, name="Dachverband für evidenzbasierte Gesundheitsversorgungsforschung", country="DE")
        approved_support(campaign, statement="Two lines.\n\nOf it.")
        approved_support(campaign, capacity=Capacity.PERSONAL)
    return campaign


@pytest.fixture
def look(page: Page) -> Callable[[], None]:
    """Checks the page that is open: on a phone in light, on a desk in dark."""

    def at_it() -> None:
        page.wait_for_load_state("load")
        hosts = page.evaluate("performance.getEntriesByType('resource').map(one => new URL(one.name).host)")
        assert set(hosts) <= {page.evaluate("location.host")}
        check_page(page)

    return at_it


def test_the_form_and_its_errors(page: Page, address: str, campaign: Campaign, look: Callable[[], None]) -> None:
    page.goto(f"{address}/c/{campaign.slug}/support")
    look()
    page.fill("#name", "Fennmark Kliniken")
    page.fill("#statement", "First line.\nSecond line.")
    page.click("form button.btn")
    page.wait_for_selector("#errors")
    expect(page.locator("#errors li")).to_have_count(8)
    expect(page.locator("#name")).to_have_value("Fennmark Kliniken")
    expect(page.locator("#statement")).to_have_value("First line.\nSecond line.")
    for link in page.locator("#errors a").all():
        target = link.get_attribute("href") or ""
        expect(page.locator(target), f"{target} is not on the page").to_have_count(1)
    look()
    assert page.context.cookies() == []


def test_the_directory_and_its_empty_states(
    page: Page, address: str, app: Flask, campaign: Campaign, look: Callable[[], None]
) -> None:
    with app.app_context():
        empty = open_campaign()
    for path in (
        f"{campaign.slug}/supporters",
        f"{campaign.slug}/supporters?speaks=personal&q=nobody",
        f"{empty.slug}/supporters",
    ):
        page.goto(f"{address}/c/{path}")
        look()


def test_the_mailed_link_works_without_script(
    page: Page, address: str, app: Flask, campaign: Campaign, look: Callable[[], None]
) -> None:
    with app.app_context():
        path = "/" + link_of(applied(campaign, now=now())).split("/", 3)[3]
    page.goto(address + path)
    look()
    page.click("text=Yes, this is our application")
    expect(page.locator("h1")).to_have_text("Thank you. It is under review")
    look()


def test_the_desk(
    page: Page, address: str, app: Flask, client: FlaskClient, campaign: Campaign, look: Callable[[], None]
) -> None:
    with app.app_context():
        support = waiting_support(campaign)
        sign_in(client, staff(RoleName.REVIEWER))
    cookie = client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    page.goto(f"{address}/desk/organizations")
    look()
    page.goto(f"{address}/desk/organizations/{support.id}")
    look()
    page.click("text=Record the decision")
    look()
    page.check("#decision-0")
    page.click("text=Record the decision")
    expect(page.locator("[role=status]").first).to_contain_text("is accepted and listed")
