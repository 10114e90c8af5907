"""The pages of figures in a real browser, and counts that follow by themselves."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import Campaign, Measure
from campaign.clock import now
from campaign.signatures.deciding.carry_out import Chosen
from campaign.signatures.deciding.decide import decide
from campaign.signatures.growth.keep_days import keep_days
from campaign.signatures.milestones.add_milestone import Actions, add_milestone
from campaign.signatures.milestones.reach_milestones import reach_milestones
from campaign.signatures.models import Verdict
from tests.browser.axe import check_page
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support
from tests.factories.signatures import signature


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """A campaign of twenty days."""
    with app.app_context():
        campaign = open_campaign(now() - timedelta(days=20))
        add_milestone(campaign.id, Measure.PEOPLE, 25, Actions(), COMMAND_LINE, now())
        add_milestone(campaign.id, Measure.PEOPLE, 1000, Actions(), COMMAND_LINE, now())
        entries = [
            signature(campaign, created_at=now() - timedelta(days=number % 13), country="DE" if number % 3 else "FR").id
            for number in range(30)
        ]
        approved_support(campaign)
        keep_days(now())
        reach_milestones(now())
        decide(
            campaign.id, Verdict.INVALIDATE, Chosen((entries[0],)), "Twice", COMMAND_LINE, now(), public_note="Twice."
        )  # fmt: skip
    return campaign


def test_the_pages_stand_in_every_look(page: Page, address: str, campaign: Campaign) -> None:
    for path in (f"/c/{campaign.slug}/data", f"/c/{campaign.slug}/corrections", f"/ar/c/{campaign.slug}/data"):
        page.goto(f"{address}{path}")
        check_page(page)
    page.goto(f"{address}/c/{campaign.slug}/data")
    expect(page.locator("#growth-h")).to_have_count(1)
    expect(page.locator(".steps .yes")).to_have_text(re.compile("^25 people have signed"))


def answers(figures: dict[str, object], asked: list[str]) -> object:
    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if figures.get("broken"):
            route.fulfill(status=503)
        else:
            route.fulfill(json=figures)

    return answer


def test_counts_follow_without_a_shift_and_rest_while_nobody_looks(
    page: Page, address: str, campaign: Campaign
) -> None:
    asked: list[str] = []
    figures: dict[str, object] = {"signatures": 12_345, "organizations": 7, "as_of": "2026-11-27T21:05:09Z"}
    page.clock.install()
    page.route("**/count.json", answers(figures, asked))  # type: ignore[arg-type]  # a handler is any callable
    page.goto(f"{address}/c/{campaign.slug}/data")
    box = page.locator("[data-live-count]")
    people, said = box.locator("[data-count=signatures]"), box.locator("[data-count-said]")
    below = page.locator("#rules").bounding_box()
    expect(people).to_have_text("29")
    page.clock.run_for(16_000)
    expect(people).to_have_text("12,345")
    expect(box.locator("[data-count=organizations]")).to_have_text("7")
    expect(box.locator("time")).to_have_text("27 November 2026, 21:05 UTC")
    expect(box.locator(".thermo .f-accent")).to_have_attribute("width", "100%")
    expect(box.locator(".thermo title")).to_contain_text("12,345")
    assert page.locator("#rules").bounding_box() == below, "nothing moved"
    expect(said).to_have_text("")
    figures["signatures"] = 12_346
    for minute in range(6, 10):
        figures["as_of"] = f"2026-11-27T21:{minute:02}:00Z"
        page.clock.run_for(15_500)
        expect(box.locator("time")).to_have_text(f"27 November 2026, 21:{minute:02} UTC")
    expect(said).to_have_text("The count now. People: 12,346. Organizations: 7.")
    seen(page, hidden=True)
    before = len(asked)
    page.clock.run_for(120_000)
    assert len(asked) == before
    figures["signatures"] = 12_347
    seen(page, hidden=False)
    expect(people).to_have_text("12,347")
    with page.expect_response("**/count.json"):
        page.clock.run_for(30 * 60_000)
    before = len(asked)
    page.clock.run_for(120_000)
    assert len(asked) == before, "half an hour is enough"


def seen(page: Page, *, hidden: bool) -> None:
    page.evaluate(f"Object.defineProperty(document, 'hidden', {{value: {str(hidden).lower()}, configurable: true}})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_after_an_error_it_asks_less_often(page: Page, address: str, campaign: Campaign) -> None:
    asked: list[str] = []
    page.clock.install()
    page.route("**/count.json", answers({"broken": True}, asked))  # type: ignore[arg-type]  # a handler is any callable
    page.goto(f"{address}/c/{campaign.slug}/data")
    with page.expect_response("**/count.json") as first:
        page.clock.run_for(15_500)
    assert first.value.status == 503
    page.evaluate("1")
    page.clock.run_for(20_000)
    assert len(asked) == 1
    with page.expect_response("**/count.json"):
        page.clock.run_for(20_000)
    expect(page.locator("[data-count=signatures]")).to_have_text("29")


def test_a_page_without_scripts_has_the_same_figures(chromium: Browser, address: str, campaign: Campaign) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/c/{campaign.slug}/data")
    expect(page.locator("[data-count=signatures]")).to_have_text("29")
    assert page.locator("table").count() >= 6
    context.close()
