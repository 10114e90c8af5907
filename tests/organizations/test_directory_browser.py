"""The pages of supporters in a real browser: in every look, by keyboard, without script, and inside a frame."""

import re
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Route, expect

from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.organizations.logo import read_logo
from campaign.organizations.models import Authority, Capacity, Logo, OrganizationKind, Proof, ProofKind, SupportState
from tests.browser.axe import TWO_LOOKS, Look, check_page
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, approved_support, support_in

LOOKS: tuple[Look, ...] = ((1280, "light"), (390, "dark"), (320, "light"))
LONG = "Dachverband für evidenzbasierte Gesundheitsversorgungsforschungsgesellschaften"


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """Supporters of every sort: with and without a logo, many countries, left, lapsed, personal."""
    drawn = BytesIO()
    Image.new("RGB", (300, 60), "navy").save(drawn, "PNG")
    logo = read_logo(drawn.getvalue())
    with app.app_context():
        campaign = open_campaign()
        first = approved_support(
            campaign, name=LONG, slug="long", country="DE", statement="Two lines.\n\nOf it.", authority=Authority.PROOF
        )
        for index, country in enumerate(("GB", "US", "FR", "AQ", "NZ", "JP", "ZA", "BR", "GB", "GB", "IN")):
            approved_support(
                campaign, country=country, kind=list(OrganizationKind)[index], authority=list(Authority)[index % 5]
            )
        approved_support(campaign, name="Ελληνική Εταιρεία", country="GR")
        approved_support(campaign, capacity=Capacity.PERSONAL)
        support_in(campaign, SupportState.LEFT, name="Leaving Society", slug="left")
        support_in(campaign, SupportState.LAPSED)
        with transaction() as session:
            session.add(
                Logo(
                    organization_id=first.organization_id, sha256=logo.sha256, png=logo.png, width=logo.width,
                    height=logo.height,
                )
            )  # fmt: skip
            session.add(Proof(support_id=first.id, kind=ProofKind.LETTER, evidence="Letter of 3 May", proved_at=WHEN))
    return campaign


def test_every_page_in_every_look(app: Flask, campaign: Campaign, chromium: Browser, address: str) -> None:
    here = f"/c/{campaign.slug}/supporters"
    page = chromium.new_page(reduced_motion="reduce")
    for path, looks in (
        (here, LOOKS),
        (f"{here}?q=nobody&kind=library", TWO_LOOKS),
        (f"{here}?stands=left&sort=name", TWO_LOOKS),
        (f"{here}/wall", LOOKS),
        (f"{here}/map", (*LOOKS, (1280, "dark"))),
        (f"{here}/embed", LOOKS),
        (f"/embed/{campaign.slug}/supporters", LOOKS),
        (f"/embed/{campaign.slug}/supporters?show=all&logos=no", TWO_LOOKS),
        ("/organizations/long", LOOKS),
        ("/organizations/left", TWO_LOOKS),
    ):
        answer = page.goto(address + path)
        assert answer is not None and answer.status == 200, path
        hosts = page.evaluate("performance.getEntriesByType('resource').map(one => new URL(one.name).host)")
        assert set(hosts) <= {page.evaluate("location.host")}, path
        check_page(page, path, looks)
    assert page.context.cookies() == []
    page.close()


def test_filters_letters_and_views_work_without_script(campaign: Campaign, chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/c/{campaign.slug}/supporters")
    page.get_by_label("United Kingdom").check()
    page.get_by_role("button", name="Show").press("Enter")
    expect(page).to_have_url(re.compile("country=GB"))
    expect(page.locator(".dir > li")).to_have_count(3)
    page.get_by_role("link", name="Drop all filters").click()
    page.get_by_role("navigation", name="By first letter").get_by_role("link", name="Ε", exact=True).click()
    expect(page.locator(".dir > li h3")).to_have_text("Ελληνική Εταιρεία")
    page.get_by_role("link", name="Map").click()
    page.get_by_role("cell", name="Germany").or_(page.get_by_role("rowheader", name="Germany")).get_by_role(
        "link"
    ).click()
    expect(page.locator(".dir > li h3")).to_have_text(LONG)
    page.get_by_role("link", name=LONG).click()
    expect(page.locator("h1")).to_have_text(LONG)
    context.close()


def test_logos_keep_their_box_before_they_come(campaign: Campaign, chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    sizes = (
        "JSON.stringify([...document.querySelectorAll('.logos li')].map(one => one.getBoundingClientRect().toJSON()))"
    )
    page.goto(f"{address}/c/{campaign.slug}/supporters/wall")
    page.locator("img.logo").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('img.logo').naturalWidth > 0")
    page.evaluate("scrollTo(0, 0)")
    loaded = page.evaluate(sizes)
    page.route("**/logo*.png*", lambda route: None)
    page.goto(f"{address}/c/{campaign.slug}/supporters/wall", wait_until="domcontentloaded")
    assert page.evaluate(sizes) == loaded
    page.unroute_all(behavior="ignoreErrors")
    page.close()


def test_the_code_works_in_a_page_of_somebody_else(campaign: Campaign, chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/c/{campaign.slug}/supporters/embed")
    expect(page.frame_locator("iframe.preview").locator("h1")).to_have_text(campaign_title(campaign))
    page.get_by_label("All of them, by name, in pages").check()
    page.get_by_role("button", name="Show it").click()
    code = page.locator("pre").inner_text()
    assert "show=all" in code

    def answered_by_us(route: Route) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.replace("http://localhost", address)))

    elsewhere = "http://elsewhere.example/"
    page.route(elsewhere, lambda route: route.fulfill(body=f"<h1>Ours</h1>{code}", content_type="text/html"))
    page.route("http://localhost/**", answered_by_us)
    page.goto(elsewhere)
    page.frame_locator("iframe").get_by_text("Ελληνική Εταιρεία").wait_for()
    expect(page.frame_locator("iframe").locator("li")).to_have_count(13)
    assert page.context.cookies() == []
    page.close()


def campaign_title(campaign: Campaign) -> str:
    """The title that visitors see."""
    return f"Every trial registered, every result reported ({campaign.slug.rpartition('-')[2]})"
