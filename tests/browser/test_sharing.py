"""Passing a petition on in Chromium: with and without script, on a phone, from right to left, and on paper."""

import re
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, expect

from campaign.campaigns.models import Campaign
from campaign.clock import now
from campaign.signatures.letters import confirm_link
from campaign.signatures.sharing.make_link import make_link
from tests.browser.axe import FOUR_LOOKS, TWO_LOOKS, check_page
from tests.factories.campaigns import open_campaign
from tests.factories.signatures import signature


def shared_campaign(app: Flask) -> tuple[Campaign, str]:
    """A campaign, and the path of a signer's own page who has a link of their own."""
    with app.app_context():
        campaign = open_campaign(now=now(), title="Every trial registered, every result reported")
        signed = signature(campaign, name="Ilse Vantongerloo")
        path = urlsplit(confirm_link(signed)).path
        make_link(path.rpartition("/")[2], now())
    return campaign, path


def test_pages_for_passing_on_are_accessible_and_ask_no_other_host(app: Flask, chromium: Browser, address: str) -> None:
    campaign, own = shared_campaign(app)
    context = chromium.new_context(reduced_motion="reduce")
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page = context.new_page()
    for path, looks in (
        (f"/c/{campaign.slug}/share", FOUR_LOOKS),
        (f"/ar/c/{campaign.slug}/share", ((320, "dark"),)),
        (f"/c/{campaign.slug}/flyer", TWO_LOOKS),
        (own, TWO_LOOKS),
    ):
        page.goto(address + path)
        check_page(page, path, looks)
    page.goto(f"{address}/c/{campaign.slug}/share")
    page.locator(".share-picture").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.share-picture').naturalWidth === 1200")
    page.locator(".badge-ground img").last.scroll_into_view_if_needed()
    page.wait_for_function(
        "[...document.querySelectorAll('.badge-ground img')].every(each => each.naturalHeight === 36)"
    )
    assert asked == {urlsplit(address).netloc}
    assert context.cookies() == []
    context.close()


def test_without_script_everything_is_there_but_the_buttons_that_need_it(
    app: Flask, chromium: Browser, address: str
) -> None:
    campaign, own = shared_campaign(app)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + own)
    link = page.input_value("#own-link")
    assert f"/c/{campaign.slug}?via=" in link
    page.get_by_role("link", name="Ways to pass it on").click()
    expect(page.locator("#words")).to_have_value(re.compile(re.escape(link)))
    expect(page.get_by_role("button", name="Copy the link")).to_have_count(0)
    assert link.partition("?via=")[2] in (page.get_by_role("link", name="E-mail").get_attribute("href") or "")
    page.get_by_role("link", name="Flyer to print, A4").click()
    expect(page.locator(".flyer .qr")).to_be_visible()
    context.close()


def test_the_flyer_is_one_sheet(app: Flask, chromium: Browser, address: str) -> None:
    campaign, _ = shared_campaign(app)
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/c/{campaign.slug}/flyer")
    page.emulate_media(media="print")
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator(".screen-only")).to_be_hidden()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    context.close()


def test_copying_takes_the_link(app: Flask, chromium: Browser, address: str) -> None:
    campaign, _ = shared_campaign(app)
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/c/{campaign.slug}/share?via=abcd2345")
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/c/{campaign.slug}?via=abcd2345")
    context.close()
