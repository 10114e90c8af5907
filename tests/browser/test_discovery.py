"""Searching, the front page and the page for an address that leads nowhere, in Chromium and without script."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from campaign.content.models import PageKind
from campaign.home.search.index_documents import index_documents
from tests.browser.axe import EVERY_LOOK, check_page
from tests.factories.campaigns import open_campaign
from tests.factories.content import public_page
from tests.factories.organizations import approved_support
from tests.factories.signatures import signature
from tests.factories.trackers import both_registers


@pytest.fixture(params=[True], ids=["with script"])
def page(request: pytest.FixtureRequest, app: Flask, chromium: Browser, address: str) -> Iterator[Page]:
    """A tab on a site that has something of everything; its browser runs scripts or not."""
    with app.app_context():
        first = open_campaign(title="Every trial registered, every result reported")
        second = open_campaign(title="كل النتائج للجميع", ink="plum")
        signature(first)
        for kind in PageKind:
            public_page(kind, title=f"Wallaby {kind.value}", body="What the wallaby **said** of late trials. " * 20)
        for number in range(22):
            approved_support(second, name=f"Wallaby Institute {number}", statement="The wallaby agrees.")
        both_registers()
        index_documents()
    context = chromium.new_context(java_script_enabled=request.param, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(f"{address}/en/")
    yield tab
    context.close()


def test_the_front_page_and_the_search_are_accessible_in_every_look(page: Page, address: str) -> None:
    check_page(page, "the front page", EVERY_LOOK)
    for path in (
        "/ar/", "/en/search", "/en/search?q=wallaby", "/ar/search?q=wallaby&language=en",
        "/en/search?q=wallaby+platypus", "/en/search?q=saline&kind=trial", "/en/news/late-trials", "/ar/nowhere",
    ):  # fmt: skip
        page.goto(address + path)
        check_page(page, path)


@pytest.mark.parametrize("page", [False], indirect=True, ids=["without script"])
def test_searching_needs_a_keyboard_and_nothing_else(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Words, a name or the number of a trial").fill("wallaby")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="28 results").wait_for()
    assert page.locator("mark").count() > 20
    page.get_by_role("link", name="Organizations").click()
    page.get_by_role("heading", name="22 results").wait_for()
    page.get_by_role("link", name="Next page").click()
    expect(page.locator(".results li")).to_have_count(2)
    page.get_by_role("link", name="Drop the filter “Organizations”").click()
    page.get_by_role("heading", name="28 results").wait_for()
