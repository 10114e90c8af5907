"""Desk pages in Chromium: accessible in light and dark, on a phone and a desk; hostile words stay words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Dialog, Page, expect

from campaign.campaigns.create import COMMAND_LINE, Particulars, Words, create_campaign
from campaign.campaigns.models import Campaign
from campaign.campaigns.open import open_campaign as open_
from campaign.campaigns.write_text import write_text
from campaign.clock import now
from tests.browser.axe import FOUR_LOOKS, TWO_LOOKS, check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import draft_campaign, open_campaign
from tests.factories.signatures import WHEN, signature

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</textarea><iframe srcdoc='<script>parent.alert(1)</script>'>",
    "[press](javascript:alert(1))",
    "![](http://127.0.0.2/pixel.png)",
    "{{ 7*7 }}{% raw %}",
    "<a href=javascript:alert(1)>press</a>",
)
NASTY = " ".join(HOSTILE)
PAGES = ("", "/edit", "/text", "/preview", "/publish", "/open", "/close")


@pytest.fixture
def page(app: Flask, client: FlaskClient, address: str, chromium: Browser) -> Iterator[Page]:
    """A tab in which an owner is signed in; at its end nothing must have run that was typed by anybody."""
    with app.app_context():
        owner = staff()
    cookie = sign_in(client, owner).get_cookie("session")
    assert cookie is not None
    context = chromium.new_context(base_url=address, reduced_motion="reduce")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("dialog", lambda dialog: answer(dialog, wrong))
    tab.on("console", lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None)
    tab.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(address) else None)
    yield tab
    context.close()
    assert wrong == []


def answer(dialog: Dialog, wrong: list[str]) -> None:
    """Leave unsaved words behind when the house asks whether to; any other dialog is somebody else's script."""
    if dialog.type == "beforeunload":
        dialog.accept()
        return
    wrong.append(f"dialog {dialog.message}")
    dialog.dismiss()


def test_pages_with_much_on_them_are_accessible_at_both_widths_in_light_and_dark(app: Flask, page: Page) -> None:
    with app.app_context():
        campaign = open_campaign(now=now() - timedelta(days=9), partners=("Westhaven League",))
        words = Words(title="Amended", addressee="All", ask="1. Less\n2. More")
        write_text(campaign.id, "en", words, COMMAND_LINE, WHEN)
        for hours in range(12):
            signature(campaign, created_at=now() - timedelta(hours=9 * hours), show_name=hours % 2 == 0)
        draft = draft_campaign(recipient="")
    one = f"/desk/campaigns/{campaign.id}"
    visits = ["/desk", f"/desk/signatories?campaign={campaign.slug}&from=x", f"{one}/edit", f"{one}/publish"]
    visits += [f"/desk?campaign={campaign.slug}", f"/desk/campaigns/{draft.id}/open"]
    for visit in visits:
        page.goto(visit)
        check_page(page, visit, FOUR_LOOKS if visit in (visits[0], f"{one}/edit") else TWO_LOOKS)
    page.goto(f"{one}/text")
    page.fill("#title", "")
    page.get_by_role("button", name="Preview").click()
    check_page(page, "a refused preview")
    page.goto(f"/desk/signatories?campaign={campaign.slug}")
    page.fill("#email", "nobody@example.org")
    page.check("#reason-0")
    page.get_by_role("button", name="Look up").click()
    check_page(page, "a look-up")


def hostile_campaign() -> Campaign:
    """An open campaign with hostile words in every field, and a hostile draft of its next version."""
    particulars = Particulars(
        slug="hostile", controller=NASTY, controller_contact=NASTY, recipient=NASTY, complaint_body=NASTY,
        retention_until=now().date() + timedelta(days=300), partners=(NASTY,),
    )  # fmt: skip
    words = Words(title=NASTY, addressee=NASTY, lead=NASTY, ask="\n\n".join(HOSTILE), why="\n\n".join(HOSTILE))
    campaign = open_(create_campaign(particulars, words, COMMAND_LINE, now()).id, COMMAND_LINE, now())
    changed = Words(title=NASTY + "!", addressee=NASTY + "!", lead=NASTY + "!", ask=NASTY, why=NASTY)
    write_text(campaign.id, "en", changed, COMMAND_LINE, now())
    signature(
        campaign, name=NASTY, email="nasty@example.org", city=NASTY, profession=NASTY, comment=NASTY, show_name=True,
        wants_updates=True, shared_with=[campaign.partners[0].id],
    )  # fmt: skip
    return campaign


def test_hostile_words_in_every_field_stay_words(app: Flask, page: Page) -> None:
    with app.app_context():
        campaign = hostile_campaign()
    one = f"/desk/campaigns/{campaign.id}"
    for visit in ["/desk", "/desk/campaigns", "/desk/signatories", *(one + path for path in PAGES)]:
        page.goto(visit)
        check_inert(page, visit)
    page.goto(f"{one}/text")
    page.get_by_role("button", name="Preview").click()
    page.wait_for_url("**/preview")
    check_inert(page, "a preview of what was typed")
    page.goto("/desk/signatories")
    page.fill("#email", "nasty@example.org")
    page.check("#reason-0")
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_text("Give my e-mail address to")).to_be_visible()
    check_inert(page, "a whole record")


def check_inert(page: Page, what: str) -> None:
    """Nothing typed became an element that runs, loads or leads somewhere, and no template was made of it."""
    made = page.evaluate(
        """() => [...document.querySelectorAll(
            'main script, main img, iframe, main svg[onload], main [onerror], a[href^="javascript"], a[href^="data"]'
        )].map(element => element.outerHTML)"""
    )
    assert made == [], what
    if not what.endswith(("/open", "/close")):
        assert "{{ 7*7 }}{% raw %}" in page.content(), what
