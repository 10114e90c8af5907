"""The desk pages of the trackers: what is here, and names placed with one press."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import RoleName
from campaign.db import db
from campaign.trackers.disputes.dispute import Objection, dispute
from campaign.trackers.facts import Register
from campaign.trackers.importers.source import Malformed
from campaign.trackers.models import TrackedName
from tests.factories.accounts import sign_in, staff
from tests.factories.trackers import EU_TRIALS, MAY, NOON, OVERDUE_EU, both_registers, take

RAW = "Klinikum <b>Nordmarsch</b> gGmbH"
WRITTEN = replace(OVERDUE_EU, trial_id="2019-990500-11", sponsor_names=(RAW,), title="Nightly oxygen")
SHOUTED = replace(OVERDUE_EU, trial_id="2019-990500-12", sponsor_names=("BRIGHTMOOR BIOLOGICS, Inc.",))
SLIP = replace(OVERDUE_EU, trial_id="2019-990500-13", sponsor_names=("Brigthmoor Biolgics",))


@pytest.fixture
def reviewer(app: Flask, client: FlaskClient) -> FlaskClient:
    """The browser of a reviewer, on a site with both registers and three unplaced names."""
    with app.app_context():
        both_registers()
        broken = Malformed(7, "no trial number", "")
        take(Register.EU, MAY, (*EU_TRIALS, WRITTEN, SHOUTED, SLIP, broken))
        person = staff(RoleName.REVIEWER)
    return sign_in(client, person)


def id_of(app: Flask, raw: str) -> int:
    with app.app_context():
        return db.session.scalars(select(TrackedName.id).where(TrackedName.raw_name == raw)).one()


def meant(app: Flask, raw: str) -> str:
    with app.app_context():
        return db.session.scalars(select(TrackedName.name).where(TrackedName.raw_name == raw)).one()


def test_the_overview_says_what_is_here_and_what_could_not_be_read(reviewer: FlaskClient) -> None:
    page = reviewer.get("/desk/trackers").text
    for words in ("2 May 2026", "8 trials", "no trial number", "days old", "names to place"):
        assert words in page
    assert "names of sponsors to place" in reviewer.get("/desk").text


def test_a_suggestion_is_placed_with_one_press_and_taken_back(app: Flask, reviewer: FlaskClient) -> None:
    page = reviewer.get("/desk/trackers/names").text
    assert 'value="Brightmoor Biologics">' in page
    assert "nearly the same spelling" in page
    assert "Klinikum &lt;b&gt;Nordmarsch" in page
    slip = id_of(app, "Brigthmoor Biolgics")
    answer = reviewer.post(f"/desk/trackers/names/{slip}", data={"name": "Brightmoor Biologics", "list": ""})
    assert (answer.status_code, answer.location) == (303, "/desk/trackers/names")
    assert meant(app, "Brigthmoor Biolgics") == "Brightmoor Biologics"
    history = reviewer.get(f"/desk/trackers/names/{slip}").text
    assert "Take the last decision back" in history
    assert "Reviewer" in history
    assert reviewer.post(f"/desk/trackers/names/{slip}/undo").status_code == 303
    assert meant(app, "Brigthmoor Biolgics") == ""


def test_another_sponsor_is_looked_for_typed_and_refused_with_a_sentence(app: Flask, reviewer: FlaskClient) -> None:
    one = f"/desk/trackers/names/{id_of(app, RAW)}"
    assert "Lakeside University" in reviewer.get(f"{one}?q=lakeside").text
    assert 'value="Lakeside University"' in reviewer.get(f"{one}?name=Lakeside+University").text
    assert "Enter the sponsor that is meant" in reviewer.post(one, data={}).text
    wrong = reviewer.post(one, data={"name": "X", "parent_name": "Oberweserbergland University Hospital"})
    assert wrong.status_code == 409
    assert "belongs to Land Oberweser already" in wrong.text
    assert "starting with https" in reviewer.post(one, data={"name": "X", "proof": "ftp://x"}).text
    right = {"name": "Nordmarsch Clinics", "proof": "https://nordmarsch.example", "note": "<script>"}
    assert reviewer.post(one, data=right).location == one
    assert "https://nordmarsch.example" in reviewer.get(one).text
    assert (
        RAW.replace("<", "&lt;").replace(">", "&gt;")
        in reviewer.get("/desk/trackers/names?which=placed&q=clinics").text
    )


def test_a_name_is_set_aside_and_found_again(app: Flask, reviewer: FlaskClient) -> None:
    one = f"/desk/trackers/names/{id_of(app, RAW)}"
    assert reviewer.post(f"{one}/aside").status_code == 303
    assert (
        "Nordmarsch"
        not in reviewer.get("/desk/trackers/names?register=eu").text.replace("is set aside", "", 1).split("<form")[-1]
    )
    assert "Nordmarsch" in reviewer.get("/desk/trackers/names?which=aside").text
    assert "No name matches" in reviewer.get("/desk/trackers/names?q=zzz").text


def test_exact_matches_are_previewed_and_the_ticked_ones_placed(app: Flask, reviewer: FlaskClient) -> None:
    page = reviewer.get("/desk/trackers/names/exact").text
    assert "the same but for the legal form" in page
    assert "Brigthmoor" not in page
    assert "Nothing was ticked" in reviewer.post("/desk/trackers/names/exact", follow_redirects=True).text
    match = f"{id_of(app, 'BRIGHTMOOR BIOLOGICS, Inc.')} Brightmoor Biologics"
    reviewer.post("/desk/trackers/names/exact", data={"match": [match, "77 Somebody else"]})
    assert meant(app, "BRIGHTMOOR BIOLOGICS, Inc.") == "Brightmoor Biologics"
    assert "No exact match waits" in reviewer.get("/desk/trackers/names/exact").text


def test_a_sponsor_is_found_and_described(reviewer: FlaskClient) -> None:
    assert "Which sponsor?" in reviewer.get("/desk/trackers/sponsors").text
    assert "/desk/trackers/sponsors/lakeside-university" in reviewer.get("/desk/trackers/sponsors?q=lake").text
    one = "/desk/trackers/sponsors/lakeside-university"
    assert reviewer.post(one, data={"country": "GB", "same_as": ""}).status_code == 303
    assert 'value="GB" selected' in reviewer.get(one).text
    wrong = reviewer.post(one, data={"same_as": "nobody"})
    assert wrong.status_code == 422
    assert "There is no such sponsor" in wrong.text
    assert reviewer.get("/desk/trackers/sponsors/nobody").status_code == 404


def test_a_dispute_is_read_beside_the_steps_and_answered(app: Flask, reviewer: FlaskClient) -> None:
    assert "No dispute waits" in reviewer.get("/desk/trackers/disputes").text
    with app.app_context():
        claim = Objection("It ended in 2025, not <b>before</b>.", "ana@reader.example")
        found = dispute(Register.EU, OVERDUE_EU.trial_id, "1", claim, b"12345678", NOON)
    assert OVERDUE_EU.trial_id in reviewer.get("/desk/trackers/disputes").text
    one = f"/desk/trackers/disputes/{found.id}"
    page = reviewer.get(one).text
    assert "It ended in 2025, not &lt;b&gt;before" in page
    assert "When are the results due?" in page
    assert "ana@reader.example" not in page
    assert "Choose a decision" in reviewer.post(one, data={}).text
    empty = reviewer.post(one, data={"decision": "rejected"})
    assert empty.status_code == 422
    assert "Say what was decided" in empty.text
    done = reviewer.post(one, data={"decision": "rejected", "answer": "The register says 14 February 2024."})
    assert done.location == "/desk/trackers/disputes"
    assert "The verdict stands" in reviewer.get(one).text
    assert OVERDUE_EU.trial_id in reviewer.get("/desk/trackers/disputes?which=answered").text
    assert reviewer.post(one, data={"decision": "upheld", "answer": "No."}).status_code == 409
    assert reviewer.get("/desk/trackers/disputes/999").status_code == 404
