"""Objections to verdicts: made, answered in public, told by mail, forgotten."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.db import db
from campaign.mail.deliver import deliver_due
from campaign.mail.models import Message
from campaign.sealed import unseal_for_site
from campaign.trackers.disputes.answer_dispute import answer_dispute
from campaign.trackers.disputes.dispute import HARD_PER_HOUR, TABLE, Objection, dispute
from campaign.trackers.disputes.forget_disputes import forget_disputes
from campaign.trackers.disputes.letters import dispute_letter
from campaign.trackers.disputes.queries import dispute_counts
from campaign.trackers.disputes.refusals import (
    AnsweredAlready,
    AnswerMissing,
    NoSuchDispute,
    NoSuchTrial,
    TooManyDisputes,
)
from campaign.trackers.facts import Register
from campaign.trackers.models import Dispute, DisputeState, Trial
from tests.factories.trackers import NOON, OVERDUE_EU, both_registers

CLAIM = "P. End of trial status: Poland says restarted, not ended. See the entry of 3 March."
ADDRESS = f"/trackers/eu/trials/{OVERDUE_EU.trial_id}"
DAY = timedelta(days=1)


def disputed(email: str = "office@hospital.example", claim: str = CLAIM) -> Dispute:
    return dispute(Register.EU, OVERDUE_EU.trial_id, "1", Objection(claim, email), b"network8", NOON)


def test_an_objection_keeps_the_verdict_it_is_about_and_seals_the_address(session: Session) -> None:
    both_registers()
    found = disputed()
    assert (found.status, found.rule_version, found.data_date.isoformat()) == ("completed-due", "1", "2026-05-02")
    assert found.sealed is not None
    assert b"hospital" not in found.sealed
    assert unseal_for_site(TABLE, found.public_id, found.sealed) == {"email": "office@hospital.example"}
    assert disputed(email="").id == found.id
    assert disputed(email="", claim=CLAIM + " And more.").sealed is None
    assert session.scalar(select(Message)) is None


def test_an_objection_needs_a_trial(session: Session) -> None:
    both_registers()
    with pytest.raises(NoSuchTrial):
        dispute(Register.EU, "2004-000000-00", "1", Objection(CLAIM, ""), b"network8", NOON)


def test_a_flood_from_one_network_is_held_back(session: Session) -> None:
    both_registers()
    for number in range(HARD_PER_HOUR):
        disputed(claim=f"{CLAIM} {number}")
    with pytest.raises(TooManyDisputes):
        disputed(claim="Another one, with enough words in it.")
    assert session.scalar(select(func.count()).select_from(Dispute)) == HARD_PER_HOUR


def test_an_answer_is_given_once_is_recorded_and_goes_out(session: Session) -> None:
    both_registers()
    found = disputed()
    with pytest.raises(AnswerMissing):
        answer_dispute(found.id, DisputeState.UPHELD, " ", COMMAND_LINE, NOON)
    with pytest.raises(NoSuchDispute):
        answer_dispute(999, DisputeState.UPHELD, "You are right.", COMMAND_LINE, NOON)
    answer_dispute(found.id, DisputeState.UPHELD, "You are right: the field was read wrongly.", COMMAND_LINE, NOON)
    with pytest.raises(AnsweredAlready):
        answer_dispute(found.id, DisputeState.REJECTED, "No.", COMMAND_LINE, NOON)
    assert session.scalars(select(Message.kind)).all() == ["trackers.dispute_answered"]
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.about, entry.details) == (
        "dispute.answered",
        f"eu {OVERDUE_EU.trial_id}",
        {"state": "upheld"},
    )
    counts = dispute_counts()
    assert (counts.all, counts.answered, counts.right) == (1, 1, 1)


def test_the_letter_holds_the_answer(session: Session, app: Flask) -> None:
    both_registers()
    found = disputed()
    answer_dispute(found.id, DisputeState.REJECTED, "Poland says ended in our copy.", COMMAND_LINE, NOON)
    letter = dispute_letter(found, session.get_one(Trial, found.trial_id))
    assert letter is not None
    assert letter.recipient == "office@hospital.example"
    assert letter.own["answer"] == "Poland says ended in our copy."
    assert letter.own["page"].endswith(f"{ADDRESS}#disputes")
    assert deliver_due(lambda: NOON + DAY) is not None
    assert session.scalars(select(Message.state)).one().value in ("sent", "waiting")


def test_withheld_without_words_no_letter_goes_out(session: Session) -> None:
    both_registers()
    found = disputed()
    answer_dispute(found.id, DisputeState.WITHHELD, "", COMMAND_LINE, NOON)
    assert session.scalar(select(Message)) is None
    assert dispute_counts().all == 0


def test_addresses_go_thirty_days_after_the_answer_and_withheld_ones_altogether(session: Session) -> None:
    both_registers()
    answered, withheld, waiting = (disputed(claim=f"{CLAIM} {number}") for number in range(3))
    answer_dispute(answered.id, DisputeState.REJECTED, "No.", COMMAND_LINE, NOON)
    answer_dispute(withheld.id, DisputeState.WITHHELD, "", COMMAND_LINE, NOON)
    assert forget_disputes(NOON + 30 * DAY) == 0
    assert forget_disputes(NOON + 31 * DAY) == 2
    assert forget_disputes(NOON + 31 * DAY) == 0
    left = session.scalars(select(Dispute).order_by(Dispute.id).execution_options(populate_existing=True)).all()
    assert [(each.id, each.sealed is None) for each in left] == [(answered.id, True), (waiting.id, False)]
    assert dispute_letter(left[0], session.get_one(Trial, answered.trial_id)) is None


def form_values(client: FlaskClient) -> dict[str, str]:
    page = client.get(ADDRESS).text
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token is not None
    return {"form_token": token[1], "claim": CLAIM, "email": "", "website": ""}


def test_an_objection_through_the_page_is_answered_in_public(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        both_registers()
    assert "Nobody has disputed a verdict on this site yet" in client.get(ADDRESS).text
    sent = client.post(f"{ADDRESS}/dispute", data=form_values(client))
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{ADDRESS}?disputed=1#disputes")
    page = client.get(sent.headers["Location"]).text
    assert "We have your objection" in page
    assert CLAIM not in page
    assert "1 objection to this verdict waits for an answer" in page
    with app.app_context():
        waiting = db.session.scalars(select(Dispute)).one()
        answer_dispute(waiting.id, DisputeState.UPHELD, "You are right.", COMMAND_LINE, NOON)
    page = client.get(ADDRESS).text
    assert CLAIM in page
    assert "We were wrong" in page
    assert "You are right." in page
    assert "1 dispute on this site so far, 1 of them right" in " ".join(page.split())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"claim": "Wrong."}, "Use 20 characters at least"),
        ({"claim": "x" * 3001}, "Use 3,000 characters at most"),
        ({"claim": ""}, "Say which step is wrong"),
        ({"email": "nobody"}, "Enter a whole e-mail address"),
        ({"form_token": "made-up"}, "did not come from a fresh page"),
        ({"website": "https://spam.example"}, "A field that must stay empty was filled in"),
    ],
)
def test_a_form_with_faults_comes_back_with_what_was_typed(
    app: Flask, client: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    with app.app_context():
        both_registers()
    values = {**form_values(client), "email": "office@hospital.example", **changes}
    answer = client.post(f"{ADDRESS}/dispute", data=values)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert values["claim"] in answer.text
    assert values["email"] in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    with app.app_context():
        assert db.session.scalar(select(Dispute)) is None


def test_what_is_withheld_is_not_shown(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        both_registers()
        answer_dispute(disputed().id, DisputeState.WITHHELD, "Names of people.", COMMAND_LINE, NOON)
    page = client.get(ADDRESS).text
    assert CLAIM not in page
    assert "Names of people." not in page
