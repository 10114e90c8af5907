"""Every page about lists in Chromium: by keyboard and without script, in light and dark, with hostile words in it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from campaign.audit.record import COMMAND_LINE
from campaign.clock import now
from campaign.imports.begin import begin
from campaign.imports.models import Source
from campaign.imports.sample.draw import draw
from campaign.imports.work import work
from tests.browser.axe import check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.imports.listing import NOW, came_in, checked, csv_of, line, taken_in

NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"


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
    tab.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.on("console", lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None)
    tab.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(address) else None)
    yield tab
    context.close()
    assert wrong == []


def test_every_page_is_accessible_and_hostile_words_stay_words(app: Flask, page: Page, tmp_path: Path) -> None:
    hostile = [NASTY, "h@x.org", "DE", NASTY, "2024-01-01"]
    with app.app_context():
        campaign = open_campaign(now=now() - timedelta(days=9))
        raw = came_in(campaign, "Name;E-mail;Land\nJürgen;j@x.org;Österreich\n".encode("cp1252"), note=NASTY)
        looked = checked(campaign, csv_of(hostile, line(email="nope"), line(day="03/04/2024")), place=NASTY)
        options = {"may_write": "yes", "agreed": NASTY}
        paper = taken_in(campaign, csv_of(hostile, line(), line()), Source.PAPER, options=options, keyed_by=NASTY)
        drawn = taken_in(campaign, csv_of(*(line() for _ in range(61))), Source.PAPER)
        draw(drawn.id, COMMAND_LINE, NOW)
        going = checked(campaign, csv_of(line(), line()))
        begin(going.id, COMMAND_LINE, NOW)
        ids = [batch.id for batch in (raw, looked, paper, drawn, going)]
    raw_id, looked_id, paper_id, drawn_id, going_id = ids
    for visit in ("", "/new", f"/{raw_id}/columns", f"/{looked_id}", f"/{looked_id}/report", f"/{paper_id}",
                  f"/{paper_id}/letter", f"/{drawn_id}/sample", f"/{going_id}"):  # fmt: skip
        page.goto(f"/desk/imports{visit}")
        check_page(page, visit)
        assert page.locator("main script, main img, main [onerror]").count() == 0, visit
    page.goto("/desk/imports/new")
    page.get_by_role("button", name="Read the list").press("Enter")
    check_page(page, "a refused upload")
    page.goto(f"/desk/imports/{looked_id}/report")
    page.get_by_role("button", name="Show these lines in clear").click()
    expect(page.locator("table")).to_contain_text(NASTY)
    check_page(page, "lines in clear")
    page.goto(f"/desk/imports/{drawn_id}/sample")
    page.get_by_role("button", name="Show the next lines").click()
    check_page(page, "a comparison")


def test_progress_shows_by_itself_until_all_is_in(app: Flask, page: Page) -> None:
    with app.app_context():
        batch = checked(open_campaign(), csv_of(line(), line()))
        begin(batch.id, COMMAND_LINE, NOW)
        batch_id = batch.id
    page.goto(f"/desk/imports/{batch_id}")
    expect(page.get_by_role("heading", name="Being taken in")).to_be_visible()
    expect(page.get_by_role("link", name="See how far it is now")).to_be_visible()
    with app.app_context():
        assert work(now)
    page.get_by_role("heading", name="Ask them to confirm").wait_for(timeout=15_000)
