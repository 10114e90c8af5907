"""The lists of the trackers in Chromium: accessible in every look, nothing from elsewhere, printed without controls."""

from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from campaign.trackers.facts import Register
from tests.browser.axe import TWO_LOOKS, check_page
from tests.factories.trackers import COMPANY_EU, EU_TRIALS, JUNE, OVERDUE_EU, both_registers, take

PAGES = (
    *("/", "/trackers", "/trackers?rule=2", "/trackers/eu", "/trackers/fdaaa?sort=fine", "/trackers/eu?q=nobody"),
    *("/trackers/eu/trials", "/trackers/fdaaa/trials?state=overdue", "/trackers/eu/changes", "/trackers/fdaaa/changes"),
    *("/trackers/methods", "/trackers/names", "/trackers/names?show=log", "/trackers/search?q=brightmoor"),
)


@pytest.fixture
def two_days(app: Flask) -> Flask:
    with app.app_context():
        both_registers()
        reported, not_any_more = replace(OVERDUE_EU, has_results=True), replace(COMPANY_EU, has_results=False)
        take(Register.EU, JUNE, [reported, not_any_more, *EU_TRIALS[1:3]])
    return app


def test_every_list_is_accessible_on_a_phone_and_a_desk(two_days: Flask, chromium: Browser, address: str) -> None:
    page = chromium.new_page(reduced_motion="reduce")
    for path in PAGES:
        answer = page.goto(address + path)
        assert answer is not None
        assert answer.status == 200, path
        check_page(page, path, TWO_LOOKS)
    page.close()


def test_a_league_table_is_printed_without_its_controls(two_days: Flask, chromium: Browser, address: str) -> None:
    page = chromium.new_page(reduced_motion="reduce")
    page.goto(f"{address}/trackers/eu")
    page.emulate_media(media="print")
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator("table.league")).to_be_visible()
    page.close()
