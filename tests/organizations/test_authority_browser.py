"""The pages about authority in a real browser: axe finds nothing, nothing scrolls sideways, all of it works by hand."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from campaign.accounts.models import RoleName
from campaign.campaigns.models import Campaign
from campaign.clock import now
from campaign.organizations.models import Support
from campaign.organizations.officers.letters import officer_link
from campaign.organizations.speaker import own_page_token
from tests.browser.axe import check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support, second_officer, waiting_support


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(reduced_motion="reduce", java_script_enabled=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    with app.app_context():
        return open_campaign()


@pytest.fixture
def support(app: Flask, campaign: Campaign) -> Support:
    with app.app_context():
        approved_support(
            campaign, name="Fennmark Kliniken für evidenzbasierte Gesundheitsversorgung gGmbH", slug="fennmark"
        )
        return waiting_support(
            campaign, name="Fennmark Kliniken für evidenzbasierte Gesundheitsversorgung",
            website="https://fennmark-kliniken-und-gesundheitsversorgung.example",
        )  # fmt: skip


def test_the_grades_are_explained(page: Page, address: str, campaign: Campaign, support: Support) -> None:
    page.goto(f"{address}/c/{campaign.slug}/supporters")
    check_page(page)
    page.locator(".badge", has_text="Claimed").first.click()
    expect(page).to_have_url(f"{address}/organizations/authority#claimed")
    check_page(page)


def test_a_second_officer_is_named_and_confirms(page: Page, address: str, app: Flask, support: Support) -> None:
    with app.app_context():
        token = own_page_token(support)
        link = officer_link(second_officer(support, mailed_at=now(), created_at=now())).split("/", 3)[3]
    page.goto(f"{address}/own/{token}/authority")
    check_page(page)
    page.click("text=We have set it. Look now")
    expect(page.locator("text=Being looked up")).to_be_visible()
    check_page(page)
    page.click("text=Name somebody else")
    page.click("text=Ask them to confirm")
    expect(page.locator("#errors li")).to_have_count(3)
    check_page(page)
    page.goto(f"{address}/{link}")
    check_page(page)
    page.keyboard.press("Tab")
    page.locator("button", has_text="supports this").press("Enter")
    expect(page.locator("h1")).to_have_text("Thank you. It is confirmed")
    check_page(page)
    page.click("text=I know nothing of this")
    expect(page.locator("h1")).to_have_text("What we had of you is deleted")
    check_page(page)


def test_the_desk_looks_records_and_merges(
    page: Page, address: str, app: Flask, client: FlaskClient, support: Support
) -> None:
    with app.app_context():
        second_officer(support, email="tomke@gmail.com", confirmed_at=now())
        sign_in(client, staff(RoleName.REVIEWER))
    cookie = client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    review = f"{address}/desk/organizations/{support.id}"
    page.goto(review)
    check_page(page)
    page.click("text=Show the contact")
    expect(page.locator("text=Tomke Aldous")).to_be_visible()
    check_page(page)
    for path, button in (("letter", "Record the letter"), ("vouch", "I vouch for it"), ("officer", "Let it count")):
        page.goto(f"{review}/{path}")
        page.click(f"text={button}")
        expect(page.locator("#errors")).to_be_visible()
        check_page(page)
    page.fill("#reason", "Called the office.")
    page.click("text=Let it count")
    page.click("text=Take it back")
    check_page(page)
    page.goto(review)
    page.click("text=See what making them one would do")
    check_page(page)
    page.click("text=Yes, it is the same organization")
    expect(page.locator("text=was merged into")).to_be_visible()
    check_page(page)
    page.click("text=Undo the merge")
    expect(page.locator("text=Each organization has again what was its own")).to_be_visible()
