"""Releasing, striking out and taking back: alone up to 25, by two beyond, and undone when it was wrong."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.audit.chain import START, end_of_chain
from campaign.audit.models import AuditEntry
from campaign.audit.record import Actor
from campaign.campaigns.queries import campaign_facts
from campaign.db import db
from campaign.mail.models import Message
from campaign.signatures.confirm import confirm
from campaign.signatures.deciding.agree import agree
from campaign.signatures.deciding.carry_out import ALONE, STRUCK_OUT, Chosen, needs_two, touched
from campaign.signatures.deciding.decide import decide
from campaign.signatures.deciding.drop_proposal import drop_old_proposals, drop_proposal
from campaign.signatures.deciding.undo_decision import undo_decision
from campaign.signatures.deny import deny
from campaign.signatures.hold import Pressing
from campaign.signatures.letters import letter
from campaign.signatures.models import Decision, DecisionState, Signature, SignatureState, Verdict
from campaign.signatures.queries import count_people
from campaign.signatures.refusals import NoSuchDecision, NotByYourself, NothingToDecide, TooLateToUndo
from campaign.signatures.signatories import SignatoryFilter, filter_as_json, filter_from_json
from campaign.web.bulk import SetChanged
from tests.factories.accounts import staff
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.signatures import signature
from tests.organizations.test_authority import at_once
from tests.signatures.test_sign import rows, token


@pytest.fixture
def ana(session: Session) -> Actor:
    person = staff()
    return Actor(person.id, person.email)


@pytest.fixture
def rui(session: Session) -> Actor:
    person = staff()
    return Actor(person.id, person.email)


def kinds(session: Session) -> list[str]:
    return list(session.scalars(select(Message.kind).order_by(Message.id)))


def states(session: Session) -> list[tuple[SignatureState, SignatureState | None]]:
    return [(row.state, row.was) for row in rows(session)]


def test_released_ones_count_and_are_thanked_and_an_undo_holds_them_again(session: Session, ana: Actor) -> None:
    campaign = open_campaign()
    held = [signature(campaign, state="held", was="pending", held_because="fast") for _ in range(3)]
    decision = decide(campaign.id, Verdict.RELEASE, Chosen((held[0].id, held[1].id)), "Real people", ana, WHEN)
    assert (decision.state, decision.signatures) == (DecisionState.DONE, 2)
    assert count_people(campaign.id) == 2
    assert kinds(session) == ["signatures.thank_you"] * 2
    assert len(set(session.scalars(select(Message.public_id)))) == 2
    undo_decision(decision.id, ana, WHEN + timedelta(days=29))
    assert count_people(campaign.id) == 0
    assert states(session) == [(SignatureState.HELD, SignatureState.PENDING)] * 3


@pytest.mark.parametrize("was", ["confirmed", "held", "imported", "paper"])
def test_striking_out_and_its_undo_leave_everything_as_it_was(session: Session, ana: Actor, was: str) -> None:
    campaign = open_campaign()
    apart = {"confirmed_at": None, "slot": -1} if was in ("imported", "paper") else {}
    entry = signature(campaign, state=was, was="pending" if was == "held" else None, **apart)
    before = states(session)
    decision = decide(campaign.id, Verdict.INVALIDATE, Chosen((entry.id,)), "Invented", ana, WHEN)
    assert states(session) == [(SignatureState.INVALIDATED, SignatureState(was))]
    assert kinds(session) == ([STRUCK_OUT] if was in ("confirmed", "held") else []), "who confirmed is told"
    undo_decision(decision.id, ana, WHEN + timedelta(days=1))
    assert states(session) == before


def test_taking_back_brings_each_to_what_it_was(session: Session, ana: Actor) -> None:
    campaign = open_campaign()
    signature(campaign)
    signature(campaign, state="held", was="pending", held_because="many")
    decide(campaign.id, Verdict.INVALIDATE, Chosen(matching=SignatoryFilter()), "A mistake", ana, WHEN, tell=False)
    assert kinds(session) == []
    taken_back = decide(campaign.id, Verdict.REINSTATE, Chosen(matching=SignatoryFilter()), "It was one", ana, WHEN)
    assert states(session) == [(SignatureState.CONFIRMED, None), (SignatureState.HELD, SignatureState.PENDING)]
    undo_decision(taken_back.id, ana, WHEN)
    assert [state for state, _ in states(session)] == [SignatureState.INVALIDATED] * 2


def test_striking_out_many_needs_two_people(session: Session, ana: Actor, rui: Actor) -> None:
    campaign = open_campaign()
    for _ in range(ALONE + 1):
        signature(campaign, country="FR")
    signature(campaign, country="DE")
    chosen = Chosen(matching=SignatoryFilter(country="FR"))
    assert touched(campaign.id, Verdict.INVALIDATE, chosen) == {SignatureState.CONFIRMED: ALONE + 1}
    proposal = decide(campaign.id, Verdict.INVALIDATE, chosen, "One hand", ana, WHEN)
    assert proposal.state == DecisionState.PROPOSED
    assert count_people(campaign.id) == ALONE + 2, "nothing moves before a colleague agrees"
    with pytest.raises(NotByYourself):
        agree(proposal.id, ana, WHEN)
    agree(proposal.id, rui, WHEN + timedelta(days=1))
    assert count_people(campaign.id) == 1
    with pytest.raises(NoSuchDecision):
        agree(proposal.id, rui, WHEN + timedelta(days=1))
    undo_decision(proposal.id, rui, WHEN + timedelta(days=2))
    assert count_people(campaign.id) == ALONE + 2
    assert end_of_chain(START).entries
    acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert list(acts)[-3:] == ["decision.proposed", "decision.agreed", "decision.undone"]


def test_many_small_decisions_of_one_person_are_a_large_one(session: Session, ana: Actor, rui: Actor) -> None:
    campaign = open_campaign()
    entries = [signature(campaign).id for _ in range(ALONE + 2)]
    first = decide(campaign.id, Verdict.INVALIDATE, Chosen(tuple(entries[:ALONE])), "One after another", ana, WHEN)
    rest = Chosen(tuple(entries[ALONE:]))
    soon = WHEN + timedelta(hours=23)
    assert decide(campaign.id, Verdict.INVALIDATE, rest, "And some more", ana, soon).state == DecisionState.PROPOSED
    assert count_people(campaign.id) == 2
    other = open_campaign(slug="other")
    elsewhere = Chosen((signature(other).id,))
    assert decide(other.id, Verdict.INVALIDATE, elsewhere, "Another list", ana, soon).state == DecisionState.DONE
    assert not needs_two(campaign.id, Verdict.INVALIDATE, 2, rui.id, soon), "each person for themselves"
    assert not needs_two(campaign.id, Verdict.INVALIDATE, 2, ana.id, WHEN + timedelta(hours=24))
    undo_decision(first.id, ana, soon)
    assert not needs_two(campaign.id, Verdict.INVALIDATE, 2, ana.id, soon), "what was undone took nothing away"


def test_two_small_decisions_at_once_do_not_miss_each_other(app: Flask) -> None:
    with app.app_context():
        campaign, person = open_campaign(), staff()
        entries = [signature(campaign).id for _ in range(2 * ALONE)]
    actor = Actor(person.id, person.email)

    def strike(some: list[int]) -> Callable[[], object]:
        return lambda: decide(campaign.id, Verdict.INVALIDATE, Chosen(tuple(some)), "At once", actor, WHEN)

    assert at_once(app, strike(entries[:ALONE]), strike(entries[ALONE:])) == []
    with app.app_context():
        assert count_people(campaign.id) == ALONE
        states = db.session.scalars(select(Decision.state).order_by(Decision.state)).all()
        assert states == [DecisionState.DONE, DecisionState.PROPOSED]


def test_more_than_one_person_saw_is_never_struck_out(
    session: Session, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = open_campaign()
    entries = tuple(signature(campaign).id for _ in range(ALONE + 1))
    monkeypatch.setattr("campaign.signatures.deciding.decide.touched", lambda *_: {SignatureState.CONFIRMED: ALONE})
    with pytest.raises(SetChanged):
        decide(campaign.id, Verdict.INVALIDATE, Chosen(entries), "One came in between", ana, WHEN)
    assert count_people(campaign.id) == ALONE + 1


def test_an_undo_does_not_strike_out_what_its_owner_confirmed_since(session: Session, ana: Actor) -> None:
    campaign = open_campaign()
    entry = signature(campaign, state="imported", confirmed_at=None, slot=-1)
    decide(campaign.id, Verdict.INVALIDATE, Chosen((entry.id,)), "Invented", ana, WHEN)
    taken_back = decide(campaign.id, Verdict.REINSTATE, Chosen((entry.id,)), "It was not", ana, WHEN)
    confirm(token(entry), Pressing(b"network1"), WHEN + timedelta(days=1))
    assert count_people(campaign.id) == 1
    undo_decision(taken_back.id, ana, WHEN + timedelta(days=2))
    assert count_people(campaign.id) == 1


def test_a_proposal_is_dropped_by_anybody_or_by_time(session: Session, ana: Actor, rui: Actor) -> None:
    campaign = open_campaign()
    for _ in range(ALONE + 1):
        signature(campaign)
    chosen = Chosen(matching=SignatoryFilter())
    first, second = (decide(campaign.id, Verdict.INVALIDATE, chosen, "Doubt", ana, WHEN) for _ in range(2))
    assert drop_proposal(first.id, rui, WHEN).state == DecisionState.DROPPED
    with pytest.raises(NoSuchDecision):
        agree(second.id, rui, WHEN + timedelta(days=8))
    assert drop_old_proposals(WHEN + timedelta(days=6)) == 0
    assert drop_old_proposals(WHEN + timedelta(days=7)) == 1
    assert count_people(campaign.id) == ALONE + 1


def test_an_undo_leaves_alone_what_was_decided_or_taken_away_since(session: Session, ana: Actor) -> None:
    campaign = open_campaign()
    kept, again, gone = (signature(campaign) for _ in range(3))
    first = decide(campaign.id, Verdict.INVALIDATE, Chosen((kept.id, again.id, gone.id)), "Doubt", ana, WHEN)
    decide(campaign.id, Verdict.REINSTATE, Chosen((again.id,)), "Known", ana, WHEN)
    decide(campaign.id, Verdict.INVALIDATE, Chosen((again.id,)), "Not known after all", ana, WHEN)
    deny(token(gone), WHEN)
    assert undo_decision(first.id, ana, WHEN).signatures == 1
    assert [state for state, _ in states(session)] == [SignatureState.CONFIRMED, SignatureState.INVALIDATED]


def test_what_cannot_be_decided_is_refused(session: Session, ana: Actor) -> None:
    campaign, other = open_campaign(), open_campaign()
    pending, foreign = signature(campaign, state=SignatureState.PENDING), signature(other)
    for chosen in (Chosen(()), Chosen((pending.id,)), Chosen((foreign.id,)), Chosen((2**62,))):
        with pytest.raises(NothingToDecide):
            decide(campaign.id, Verdict.INVALIDATE, chosen, "Doubt", ana, WHEN)
    decision = decide(other.id, Verdict.INVALIDATE, Chosen((foreign.id,)), "Doubt", ana, WHEN)
    with pytest.raises(TooLateToUndo):
        undo_decision(decision.id, ana, WHEN + timedelta(days=31))
    assert session.scalar(select(func.count()).select_from(Signature)) == 2


def test_the_letter_says_that_it_does_not_count_and_whom_to_write_to(session: Session) -> None:
    campaign = open_campaign()
    entry = signature(campaign, state="invalidated", was="confirmed")
    written = letter(STRUCK_OUT, entry, campaign_facts(campaign.slug))
    assert written is not None
    assert written.template == "signatures/mail/struck_out"


def test_filters_survive_being_kept(session: Session) -> None:
    wanted = SignatoryFilter(
        state=SignatureState.HELD, country="FR", text_id=3, first_day=WHEN.date(), last_day=WHEN.date(), batch_id=4
    )
    assert filter_from_json(filter_as_json(wanted)) == wanted
    assert filter_from_json(filter_as_json(SignatoryFilter())) == SignatoryFilter()
