"""The pages of sponsors, trials and disputes in Chromium: accessible in every look, and nothing scrolls sideways."""

import re
from dataclasses import replace
from datetime import date

from flask import Flask
from playwright.sync_api import Browser, expect

from campaign.audit.record import COMMAND_LINE
from campaign.trackers.disputes.answer_dispute import answer_dispute
from campaign.trackers.disputes.dispute import Objection, dispute
from campaign.trackers.facts import Register, Submission
from campaign.trackers.models import DisputeState
from tests.browser.axe import EVERY_LOOK, TWO_LOOKS, check_page
from tests.factories.trackers import (
    EU_TRIALS,
    FDAAA_TRIALS,
    JUNE,
    NOON,
    OVERDUE_EU,
    OVERDUE_FDAAA,
    both_registers,
    take,
)

HOSPITAL = "/trackers/eu/sponsors/oberweserbergland-university-hospital"
TRIAL = f"/trackers/eu/trials/{OVERDUE_EU.trial_id}"


def filled(app: Flask) -> None:
    """Two copies of the EU register, results that were cancelled, and an objection with its answer."""
    with app.app_context():
        both_registers()
        long = "Wolfeschlegelsteinhausenbergerdorffvelatrexone" * 3
        take(Register.EU, JUNE, [replace(OVERDUE_EU, title=long, max_end_date=date(2024, 3, 1)), *EU_TRIALS[1:]])
        cancelled = Submission(date(2024, 8, 1), cancelled=date(2024, 9, 1))
        unsure = replace(OVERDUE_FDAAA, submissions=(cancelled,), has_major_comments=True)
        take(Register.FDAAA, JUNE, [unsure, *FDAAA_TRIALS[1:]])
        claim = Objection(f"The end is another one: {long}", "")
        objection = dispute(Register.EU, OVERDUE_EU.trial_id, "1", claim, b"network8", NOON)
        answer_dispute(objection.id, DisputeState.UPHELD, "You are right.", COMMAND_LINE, NOON)


def test_the_pages_are_accessible_in_every_look(app: Flask, address: str, chromium: Browser) -> None:
    filled(app)
    page = chromium.new_page(base_url=address, reduced_motion="reduce")  # colours of fields change at once
    page.goto(HOSPITAL)
    check_page(page, "sponsor", EVERY_LOOK)
    page.goto(TRIAL)
    check_page(page, "trial", EVERY_LOOK)
    for what in ("/trackers/fdaaa/trials/NCT09900001", "/trackers/fdaaa/sponsors/brightmoor-biologics-gmbh"):
        page.goto(what)
        check_page(page, what, TWO_LOOKS)
    for missing in ("/trackers/eu/sponsors/nobody", "/trackers/eu/trials/2001-000000-00", f"{HOSPITAL}?q=nothing"):
        page.goto(missing)
        check_page(page, missing, TWO_LOOKS)
    page.close()


def test_a_verdict_is_disputed_without_scripts(app: Flask, address: str, chromium: Browser) -> None:
    filled(app)
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto(TRIAL)
    page.get_by_label("Which step is wrong, and what is right?").fill("Too short")
    page.get_by_role("button", name="Dispute this verdict").click()
    expect(page.get_by_label("Which step is wrong, and what is right?")).to_have_value("Too short")
    expect(page.get_by_role("alert").first).to_contain_text("Use 20 characters at least")
    page.get_by_label("Which step is wrong, and what is right?").fill("P. End of trial status: Poland says restarted.")
    page.get_by_role("button", name="Dispute this verdict").click()
    expect(page).to_have_url(re.compile(r"disputed=1#disputes$"))
    expect(page.get_by_role("status")).to_contain_text("We have your objection.")
    context.close()
