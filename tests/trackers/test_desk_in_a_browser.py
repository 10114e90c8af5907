"""The desk pages of the trackers and the pages of letters in Chromium: accessible, on a phone and a desk."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from campaign.clock import now
from campaign.db import db
from campaign.text import read_address
from campaign.tokens import make_link_token
from campaign.trackers.alerts.queries import CONFIRM_PURPOSE, STOP_PURPOSE, sponsor_for_alert
from campaign.trackers.alerts.request_alert import request_alert
from campaign.trackers.disputes.dispute import Objection, dispute
from campaign.trackers.facts import Register
from campaign.trackers.importers.source import Malformed
from campaign.trackers.models import Alert, TrackedName
from tests.browser.axe import FOUR_LOOKS, check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.trackers import EU_TRIALS, MAY, NOON, OVERDUE_EU, both_registers, take

NAMES = ("Brigthmoor Biolgics", "BRIGHTMOOR BIOLOGICS, Inc.", "Klinikum Nordmarsch gGmbH, Abteilung für Innere Medizin")


@pytest.fixture
def page(app: Flask, client: FlaskClient, address: str, chromium: Browser) -> Iterator[Page]:
    """A tab in which an owner is signed in, on a site with something of everything."""
    with app.app_context():
        both_registers()
        unknown = [
            replace(OVERDUE_EU, trial_id=f"2019-990500-{n}", sponsor_names=(raw,)) for n, raw in enumerate(NAMES, 11)
        ]
        take(Register.EU, MAY, (*EU_TRIALS, *unknown, Malformed(7, "no trial number", "")))
        dispute(
            Register.EU, OVERDUE_EU.trial_id, "1", Objection("It ended in 2025, not before.", ""), b"12345678", NOON
        )
        request_alert(
            sponsor_for_alert(Register.EU, "brightmoor-biologics").id, read_address("a@b.example"), b"1", now()
        )
        owner = staff()
    cookie = sign_in(client, owner).get_cookie("session")
    assert cookie is not None
    context = chromium.new_context(base_url=address, reduced_motion="reduce")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    yield context.new_page()
    context.close()


def test_every_page_of_the_desk_and_of_letters_is_accessible(app: Flask, page: Page) -> None:
    with app.app_context():
        name_id = db.session.scalars(select(TrackedName.id).where(TrackedName.raw_name == NAMES[0])).one()
        alert = db.session.scalars(select(Alert)).one()
        confirm = make_link_token(CONFIRM_PURPOSE, alert.public_id)
        stop = make_link_token(STOP_PURPOSE, alert.public_id)
    visits = (
        "/desk/trackers", "/desk/trackers/names", "/desk/trackers/names?which=placed", "/desk/trackers/names/exact",
        f"/desk/trackers/names/{name_id}?q=bright", "/desk/trackers/sponsors?q=bright",
        "/desk/trackers/sponsors/brightmoor-biologics", "/desk/trackers/disputes", "/desk/trackers/disputes/1",
        "/trackers/eu/sponsors/brightmoor-biologics/alert", "/trackers/alerts/check-mail",
        f"/trackers/alerts/{confirm}", f"/trackers/alerts/{stop}/stop", "/trackers/alerts/gone",
    )  # fmt: skip
    for visit in visits:
        page.goto(visit)
        check_page(page, visit, FOUR_LOOKS[:1] + FOUR_LOOKS[3:])
