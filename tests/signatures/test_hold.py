"""Confirmations that come as machines send them are held, said so, and decided by people."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import campaign_facts
from campaign.db import transaction
from campaign.mail.models import Message, MessageState
from campaign.signatures.confirm import confirm
from campaign.signatures.hold import Pressing, Suspicion, suspicion, tells_networks_apart
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.queries import count_people, counts
from campaign.signatures.refusals import LinkExpired
from campaign.signatures.sign import sign
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.signatures import signature
from tests.signatures.test_sign import NETWORK, NO_LIMITS, letters, rows, signer, token

WARY = Pressing(NETWORK, fast=timedelta(seconds=2), a_minute=20)


@pytest.mark.parametrize(
    ("hits", "seconds", "expected"),
    [
        (1, None, None),
        (20, 60.0, None),
        (21, 60.0, Suspicion.MANY),
        (1, 1.9, Suspicion.FAST),
        (1, 2.0, None),
        (99, 0.1, Suspicion.FAST),
    ],
)
def test_what_is_suspicious(hits: int, seconds: float | None, expected: Suspicion | None) -> None:
    since = None if seconds is None else timedelta(seconds=seconds)
    assert suspicion(WARY, hits, since) == expected
    assert suspicion(Pressing(NETWORK), hits, since) is None, "switched off"


@pytest.mark.parametrize(
    ("address", "apart"),
    [("127.0.0.1", False), ("::1", False), ("192.0.2.7", True), ("2001:db8::1", True), ("nonsense", False)],
)
def test_a_loopback_address_tells_no_networks_apart(address: str, apart: bool) -> None:
    assert tells_networks_apart(address) is apart


def handed_over(session: Session, seconds: int) -> None:
    """Let the letter have been handed over this long after it was owed."""
    with transaction() as open_session:
        for message in open_session.scalars(select(Message)):
            message.state, message.due_at = MessageState.SENT, None
            message.sent_at = WHEN + timedelta(seconds=seconds)


def test_a_press_within_seconds_of_the_letter_is_held_and_not_counted(session: Session) -> None:
    campaign = campaign_facts(open_campaign().slug)
    sign(campaign, signer(), NETWORK, NO_LIMITS, WHEN)
    handed_over(session, 5)
    [entry] = rows(session)
    confirm(token(entry), WARY, WHEN + timedelta(seconds=6))
    [entry] = rows(session)
    assert (entry.state, entry.was, entry.held_because) == (SignatureState.HELD, SignatureState.PENDING, "fast")
    assert count_people(campaign.id) == 0
    assert counts(campaign.id).held == 1
    confirm(token(entry), WARY, WHEN + timedelta(minutes=5))
    assert rows(session)[0].state == SignatureState.HELD, "pressing again does not help"
    assert [kind for kind, _ in letters(session)] == ["signatures.please_confirm"], "no word of thanks"


def test_one_link_pressed_again_and_again_has_nobody_else_held(session: Session) -> None:
    campaign = open_campaign()
    mine, old, theirs = (signature(campaign, state="pending", created_at=WHEN) for _ in range(3))
    with transaction() as open_session:
        open_session.get_one(Signature, old.id).created_at = WHEN - timedelta(days=8)
    for _ in range(30):
        confirm(token(mine), WARY, WHEN)
        with pytest.raises(LinkExpired):
            confirm(token(old), WARY, WHEN)
    confirm(token(theirs), WARY, WHEN)
    assert {row.id for row in rows(session) if row.state == SignatureState.CONFIRMED} == {mine.id, theirs.id}


def test_the_same_press_a_little_later_counts(session: Session) -> None:
    campaign = campaign_facts(open_campaign().slug)
    sign(campaign, signer(), NETWORK, NO_LIMITS, WHEN)
    handed_over(session, 5)
    confirm(token(rows(session)[0]), WARY, WHEN + timedelta(seconds=8))
    assert count_people(campaign.id) == 1


def test_the_twenty_first_of_one_network_in_a_minute_is_held_and_the_next_minute_is_free(session: Session) -> None:
    campaign = open_campaign()
    entries = [
        signature(campaign, state=SignatureState.PENDING, email=f"one-{number}@example.org", created_at=WHEN)
        for number in range(24)
    ]
    for entry in entries[:22]:
        confirm(token(entry), WARY, WHEN + timedelta(hours=1))
    confirm(token(entries[22]), Pressing(b"another1", a_minute=20), WHEN + timedelta(hours=1))
    confirm(token(entries[23]), WARY, WHEN + timedelta(hours=1, minutes=1))
    states = [row.state for row in rows(session)]
    assert states == [SignatureState.CONFIRMED] * 20 + [SignatureState.HELD] * 2 + [SignatureState.CONFIRMED] * 2
    assert {row.held_because for row in rows(session) if row.state == SignatureState.HELD} == {"many"}


def imported(campaign: Campaign, email: str, **more: object) -> Signature:
    """What another list brought for this address."""
    state = more.pop("state", SignatureState.IMPORTED)
    return signature(campaign, state=str(state), email=email, slot=-1, confirmed_at=None, **more)


def test_whoever_confirms_what_a_list_brought_counts_once(session: Session) -> None:
    campaign = open_campaign()
    entry = imported(campaign, "ana@example.org")
    assert counts(campaign.id).imported == 1
    confirm(token(entry), WARY, WHEN + timedelta(days=30))
    [entry] = rows(session)
    assert (entry.state, entry.slot) == (SignatureState.CONFIRMED, 0)
    assert count_people(campaign.id) == 1


def test_signing_here_makes_the_imported_entry_give_way_once_it_is_confirmed(session: Session) -> None:
    campaign = open_campaign()
    facts = campaign_facts(campaign.slug)
    imported(campaign, "jane.doe@gmail.com", state=SignatureState.PAPER)
    sign(facts, signer(), NETWORK, NO_LIMITS, WHEN)
    assert sorted(row.state for row in rows(session)) == [SignatureState.PAPER, SignatureState.PENDING]
    mine = next(row for row in rows(session) if row.state == SignatureState.PENDING)
    confirm(token(mine), WARY, WHEN + timedelta(hours=1))
    assert [row.state for row in rows(session)] == [SignatureState.CONFIRMED]


def test_the_button_of_an_imported_entry_adds_nothing_when_its_owner_signed_here(session: Session) -> None:
    campaign = open_campaign()
    signature(campaign, email="jane.doe@gmail.com")
    entry = imported(campaign, "Jane.Doe@gmail.com")
    assert confirm(token(entry), WARY, WHEN + timedelta(hours=1)) == campaign.id
    assert count_people(campaign.id) == 1
    assert len(rows(session)) == 1


def test_the_pages_say_held_and_struck_out_and_what_to_do(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        held = signature(campaign, state="held", was="pending", held_because="many")
        gone = signature(campaign, state="invalidated", was="confirmed")
        links = [token(held), token(gone)]
    first, second = (client.get(f"/s/{link}") for link in links)
    assert "under review" in first.text
    assert "Many confirmations came from one network" in first.text
    assert "within 72 hours" in first.text
    assert "counts." not in first.text
    assert "is not counted" in second.text
    assert "Delete this entry" in second.text
    count = client.get(f"/c/{campaign.slug}/count.json").json
    assert (count["signatures"], count["apart"]) == (0, {"paper": 0, "imported": 0, "under_review": 1})


def test_what_stands_beside_the_count_is_said_apart(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        signature(campaign)
        imported(campaign, "ana@example.org")
        imported(campaign, "rui@example.org", state=SignatureState.PAPER)
    page = client.get(f"/c/{campaign.slug}").text
    assert 'data-count="signatures">1</dd>' in page
    assert "1 on paper, verified by sample; 1 from other lists, not confirmed here" in page
