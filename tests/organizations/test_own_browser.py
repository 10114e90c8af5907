"""The own pages, and the desk about them, in a real browser: axe finds nothing, all works without scripts."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from campaign.accounts.models import RoleName
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import Campaign
from campaign.clock import now
from campaign.db import transaction
from campaign.exports.contact_requests.ask_contacts import ask_contacts
from campaign.organizations.models import Capacity, Support
from campaign.organizations.own.ask_new_address import ask_new_address
from campaign.organizations.own.ask_to_renew import ask_to_renew
from campaign.organizations.own.lapse import lapse
from campaign.organizations.own.link_partner import link_partner
from campaign.organizations.speaker import own_page_link
from campaign.text import read_address
from tests.browser.axe import TWO_LOOKS, check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support, waiting_support


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of somebody whose browser runs no script of ours; axe needs its own."""
    context = chromium.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """A campaign with a partner."""
    with app.app_context():
        return open_campaign(partners=("Westhaven League",))


@pytest.fixture
def support(app: Flask, campaign: Campaign) -> Support:
    """A listed supporter that is to renew."""
    with app.app_context():
        support = approved_support(
            campaign, name="Dachverband für evidenzbasierte Gesundheitsversorgungsforschung", statement="Two\n\nlines.",
            renew_by=(now() + timedelta(days=20)).date(),
        )  # fmt: skip
        link_partner(campaign.id, campaign.partners[0].id, support.organization_id, COMMAND_LINE, now())
    return support


def link_of(app: Flask, address: str, support: Support) -> str:
    with app.app_context():
        return address + "/" + own_page_link(support).split("/", 3)[3]


def look(page: Page) -> None:
    page.wait_for_load_state("load")
    hosts = page.evaluate("performance.getEntriesByType('resource').map(one => new URL(one.name).host)")
    assert set(hosts) <= {page.evaluate("location.host")}
    assert page.context.cookies() == []
    check_page(page, looks=TWO_LOOKS)


def picture(colour: str) -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (120, 60), colour).save(out, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": out.getvalue()}


def test_every_part_of_an_own_page(page: Page, address: str, app: Flask, support: Support) -> None:
    link = link_of(app, address, support)
    page.goto(link)
    look(page)
    page.click("text=Ask for a change")
    page.fill("#website", "not a website")
    page.click("text=Ask for this change")
    expect(page.locator("#errors li")).to_have_count(1)
    assert page.evaluate("document.querySelector('#errors a').hash") == "#website"
    look(page)
    page.fill("#website", "https://dachverband.example")
    page.set_input_files("#logo", picture("navy"))  # type: ignore[arg-type]
    page.set_input_files("#dark_logo", picture("white"))  # type: ignore[arg-type]
    page.fill("#alt", "A heron")
    page.click("text=Ask for this change")
    expect(page.locator("[role=status]")).to_contain_text("waits for a reviewer")
    expect(page.locator("img.logo")).to_have_count(2)
    look(page)
    for part, heading in (
        ("What the list says", "What the list says"),
        ("Contact", "Contact"),
        ("Badge and links", "Badge and links"),
        ("People", "People who came by you"),
    ):
        page.click(f".nav >> text='{part}'")
        expect(page.locator("h1")).to_have_text(heading)
        look(page)
    page.click(".nav >> text='Badge and links'")
    page.click("text=Make my link")
    expect(page.locator("#own-link")).to_have_value(re.compile(r"\?via="))
    look(page)


def test_asking_for_the_list_and_renewing_and_leaving(page: Page, address: str, app: Flask, support: Support) -> None:
    link = link_of(app, address, support)
    page.goto(f"{link}/people")
    page.fill("#recipient", "age1")
    page.click("button >> text='Ask for the list'")
    expect(page.locator("#errors li")).to_have_count(2)
    look(page)
    page.fill("#recipient", str(pyrage.x25519.Identity.generate().to_public()))
    page.fill("#purpose", "A letter in spring")
    page.click("button >> text='Ask for the list'")
    expect(page.locator("main")).to_contain_text("You asked for the list")
    look(page)
    page.goto(link)
    page.click("text='Renew for a year'")
    expect(page.locator("[role=status]")).to_contain_text("Renewed. Thank you.")
    page.click("text=Leave the list")
    look(page)
    page.click("text='Yes, leave the list'")
    expect(page.locator("h1")).to_have_text("It is no longer in the list")
    look(page)
    answer = page.goto(link)
    assert answer is not None
    assert answer.status == 404


def test_other_states_and_pages_without_a_speaker(page: Page, address: str, app: Flask, campaign: Campaign) -> None:
    with app.app_context():
        lapsed = approved_support(campaign, slug="lapsed", renew_by=now().date())
        moving = approved_support(campaign, contact_name="Ana")
        others = [waiting_support(campaign), approved_support(campaign, capacity=Capacity.PERSONAL), moving]
        ask_to_renew(now() - timedelta(days=7))
        lapse(now())
        ask_new_address(moving.id, read_address("new@elsewhere.example"), now())
    parts = {
        lapsed: ["", "/show"],
        others[0]: ["", "/leave"],
        others[1]: ["", "/show"],
        moving: ["/contact", "/people"],
    }
    for support, theirs in parts.items():
        link = link_of(app, address, support)
        for part in theirs:
            page.goto(link + part)
            check_page(page, f"{support.state} {part}", looks=TWO_LOOKS[:1])
    for path, status in (
        (f"/c/{campaign.slug}/support/link", 200),
        (f"/c/{campaign.slug}/support/link/sent", 200),
        (f"/c/{campaign.slug}/support/removed", 200),
        (f"/embed/{campaign.slug}/organizations/lapsed", 200),
        ("/own/nonsense/address", 410),
    ):
        answer = page.goto(address + path)
        assert answer is not None
        assert answer.status == status
        check_page(page, path, looks=TWO_LOOKS[1:])
    page.goto(f"{address}/c/{campaign.slug}/support/link")
    page.click("button >> text='Send me the link'")
    expect(page.locator("#errors li")).to_have_count(1)
    look(page)


def test_the_desk(
    page: Page, address: str, app: Flask, client: FlaskClient, campaign: Campaign, support: Support
) -> None:
    with app.app_context():
        sign_in(client, staff(RoleName.OWNER))
        key = str(pyrage.x25519.Identity.generate().to_public())
        number = ask_contacts(support.id, key, "A letter in spring", now()).id
    page.goto(link_of(app, address, support) + "/edit")
    page.fill("#name", "Verband")
    page.set_input_files("#logo", picture("navy"))  # type: ignore[arg-type]
    page.click("text=Ask for this change")
    cookie = client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    page.goto(f"{address}/desk/organizations/changes")
    check_page(page)
    page.click("table >> text=Dachverband")
    check_page(page)
    page.click("text=Record the decision")
    expect(page.locator("#errors li")).to_have_count(1)
    check_page(page)
    page.check("#decision-0")
    page.click("text=Record the decision")
    expect(page.locator("[role=status]").first).to_contain_text("is accepted and shown")
    check_page(page)
    page.goto(f"{address}/desk/organizations/changes?state=any")
    page.click("table >> text=Verband")
    check_page(page)
    for path in (f"campaigns/{campaign.id}/partners", "exports/requests", f"exports/requests/{number}"):
        page.goto(f"{address}/desk/{path}")
        check_page(page)
    with app.app_context(), transaction() as session:
        session.get_one(Support, support.id).renew_by = now().date()
    page.goto(f"{address}/desk/organizations/{support.id}")
    page.click("text=on its contact’s word")
    expect(page.locator("[role=status]").first).to_contain_text("Renewed until")
    check_page(page)
