"""The public log: every change of a figure that was not one person's own act is there, in the same transaction."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.audit.record import COMMAND_LINE, Actor
from campaign.campaigns.close import close_campaign
from campaign.campaigns.corrections import CAUSES, note_correction
from campaign.campaigns.models import Correction, Measure
from campaign.clock import now
from campaign.db import transaction
from campaign.organizations.duplicates.merge import merge
from campaign.organizations.duplicates.undo_merge import undo_merge
from campaign.organizations.leave import leave
from campaign.organizations.models import Capacity
from campaign.organizations.refusals import NotListed
from campaign.organizations.reopen import reopen
from campaign.privacy.let_go import let_go
from campaign.signatures.deciding.agree import agree
from campaign.signatures.deciding.carry_out import ALONE, Chosen
from campaign.signatures.deciding.decide import decide
from campaign.signatures.deciding.undo_decision import undo_decision
from campaign.signatures.growth.keep_days import keep_days
from campaign.signatures.models import Verdict
from campaign.signatures.signatories import SignatoryFilter
from tests.factories.accounts import staff
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.organizations import approved_support, waiting_support
from tests.factories.signatures import signature
from tests.privacy.test_let_go import AFTER, END


def log(session: Session) -> list[tuple[str, int, str]]:
    rows = session.execute(select(Correction.cause, Correction.change, Correction.note).order_by(Correction.id))
    return [(cause, change, note) for cause, change, note in rows]


@pytest.fixture
def ana(session: Session) -> Actor:
    person = staff()
    return Actor(person.id, person.email)


def test_decisions_are_logged_by_the_figure_that_they_changed(session: Session, ana: Actor) -> None:
    campaign = open_campaign()
    entries = [signature(campaign), signature(campaign), signature(campaign, state="held", was="pending")]
    entries += [signature(campaign, state=state, confirmed_at=None, slot=-1) for state in ("imported", "paper")]
    chosen = Chosen(tuple(one.id for one in entries))
    struck = decide(campaign.id, Verdict.INVALIDATE, chosen, "Secret reason", ana, WHEN, public_note="Bots.")
    assert log(session) == [
        ("struck_out", -2, "Bots."), ("struck_out:lists", -1, "Bots."), ("struck_out:paper", -1, "Bots."),
    ]  # fmt: skip
    undo_decision(struck.id, ana, WHEN)
    assert log(session)[3:] == [
        ("striking_undone", 2, ""), ("striking_undone:lists", 1, ""), ("striking_undone:paper", 1, ""),
    ]  # fmt: skip
    released = decide(campaign.id, Verdict.RELEASE, Chosen((entries[2].id,)), "A person", ana, WHEN)
    undo_decision(released.id, ana, WHEN)
    assert log(session)[6:] == [("released", 1, ""), ("releasing_undone", -1, "")]
    decide(campaign.id, Verdict.INVALIDATE, Chosen((entries[0].id,)), "Again", ana, WHEN)
    back = decide(campaign.id, Verdict.REINSTATE, Chosen((entries[0].id,)), "No", ana, WHEN)
    undo_decision(back.id, ana, WHEN)
    assert log(session)[8:] == [("struck_out", -1, ""), ("reinstated", 1, ""), ("reinstating_undone", -1, "")]
    assert sum(change for cause, change, _ in log(session) if ":" not in cause) == -1


def test_what_two_people_strike_out_is_logged_when_it_is_done(session: Session, ana: Actor) -> None:
    campaign = open_campaign()
    for _ in range(ALONE + 1):
        signature(campaign)
    chosen = Chosen(matching=SignatoryFilter())
    proposal = decide(campaign.id, Verdict.INVALIDATE, chosen, "One hand", ana, WHEN, public_note="One list.")
    assert log(session) == []
    second = staff()
    agree(proposal.id, Actor(second.id, second.email), WHEN)
    assert log(session) == [("struck_out", -(ALONE + 1), "One list.")]


def test_a_decision_that_fails_leaves_no_line(session: Session) -> None:
    campaign = open_campaign()
    with pytest.raises(RuntimeError), transaction():
        note_correction(campaign.id, WHEN, Measure.PEOPLE, -1, "struck_out")
        raise RuntimeError
    assert log(session) == []
    with pytest.raises(ValueError, match="no such cause"), transaction():
        note_correction(campaign.id, WHEN, Measure.PEOPLE, -1, "because")


def test_organizations_taken_off_merged_and_taken_back(session: Session, ana: Actor) -> None:
    campaign = open_campaign()
    first, second = (approved_support(campaign, approved_at=WHEN) for _ in range(2))
    personal = approved_support(campaign, capacity=Capacity.PERSONAL)
    itself = approved_support(campaign)
    leave(personal.id, ana, WHEN)
    leave(itself.id, Actor(None, "organization"), WHEN)
    assert log(session) == [], "neither is a correction: one never counted, one left by itself"
    done = merge(first.organization_id, second.organization_id, lambda _: True, ana, WHEN)
    undo_merge(done.id, lambda _: True, ana, WHEN)
    reopen(first.id, ana, WHEN + timedelta(days=1))
    leave(second.id, ana, WHEN)
    assert [line[:2] for line in log(session)] == [
        ("organizations_merged", -1), ("merge_undone", 1), ("approval_taken_back", -1), ("organization_taken_off", -1),
    ]  # fmt: skip
    with pytest.raises(NotListed):
        leave(waiting_support(campaign).id, ana, WHEN)
    assert len(log(session)) == 4


def test_letting_go_is_said_and_changes_no_count(session: Session) -> None:
    campaign = open_campaign(retention_until=END)
    signature(campaign)
    signature(campaign, state="imported", confirmed_at=None, slot=-1)
    close_campaign(campaign.id, "", COMMAND_LINE, WHEN)
    let_go(campaign.id, COMMAND_LINE, AFTER)
    assert log(session) == [("let_go", 0, ""), ("let_go:lists", -1, "")]


def test_what_is_done_in_parts_is_one_line_a_day(session: Session) -> None:
    campaign = open_campaign()
    for moment in (WHEN, WHEN + timedelta(minutes=1), WHEN + timedelta(days=1)):
        with transaction():
            note_correction(
                campaign.id, moment, Measure.PEOPLE, 500, "list_taken_in", beside="lists", in_parts=True
            )  # fmt: skip
    assert [line[1] for line in log(session)] == [1000, 500]


def test_the_log_says_since_when_it_runs(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        keep_days(WHEN)
        keep_days(WHEN + timedelta(hours=1))
    page = client.get(f"/c/{campaign.slug}/corrections").text
    assert "runs since 2 March 2026" in page
    assert json.loads(client.get(f"/c/{campaign.slug}/corrections.json").text)["log_since"] == "2026-03-02"


def test_the_public_sees_day_and_cause_and_nothing_of_the_decision(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        entry = signature(campaign, name="Ilse Vantongerloo")
        person = staff()
        actor = Actor(person.id, person.email)
        note = "<script>alert(1)</script> =1+1"
        decide(campaign.id, Verdict.INVALIDATE, Chosen((entry.id,)), "Secret", actor, now(), public_note=note)
        email = person.email
    page = client.get(f"/c/{campaign.slug}/corrections").text
    assert "&lt;script&gt;alert(1)" in page
    assert "−1" in page
    for name in ("corrections", "corrections.json", "corrections.atom"):
        answer = client.get(f"/c/{campaign.slug}/{name}")
        assert answer.status_code == 200
        for hidden in ("Secret", email, "Vantongerloo"):
            assert hidden not in answer.text
    feed = client.get(f"/c/{campaign.slug}/corrections.atom").text
    assert "T00:00:00Z" in feed
    assert CAUSES["struck_out"] in feed
    found = json.loads(client.get(f"/c/{campaign.slug}/corrections.json").text)["corrections"]
    assert [(one["figure"], one["change"], one["cause"]) for one in found] == [("people", -1, "struck_out")]
