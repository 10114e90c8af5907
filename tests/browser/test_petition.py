"""The campaign page with all of its parts, comments and versions in Chromium, and the desk that reads comments."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from campaign.campaigns.create import COMMAND_LINE, Words
from campaign.campaigns.models import Campaign, CampaignText
from campaign.campaigns.publish import publish_text
from campaign.campaigns.write_text import write_text
from campaign.clock import now
from campaign.content.models import PageKind
from campaign.db import transaction
from campaign.signatures.models import VoiceState
from tests.browser.axe import check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.content import public_page
from tests.factories.signatures import signature, voice

ARABIC = Words(
    title="تسجيل كل التجارب", addressee="الهيئات الرقابية", ask="نطلب **كل** النتائج.", why="لأن الناس شاركوا."
)


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """A campaign with comments, news, a partner, a second version and a translation of the first."""
    with app.app_context():
        campaign = open_campaign(now=now() - timedelta(days=9))
        for text, language in (("So that it counts.", "en"), ("من حقنا أن نعرف.", "ar"), ("Damit es zählt.", "de")):
            voice(campaign, voice_state=VoiceState.SHOWN, comment=text, language=language, profession="Nurse")
        voice(campaign, comment="Read me\nfirst.")
        signature(campaign, name="Wolfeschlegelsteinhausenbergerdorff", show_name=True)
        public_page(now=now() - timedelta(days=1), campaign_id=campaign.id)
        public_page(PageKind.PARTNER, now() - timedelta(days=1), title="Westhaven Patients’ League")
        text = write_text(campaign.id, "ar", ARABIC, COMMAND_LINE, now())
        with transaction() as session:
            session.get_one(CampaignText, text.id).source_id = campaign.text_id
        publish_text(campaign.id, "ar", COMMAND_LINE, now())
        words = Words(title="Every trial", addressee="the agencies", ask="We ask you.", next_steps="We *hand it over*.")
        write_text(campaign.id, "en", words, COMMAND_LINE, now())
        publish_text(campaign.id, "en", COMMAND_LINE, now())
    return campaign


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(reduced_motion="reduce", java_script_enabled=True)
    yield context.new_page()
    context.close()


def test_the_petition_and_its_pages_are_accessible(page: Page, address: str, campaign: Campaign) -> None:
    one = f"/c/{campaign.slug}"
    for path in (f"/en{one}", f"/ar{one}", f"/fr{one}", f"{one}/voices", f"/ar{one}/versions", f"{one}/versions/ar/1"):
        answer = page.goto(address + path)
        assert answer is not None and answer.status == 200
        check_page(page, path)
    page.goto(f"{address}/en{one}")
    headings = page.locator("main h2").all_inner_texts()
    wanted = ["Voices", "Who signed", "Who supports it", "Latest news", "Partners", "What happens next", "Pass it on"]
    assert [heading for heading in headings if heading in wanted] == wanted
    expect(page.locator(".kicker bdi")).to_have_attribute("lang", "en")
    page.goto(f"{address}/ar{one}")
    assert page.locator("h1").evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_a_ticked_box_without_a_comment_leads_to_itself(page: Page, address: str, campaign: Campaign) -> None:
    page.goto(f"{address}/en/c/{campaign.slug}")
    page.fill("#name", "Ada Lovelace")
    page.fill("#email", "ada@example.org")
    page.select_option("#country", "GB")
    page.locator("#sign summary").first.click()
    page.check("#show_comment")
    page.check("#agree")
    page.get_by_role("button", name="Sign", exact=True).click()
    link = page.locator("#errors a")
    expect(link).to_have_attribute("href", "#show_comment")
    expect(page.locator("#show_comment")).to_be_visible()
    expect(page.locator("#show_comment")).to_be_checked()
    check_page(page, "the form with a box ticked for nothing")


def test_moderation_works_by_keyboard_and_is_accessible(
    app: Flask, page: Page, address: str, campaign: Campaign
) -> None:
    with app.app_context():
        cookie = sign_in(app.test_client(), staff()).get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    page.goto(f"{address}/desk/voices")
    check_page(page, "comments to read")
    page.get_by_role("button", name="Show and put first").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**state=waiting")
    assert "Nothing to read" in page.inner_text("main")
    page.goto(f"{address}/desk/voices?state=any")
    check_page(page, "all comments")
