"""The pages of promises in a browser: axe finds nothing, nothing scrolls sideways, all of it works without script."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from campaign.accounts.models import RoleName
from campaign.campaigns.queries import campaign_facts_of
from campaign.clock import now
from campaign.db import db, transaction
from campaign.organizations.commitments.accept_evidence import accept_evidence
from campaign.organizations.commitments.ask_for_date import ask_for_date
from campaign.organizations.commitments.deciding import Decision
from campaign.organizations.commitments.hand_in import Evidence, hand_in
from campaign.organizations.commitments.history import newest_step_id
from campaign.organizations.commitments.keep_time import keep_time
from campaign.organizations.models import Commitment, Support
from campaign.organizations.speaker import own_page_token
from campaign.trackers.models import TrackedSponsor
from tests.browser.axe import check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.commitments import proposed, published, reviewer
from tests.factories.organizations import approved_support
from tests.factories.trackers import both_registers


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of a visitor whose browser runs none of our scripts; axe needs scripts, so they are only held back."""
    context = chromium.new_context(reduced_motion="reduce")
    context.route("**/countersign.js*", lambda route: route.abort())
    yield context.new_page()
    context.close()


@pytest.fixture
def support(app: Flask) -> Support:
    """An organization with promises of every sort, dated around now."""
    with app.app_context():
        both_registers()
        support = approved_support(
            open_campaign(), name="Dachverband für evidenzbasierte Gesundheitsversorgungsforschung"
        )
        sponsor = select(TrackedSponsor.id).where(TrackedSponsor.slug == "brightmoor-biologics")
        with transaction() as session:
            support.organization.sponsor_id = session.scalars(sponsor).one()
        moment, today = now(), now().date()
        long_ago = moment - timedelta(days=90)
        kept = published(support, "Report the results of all our trials.", today - timedelta(days=9), long_ago)
        published(support, "Name a person who answers for it.", today - timedelta(days=5), long_ago)
        waits = published(
            support, "Publish " + "every protocol of every trial, " * 12, today + timedelta(days=40), long_ago
        )
        proposed(support, "Teach all new staff how to look up a trial.", today + timedelta(days=400), moment)
        hand_in(
            support.id, kept.public_id, Evidence("https://a.example/r?y=1", "The list."), long_ago + timedelta(days=5)
        )
        seen = newest_step_id(db.session(), kept.id)
        accept_evidence(Decision(kept.id, seen, "All there."), long_ago.date(), reviewer(), moment)
        keep_time(moment)
        ask_for_date(support.id, waits.public_id, today + timedelta(days=99), "Two of us are ill.", moment)
        hand_in(support.id, waits.public_id, Evidence("https://b.example/" + "long-" * 40, ""), moment)
    return support


@pytest.fixture
def slug(app: Flask, support: Support) -> str:
    with app.app_context():
        return promises(support)[0].campaign_slug


class Shown:
    """A promise with the slug of its campaign."""

    def __init__(self, commitment: Commitment, campaign_slug: str) -> None:
        self.id, self.name, self.campaign_slug = commitment.id, commitment.public_id.hex(), campaign_slug


def promises(support: Support) -> list[Shown]:
    """All promises of a support, as they were stated."""
    found = db.session.scalars(select(Commitment).where(Commitment.support_id == support.id).order_by(Commitment.id))
    return [Shown(each, slug_of(each)) for each in found]


def slug_of(commitment: Commitment) -> str:
    campaign = campaign_facts_of(commitment.campaign_id)
    assert campaign is not None
    return campaign.slug


def test_public_pages(page: Page, address: str, app: Flask, support: Support, slug: str) -> None:
    with app.app_context():
        kept, late, *_ = promises(support)
        empty = open_campaign()
    for path in (
        f"/c/{slug}/promises", f"/c/{slug}/promises?q=nothing-like-it", f"/c/{empty.slug}/promises",
        f"/c/{slug}/promises/{kept.name}", f"/c/{slug}/promises/{late.name}", f"/c/{slug}",
        "/trackers/fdaaa/sponsors/brightmoor-biologics-gmbh",
    ):  # fmt: skip
        answer = page.goto(address + path)
        assert answer is not None
        assert answer.status == 200, path
        check_page(page, path)
    assert page.context.cookies() == []


def test_the_table_is_filtered_by_its_form(page: Page, address: str, slug: str) -> None:
    page.goto(f"{address}/c/{slug}/promises")
    page.select_option("#state", "late")
    page.click("text=Show")
    page.wait_for_url("**state=late**")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("5 days late")
    page.locator("dl.figs").get_by_text("kept").click()
    page.wait_for_url("**state=kept**")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("Kept")


def test_the_own_page(page: Page, address: str, app: Flask, support: Support) -> None:
    with app.app_context():
        own = f"/own/{own_page_token(support)}/commitments"
        late = promises(support)[1]
    page.goto(address + own)
    check_page(page, own)
    page.click("text=State it")
    page.locator("#errors").wait_for()
    expect(page.locator("#errors li")).to_have_count(2)
    check_page(page, "the form with errors")
    page.fill("#promise", "Do what we say.")
    page.fill("#due_on", (now().date() + timedelta(days=30)).isoformat())
    page.click("text=State it")
    expect(page.locator("[role=status]")).to_contain_text("Your promise is recorded")
    page.goto(f"{address}{own}/{late.name}")
    check_page(page, "one of its own")
    page.fill("#evidence_url", "javascript:alert(1)")
    page.get_by_role("button", name="Hand in the evidence").click()
    page.locator("#errors").wait_for()
    expect(page.locator("#errors li")).to_have_count(1)
    check_page(page, "evidence with errors")
    page.fill("#evidence_url", "https://a.example/list")
    page.get_by_role("button", name="Hand in the evidence").click()
    expect(page.locator("[role=status]")).to_contain_text("Your evidence is handed in")


def test_the_desk(page: Page, address: str, app: Flask, client: FlaskClient, support: Support) -> None:
    with app.app_context():
        _, _, waits, unread = promises(support)
        sign_in(client, staff(RoleName.REVIEWER))
    cookie = client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    for path in ("/desk/commitments", "/desk/commitments?show=new&q=nothing"):
        page.goto(address + path)
        check_page(page, path)
    page.goto(f"{address}/desk/commitments/{waits.id}")
    check_page(page, "what waits for two things")
    page.click("text=Record the decision")
    page.locator("#errors").wait_for()
    expect(page.locator("#errors li")).to_have_count(1)
    check_page(page, "the decision with errors")
    page.goto(f"{address}/desk/commitments/{unread.id}")
    page.check("#decision-0")
    page.click("text=Record the decision")
    expect(page.locator("[role=status]").first).to_contain_text("The promise is public.")
    check_page(page, "a decision that can be taken back")
    page.click("text=Take it back")
    expect(page.locator("[role=status]").first).to_contain_text("taken back")
