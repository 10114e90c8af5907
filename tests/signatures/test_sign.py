"""Signing: one entry, one letter, one answer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.campaigns.close import close_campaign
from campaign.campaigns.create import COMMAND_LINE
from campaign.campaigns.queries import CampaignFacts, campaign_facts
from campaign.mail.models import Message, MessageState
from campaign.sealed import unseal
from campaign.signatures.ask_again import ask_again
from campaign.signatures.confirm import confirm
from campaign.signatures.deny import deny
from campaign.signatures.hold import Pressing
from campaign.signatures.letters import confirm_link
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.refusals import CampaignClosed, LinkUnknown, NotOpenYet
from campaign.signatures.sign import Limits, Outcome, Signer, sign
from campaign.text import read_address
from campaign.web.kept import forget_kept
from tests.application import Wakes
from tests.factories.campaigns import WHEN, open_campaign

NETWORK = b"12345678"
PRESSING = Pressing(NETWORK)
NO_LIMITS = Limits(0, 0)


def signer(email: str = "jane.doe@gmail.com", **more: Any) -> Signer:
    """Somebody who signs."""
    return Signer(**{"name": "Jane Doe", "address": read_address(email), "country": "GB", **more})


@pytest.fixture
def campaign(session: Session) -> CampaignFacts:
    """A campaign that takes signatures."""
    return campaign_facts(open_campaign().slug)


def rows(session: Session) -> list[Signature]:
    return list(session.scalars(select(Signature).order_by(Signature.id).execution_options(populate_existing=True)))


def letters(session: Session) -> list[tuple[str, MessageState]]:
    return [tuple(row) for row in session.execute(select(Message.kind, Message.state).order_by(Message.id))]


def token(signature: Signature) -> str:
    return confirm_link(signature).rpartition("/")[2]


def test_a_new_signer_gets_one_entry_and_one_letter(session: Session, campaign: CampaignFacts, wakes: Wakes) -> None:
    person = signer(city="Leeds", comment="Because.", show_name=True, shared_with=(3,))
    assert sign(campaign, person, NETWORK, NO_LIMITS, WHEN) == Outcome.ACCEPTED
    [entry] = rows(session)
    assert entry.state == SignatureState.PENDING
    assert (entry.text_id, entry.wording_id, entry.country) == (campaign.text_id, campaign.wording_id, "GB")
    assert (entry.public_name, entry.wants_updates, entry.shared_with) == ("Jane Doe", False, [3])
    assert entry.created_at == WHEN
    assert unseal("signature", campaign.public_id, entry.public_id, entry.sealed) == {
        "email": "jane.doe@gmail.com",
        "name": "Jane Doe",
        "city": "Leeds",
        "comment": "Because.",
    }
    assert letters(session) == [("signatures.please_confirm", MessageState.WAITING)]
    assert session.scalar(select(Message.about_id)) == entry.id
    assert wakes == [("mail.deliver_due", ())]


def test_no_personal_word_is_stored_in_clear_unless_the_signer_wants_it_shown(
    session: Session, campaign: CampaignFacts
) -> None:
    sign(campaign, signer(name="Zebedee Quux", city="Xanadu"), NETWORK, NO_LIMITS, WHEN)
    stored = repr(session.execute(select(*Signature.__table__.c)).one()).lower()
    for word in ("zebedee", "jane", "xanadu", "gmail"):
        assert word not in stored


SPELLINGS = [
    "jane.doe@gmail.com",
    "JANE.DOE@GMAIL.COM",
    "janedoe@gmail.com",
    "j.a.n.e.doe@googlemail.com",
    "janedoe+petition@gmail.com",
    "ｊａｎｅ.doe@gmail.com",
    " jane.doe@gmail.com ",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_an_address_is_one_person(session: Session, campaign: CampaignFacts, spelling: str) -> None:
    sign(campaign, signer(), NETWORK, NO_LIMITS, WHEN)
    assert sign(campaign, signer(spelling), NETWORK, NO_LIMITS, WHEN) == Outcome.REPEAT_PENDING
    assert len(rows(session)) == 1
    assert len(letters(session)) == 1


def test_while_pending_the_last_words_count_and_the_letter_comes_again_within_its_caps(
    session: Session, campaign: CampaignFacts
) -> None:
    sign(campaign, signer(name="Jane Deo", show_name=True), NETWORK, NO_LIMITS, WHEN)
    later = WHEN + timedelta(minutes=11)
    assert sign(campaign, signer(name="Jane Doe"), NETWORK, NO_LIMITS, later) == Outcome.REPEAT_PENDING
    [entry] = rows(session)
    assert unseal("signature", campaign.public_id, entry.public_id, entry.sealed)["name"] == "Jane Doe"
    assert entry.public_name is None
    assert len(letters(session)) == 2
    for minutes in (12, 23, 34, 45, 500):
        sign(campaign, signer(), NETWORK, NO_LIMITS, WHEN + timedelta(minutes=minutes))
    assert len(letters(session)) == 3
    sign(campaign, signer(), NETWORK, NO_LIMITS, WHEN + timedelta(hours=25))
    assert len(letters(session)) == 4


def test_a_confirmed_signer_who_signs_again_gets_a_helpful_letter_and_nothing_changes(
    session: Session, campaign: CampaignFacts
) -> None:
    sign(campaign, signer(), NETWORK, NO_LIMITS, WHEN)
    confirm(token(rows(session)[0]), PRESSING, WHEN + timedelta(minutes=1))
    before = rows(session)[0].sealed
    again = sign(
        campaign, signer(name="Somebody Else", show_name=True), NETWORK, NO_LIMITS, WHEN + timedelta(minutes=20)
    )
    assert again == Outcome.REPEAT_CONFIRMED
    [entry] = rows(session)
    assert (entry.sealed, entry.public_name, entry.state) == (before, None, SignatureState.CONFIRMED)
    assert [kind for kind, _ in letters(session)] == [
        "signatures.please_confirm",
        "signatures.thank_you",
        "signatures.already_signed",
    ]


def test_an_address_that_said_not_me_is_left_alone(session: Session, campaign: CampaignFacts, wakes: Wakes) -> None:
    sign(campaign, signer(), NETWORK, NO_LIMITS, WHEN)
    deny(token(rows(session)[0]), WHEN)
    wakes.clear()
    assert (
        sign(campaign, signer("jane.doe+again@googlemail.com"), NETWORK, NO_LIMITS, WHEN + timedelta(days=1))
        == Outcome.SUPPRESSED
    )
    assert rows(session) == []
    assert wakes == []
    other = campaign_facts(open_campaign().slug)
    assert sign(other, signer(), NETWORK, NO_LIMITS, WHEN) == Outcome.ACCEPTED


def test_a_household_may_share_an_inbox_when_the_campaign_allows_it(session: Session) -> None:
    campaign = campaign_facts(open_campaign(max_per_inbox=2).slug)
    assert sign(campaign, signer(name="Jane Doe"), NETWORK, NO_LIMITS, WHEN) == Outcome.ACCEPTED
    assert sign(campaign, signer(name="John Doe"), NETWORK, NO_LIMITS, WHEN) == Outcome.ACCEPTED
    assert sign(campaign, signer(name="john doe"), NETWORK, NO_LIMITS, WHEN) == Outcome.REPEAT_PENDING
    assert sign(campaign, signer(name="Jim Doe"), NETWORK, NO_LIMITS, WHEN) == Outcome.REPEAT_PENDING
    names = {unseal("signature", campaign.public_id, entry.public_id, entry.sealed)["name"] for entry in rows(session)}
    assert names == {"Jane Doe", "John Doe"}
    assert len(letters(session)) == 2


def test_more_from_one_network_than_usual_asks_for_a_challenge_and_then_refuses(
    session: Session, campaign: CampaignFacts
) -> None:
    limits = Limits(soft=2, hard=4)
    outcomes = [sign(campaign, signer(f"a{n}@example.org"), NETWORK, limits, WHEN) for n in range(3)]
    assert outcomes == [Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.CHALLENGE]
    assert sign(campaign, signer("b@example.org"), NETWORK, limits, WHEN, challenge="one") == Outcome.ACCEPTED
    assert sign(campaign, signer("b2@example.org"), NETWORK, limits, WHEN, challenge="one") == Outcome.LIMITED
    assert sign(campaign, signer("c@example.org"), NETWORK, limits, WHEN, challenge="two") == Outcome.LIMITED
    assert sign(campaign, signer("d@example.org"), b"87654321", limits, WHEN) == Outcome.ACCEPTED
    assert sign(campaign, signer("e@example.org"), NETWORK, limits, WHEN + timedelta(hours=1)) == Outcome.ACCEPTED
    assert len(rows(session)) == len(letters(session)) == 5


def test_closed_and_not_yet_open_campaigns_take_nothing(session: Session, campaign: CampaignFacts) -> None:
    with pytest.raises(NotOpenYet):
        sign(replace(campaign, opens_at=WHEN + timedelta(hours=1)), signer(), NETWORK, NO_LIMITS, WHEN)
    with pytest.raises(CampaignClosed):
        sign(replace(campaign, closes_at=WHEN), signer(), NETWORK, NO_LIMITS, WHEN)
    close_campaign(campaign.id, "Delivered.", COMMAND_LINE, WHEN)
    forget_kept()
    with pytest.raises(CampaignClosed):
        sign(campaign_facts(campaign.slug), signer(), NETWORK, NO_LIMITS, WHEN)
    assert session.scalar(select(func.count()).select_from(Signature)) == 0


def test_signing_again_begins_the_seven_days_anew(session: Session, campaign: CampaignFacts) -> None:
    sign(campaign, signer(), NETWORK, NO_LIMITS, WHEN)
    assert sign(campaign, signer(), NETWORK, NO_LIMITS, WHEN + timedelta(days=6)) == Outcome.REPEAT_PENDING
    confirm(token(rows(session)[0]), PRESSING, WHEN + timedelta(days=12))
    assert rows(session)[0].state == SignatureState.CONFIRMED


def test_an_entry_whose_link_has_run_out_does_not_stand_in_the_way_of_a_new_one(session: Session) -> None:
    campaign = campaign_facts(open_campaign(max_per_inbox=2).slug)
    for name in ("Jane Doe", "John Doe"):
        sign(campaign, signer(name=name), NETWORK, NO_LIMITS, WHEN)
    old = [token(entry) for entry in rows(session)]
    late = WHEN + timedelta(days=7)
    ask_again(campaign, read_address("jane.doe@gmail.com"), late)
    assert len(letters(session)) == 2, "a letter with a dead link helps nobody"
    assert sign(campaign, signer(name="Jim Doe"), NETWORK, NO_LIMITS, late) == Outcome.ACCEPTED
    [entry] = rows(session)
    confirm(token(entry), PRESSING, late + timedelta(minutes=5))
    for dead in old:
        with pytest.raises(LinkUnknown):
            confirm(dead, PRESSING, late)
