"""The public pages in Chromium: accessible in every look, light to load, nothing from elsewhere, usable by keyboard."""

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from sqlalchemy import select

from campaign.campaigns.close import close_campaign
from campaign.campaigns.create import COMMAND_LINE
from campaign.campaigns.models import Campaign
from campaign.clock import now
from campaign.db import db
from campaign.signatures.letters import confirm_link
from campaign.signatures.models import Signature, SignatureState
from tests.browser.axe import EVERY_LOOK, check_page
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support
from tests.factories.signatures import signature

MOST_REQUESTS = 3
MOST_BYTES = 60_000  # of the page itself
MOST_SENT = 18_000  # of all answers together, as a proxy compresses them
WEIGHED = ("text/html",)


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """A campaign with signers, supporters and a partner's box."""
    with app.app_context():
        campaign = open_campaign(now=now() - timedelta(days=9), partners=("Westhaven Patients’ League",))
        for hours, name in enumerate(["Ilse Vantongerloo", "محمد عبد الله", "Wolfeschlegelsteinhausenbergerdorff"] * 5):
            signature(campaign, name=name, created_at=now() - timedelta(hours=9 * hours), show_name=True)
        for name in ("Dachverband für evidenzbasierte Gesundheitsversorgungsforschung", "Fennmark Kliniken"):
            approved_support(campaign, name=name, country="DE")
    return campaign


class Visit:
    """A tab of a new visitor, who notes where it asks for what."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.page: Page = context.new_page()
        self.requests: list[Request] = []
        context.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.requests.append(request)

    def open(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.address + path)
        return self.page

    def check_privacy(self) -> None:
        """Nothing was asked of another host, and nothing is remembered."""
        assert {urlsplit(request.url).netloc for request in self.requests} == {urlsplit(self.address).netloc}
        assert self.context.cookies() == []
        assert self.page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    """Somebody new; at the end nothing came from elsewhere and no cookie was set."""
    context = chromium.new_context(reduced_motion="reduce")
    visit = Visit(context, address)
    yield visit
    visit.check_privacy()
    context.close()


@pytest.fixture
def plain_visit(chromium: Browser, address: str) -> Iterator[Visit]:
    """Somebody whose browser runs no script."""
    context = chromium.new_context(java_script_enabled=False)
    yield Visit(context, address)
    assert context.cookies() == []
    context.close()


def pending(campaign: Campaign, **columns: object) -> str:
    """The path of the link in the letter about a new entry."""
    return path_of(signature(campaign, state=SignatureState.PENDING, created_at=now(), **columns))  # type: ignore[arg-type]


def path_of(entry: Signature) -> str:
    return urlsplit(confirm_link(entry)).path


def test_states_that_pages_pass_through_are_accessible(app: Flask, visit: Visit, campaign: Campaign) -> None:
    # Each page in its usual state: test_every_public_page.py.
    with app.app_context():
        closed = open_campaign(now=now() - timedelta(days=3))
        signature(closed, name="Ilse Vantongerloo", show_name=True)
        close_campaign(closed.id, "Handed over to the agencies on a Tuesday.", COMMAND_LINE, now())
        planned = open_campaign(now=now(), opens_at=now() + timedelta(days=3))
        confirmed = path_of(signature(campaign))
        late = path_of(signature(campaign, state=SignatureState.PENDING, created_at=now() - timedelta(days=8)))
    paths = {
        f"/c/{campaign.slug}": 200, f"/c/{closed.slug}": 200, f"/c/{planned.slug}": 200, confirmed: 200, late: 410,
        "/s/nonsense": 404, f"/c/{planned.slug}/signatories": 200, "/nowhere": 404,
    }  # fmt: skip
    for path, status in paths.items():
        answer = visit.page.goto(visit.address + path)
        assert answer is not None
        assert answer.status == status, path
        check_page(visit.page, path, ((320, "dark"), (1280, "light")))


def test_error_states_are_accessible_and_lead_to_each_field(visit: Visit, campaign: Campaign) -> None:
    page = visit.open(f"/c/{campaign.slug}")
    page.fill("#name", "https://evil.example")
    page.fill("#email", "ada")
    page.get_by_role("button", name="Sign", exact=True).click()
    summary = page.locator("#errors")
    page.locator("#errors:focus").wait_for()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(summary.locator("li")).to_have_count(4)
    for link in summary.locator("a").all():
        field = page.locator(link.get_attribute("href") or "")
        expect(field).to_have_count(1)
        expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#email")).to_have_value("ada")
    check_page(page, "the form with errors", EVERY_LOOK)
    page = visit.open(f"/c/{campaign.slug}/code")
    page.get_by_role("button", name="Yes, count my signature").click()
    expect(page.locator("#errors li")).to_have_count(2)
    check_page(page, "the code with errors", EVERY_LOOK)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    wanted = page.locator(f"{selector}:focus")
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.count():
            return
    raise AssertionError(f"no Tab leads to {selector}")


def test_signing_and_confirming_need_a_keyboard_and_nothing_else(
    app: Flask, plain_visit: Visit, campaign: Campaign
) -> None:
    page = plain_visit.open(f"/c/{campaign.slug}")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip:focus"), "the first stop leads past the masthead").to_have_count(1)
    for selector, typed in (("#name", "Ada Lovelace"), ("#email", "ada@example.org"), ("#country", "Germany")):
        tab_to(page, selector)
        page.keyboard.type(typed)
    expect(page.locator("#country")).to_have_value("DE")
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    tab_to(page, "#city")
    page.keyboard.type("Turin")
    for box in ("#agree", "#show"):
        tab_to(page, box)
        page.keyboard.press("Space")
    tab_to(page, "#sign button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check-mail*")
    expect(page.locator("h1")).to_have_text("Now look in your mailbox")

    with app.app_context():
        link = path_of(db.session.scalars(select(Signature).where(Signature.state == SignatureState.PENDING)).one())
    page = plain_visit.open(link)
    expect(page.locator("dl").first).to_contain_text("Ada Lovelace")
    tab_to(page, "form button")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your signature is recorded").wait_for()
    with app.app_context():
        entry = db.session.scalars(select(Signature).order_by(Signature.id.desc())).first()
        assert entry is not None
        assert (entry.state, entry.public_name) == (SignatureState.CONFIRMED, "Ada Lovelace")


def test_a_slip_in_the_address_is_noticed_while_typing(visit: Visit, campaign: Campaign) -> None:
    page = visit.open(f"/c/{campaign.slug}")
    page.fill("#email", "ada@gmial.com")
    page.locator("#email").blur()
    expect(page.locator("#email-t")).to_have_text("Did you mean gmail.com?")
    check_page(page, "the form with a hint")
    page.fill("#email", "ada@gmail.com")
    page.locator("#email").blur()
    expect(page.locator("#email-t")).to_have_text("")


def test_a_form_under_suspicion_is_proved_by_the_script_and_taken(app: Flask, visit: Visit, campaign: Campaign) -> None:
    page = visit.open(f"/c/{campaign.slug}")
    page.fill("#name", "Ada Lovelace")
    page.fill("#email", "ada@example.org")
    page.select_option("#country", "DE")
    page.check("#agree")
    page.evaluate("document.getElementById('website').value = 'https://helpful.example'")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("#sign [role=alert]")).to_contain_text("Please press the button once more.")
    expect(page.locator("#name")).to_have_value("Ada Lovelace")
    expect(page.locator("#email")).to_have_value("ada@example.org")
    expect(page.locator("#agree")).to_be_checked()
    check_page(page, "the form with a challenge")
    page.wait_for_function("document.querySelector('[name=answer]').value !== ''", timeout=30_000)
    page.get_by_role("button", name="Sign", exact=True).click()
    page.wait_for_url("**/check-mail*")
    with app.app_context():
        assert db.session.scalars(select(Signature).where(Signature.state == SignatureState.PENDING)).one()


def test_a_first_visit_is_light(visit: Visit, campaign: Campaign) -> None:
    visit.page.goto(f"{visit.address}/c/{campaign.slug}", wait_until="networkidle")
    assert len(visit.requests) <= MOST_REQUESTS
    sizes, sent = {}, {}
    for request in visit.requests:
        answer = request.response()
        assert answer is not None
        assert answer.status == 200
        if (answer.header_value("content-type") or "").partition(";")[0] in WEIGHED:
            sizes[urlsplit(request.url).path] = len(answer.body())
        sent[request.url] = len(gzip.compress(answer.body(), 6))
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    assert sum(sent.values()) <= MOST_SENT, sent


def test_a_campaign_prints_as_text_with_its_count_date_and_address(
    app: Flask, visit: Visit, campaign: Campaign
) -> None:
    with app.app_context():
        link = pending(campaign)
    page = visit.open(f"/c/{campaign.slug}")
    address = page.locator(".print-only")
    expect(address).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".num").first).to_be_visible()
    expect(page.locator("time").first).to_be_visible()
    assert address.inner_text().endswith(f"http://localhost/c/{campaign.slug}")
    for hidden in ("#sign", ".nav", ".share", ".languages", ".skip"):
        expect(page.locator(hidden).first, hidden).to_be_hidden()
    page.emulate_media(media="screen")
    expect(visit.open(link).locator(".print-only"), "a link for one person stays off paper").to_have_count(0)
