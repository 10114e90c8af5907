"""The desk's keys: they go where they say, keep still while one writes, and can be switched off."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect

from campaign.campaigns.models import Campaign
from tests.browser.axe import check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import waiting_support


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    with app.app_context():
        campaign = open_campaign()
        for number in range(3):
            waiting_support(campaign, name=f"House {number}")
    return campaign


@pytest.fixture
def context(
    app: Flask, client: FlaskClient, address: str, chromium: Browser, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    with app.app_context():
        owner = staff()
    cookie = sign_in(client, owner).get_cookie("session")
    assert cookie is not None
    context = chromium.new_context(
        base_url=address, reduced_motion="reduce", java_script_enabled=getattr(request, "param", True)
    )
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    yield context
    context.close()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_keys_search_go_walk_choose_open_and_tell(campaign: Campaign, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/desk")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "desk-q"
    page.keyboard.type("go?jx")  # letters, while one writes
    expect(page.locator("#desk-q")).to_have_value("go?jx")
    expect(page.locator("#keys")).to_be_hidden()
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**/desk/organizations")

    expect(page.locator("[data-chosen]")).to_have_text("none yet")
    page.keyboard.press("j")
    assert focused(page) == "House 0"
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(page) == "House 1"
    expect(page.locator("[data-chosen]")).to_have_text("1 of 3 on this page")
    expect(page.locator("input[name=row]:checked")).to_have_count(1)
    page.get_by_label("Choose every row of this page").check()
    expect(page.locator("[data-chosen]")).to_have_text("3 of 3 on this page")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    check_page(page, "the dialog of keys")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()

    page.locator("tbody th a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/organizations/*")


def test_keys_are_switched_off_in_this_browser_and_on_again(campaign: Campaign, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/desk/keyboard")
    page.get_by_role("button", name="Switch the keys off").click()
    expect(page.get_by_role("status").last).to_have_text("The keys are off in this browser.")
    page.goto("/desk/organizations")
    for key in ("?", "/", "j", "g", "t"):
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile("/desk/organizations$"))
    assert page.evaluate("document.activeElement === document.body")
    page.get_by_role("link", name="Keyboard").click()
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.goto("/desk/keyboard")
    page.get_by_role("button", name="Switch the keys on again").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


@pytest.mark.parametrize("context", [False], indirect=True)
def test_without_a_script_rows_are_chosen_decided_and_undone(campaign: Campaign, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/desk/organizations")
    page.get_by_label("Choose House 1").check()
    page.get_by_label("Choose House 2").check()
    page.get_by_label("Accept those that wait").check()
    page.get_by_role("button", name="Show what would happen").click()
    expect(page.get_by_role("heading", name="Accept 2 organizations?")).to_be_visible()
    page.get_by_role("button", name="Accept 2 organizations").click()
    expect(page.get_by_text("Done: 2 of 2.")).to_be_visible()
    page.get_by_role("button", name="Undo this decision").click()
    expect(page.get_by_text("Undone: 2 organizations")).to_be_visible()
    page.goto("/desk/keyboard")
    expect(page.get_by_role("heading", name="Keys", exact=True)).to_be_visible()
