"""Confirming, denying, reminding, and letting go."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.campaigns.close import close_campaign
from campaign.campaigns.create import COMMAND_LINE
from campaign.campaigns.queries import CampaignFacts, campaign_facts
from campaign.mail.models import Message, Suppression
from campaign.signatures.ask_again import ask_again
from campaign.signatures.confirm import confirm
from campaign.signatures.confirm_by_code import WrongCode, code_version, confirm_by_code
from campaign.signatures.deny import deny
from campaign.signatures.hold import Pressing
from campaign.signatures.letters import letter
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.purge_pending import purge_pending
from campaign.signatures.queries import count_people
from campaign.signatures.refusals import CampaignClosed, LinkExpired, LinkUnknown
from campaign.signatures.remind import remind
from campaign.signatures.sign import sign
from campaign.text import read_address
from campaign.tokens import make_code, make_link_token
from campaign.web.kept import forget_kept
from tests.factories.campaigns import WHEN, open_campaign
from tests.signatures.test_sign import NETWORK, NO_LIMITS, letters, rows, signer, token

PRESSING = Pressing(NETWORK)


@pytest.fixture
def campaign(session: Session) -> CampaignFacts:
    """A campaign that somebody has signed and not confirmed."""
    facts = campaign_facts(open_campaign().slug)
    sign(facts, signer(), NETWORK, NO_LIMITS, WHEN)
    return facts


def kinds(session: Session) -> list[str]:
    return [kind for kind, _ in letters(session)]


def test_confirming_counts_once_however_often_it_is_done(session: Session, campaign: CampaignFacts) -> None:
    [entry] = rows(session)
    assert count_people(campaign.id) == 0
    for minutes in (1, 2, 3):
        confirm(token(entry), PRESSING, WHEN + timedelta(minutes=minutes))
    assert count_people(campaign.id) == 1
    assert rows(session)[0].confirmed_at == WHEN + timedelta(minutes=1)
    assert kinds(session) == ["signatures.please_confirm", "signatures.thank_you"]


@pytest.mark.parametrize("wrong", ["", "x", "a" * 54, "é" * 54, "A" * 500])
def test_a_forged_link_is_unknown(session: Session, campaign: CampaignFacts, wrong: str) -> None:
    with pytest.raises(LinkUnknown):
        confirm(wrong, PRESSING, WHEN)


def test_a_link_for_another_purpose_or_version_is_unknown(session: Session, campaign: CampaignFacts) -> None:
    [entry] = rows(session)
    for forged in (make_link_token("unsubscribe", entry.public_id), make_link_token("confirm", entry.public_id, 1)):
        with pytest.raises(LinkUnknown):
            confirm(forged, PRESSING, WHEN)
    assert count_people(campaign.id) == 0


def test_a_link_of_seven_days_has_expired_unless_it_was_confirmed(session: Session, campaign: CampaignFacts) -> None:
    [entry] = rows(session)
    with pytest.raises(LinkExpired):
        confirm(token(entry), PRESSING, WHEN + timedelta(days=7))
    confirm(token(entry), PRESSING, WHEN + timedelta(days=6))
    confirm(token(entry), PRESSING, WHEN + timedelta(days=60))
    assert count_people(campaign.id) == 1


def test_a_link_sent_before_the_close_is_honoured_for_a_day_after(session: Session, campaign: CampaignFacts) -> None:
    [entry] = rows(session)
    close_campaign(campaign.id, "", COMMAND_LINE, WHEN + timedelta(hours=1))
    forget_kept()
    with pytest.raises(CampaignClosed):
        confirm(token(entry), PRESSING, WHEN + timedelta(hours=26))
    confirm(token(entry), PRESSING, WHEN + timedelta(hours=24))
    assert count_people(campaign.id) == 1


@pytest.mark.parametrize("first_confirm", [False, True])
def test_not_me_deletes_the_entry_and_keeps_only_a_mark(
    session: Session, campaign: CampaignFacts, first_confirm: bool
) -> None:
    [entry] = rows(session)
    if first_confirm:
        confirm(token(entry), PRESSING, WHEN)
    deny(token(entry), WHEN)
    assert rows(session) == []
    assert session.scalars(select(Suppression.address_tag)).all() == [entry.canonical_tag]
    with pytest.raises(LinkUnknown):
        deny(token(entry), WHEN)


def test_the_code_from_the_mail_confirms(session: Session, campaign: CampaignFacts) -> None:
    [entry] = rows(session)
    code = make_code("confirm", entry.public_id, code_version(entry))
    confirm_by_code(campaign, read_address("JaneDoe@googlemail.com"), code, PRESSING, WHEN + timedelta(minutes=29))
    assert count_people(campaign.id) == 1


def test_a_code_is_good_for_its_address_half_an_hour_and_five_tries(session: Session, campaign: CampaignFacts) -> None:
    [entry] = rows(session)
    address, code = read_address("jane.doe@gmail.com"), make_code("confirm", entry.public_id, code_version(entry))
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    with pytest.raises(WrongCode):
        confirm_by_code(campaign, read_address("other@gmail.com"), code, PRESSING, WHEN)
    with pytest.raises(WrongCode):
        confirm_by_code(campaign, address, code, PRESSING, WHEN + timedelta(minutes=31))
    for _ in range(4):
        with pytest.raises(WrongCode):
            confirm_by_code(campaign, address, wrong, PRESSING, WHEN)
    with pytest.raises(WrongCode):
        confirm_by_code(campaign, address, code, PRESSING, WHEN)
    assert count_people(campaign.id) == 0


def test_asking_again_owes_a_letter_that_fits_and_nothing_to_strangers(
    session: Session, campaign: CampaignFacts
) -> None:
    address, later = read_address("jane.doe@gmail.com"), WHEN + timedelta(minutes=15)
    ask_again(campaign, read_address("stranger@example.org"), later)
    ask_again(campaign, address, later)
    confirm(token(rows(session)[0]), PRESSING, later)
    ask_again(campaign, address, later + timedelta(minutes=15))
    assert kinds(session) == [
        "signatures.please_confirm",
        "signatures.please_confirm",
        "signatures.thank_you",
        "signatures.already_signed",
    ]


def test_one_reminder_after_two_days_and_never_again(session: Session, campaign: CampaignFacts) -> None:
    assert remind(WHEN + timedelta(days=2, seconds=-1)) == 0
    assert remind(WHEN + timedelta(days=2)) == 1
    assert remind(WHEN + timedelta(days=3)) == 0
    assert kinds(session) == ["signatures.please_confirm", "signatures.reminder"]


def test_the_confirmed_and_the_nearly_purged_are_not_reminded(session: Session, campaign: CampaignFacts) -> None:
    assert remind(WHEN + timedelta(days=6)) == 0
    confirm(token(rows(session)[0]), PRESSING, WHEN)
    assert remind(WHEN + timedelta(days=2)) == 0


def test_unconfirmed_entries_go_after_seven_days_and_confirmed_ones_stay(
    session: Session, campaign: CampaignFacts
) -> None:
    sign(campaign, signer("kept@example.org"), NETWORK, NO_LIMITS, WHEN)
    confirm(token(rows(session)[1]), PRESSING, WHEN)
    assert purge_pending(WHEN + timedelta(days=7, seconds=-1)) == 0
    assert purge_pending(WHEN + timedelta(days=7)) == 1
    assert [entry.state for entry in rows(session)] == [SignatureState.CONFIRMED]
    assert session.scalar(select(Message.id).join(Signature, Signature.id == Message.about_id)) is not None


def test_nobody_confirms_words_that_the_letter_in_hand_did_not_name(session: Session, campaign: CampaignFacts) -> None:
    [entry] = rows(session)
    address, early = read_address("jane.doe@gmail.com"), WHEN + timedelta(minutes=5)
    code, link = make_code("confirm", entry.public_id, code_version(entry)), token(entry)
    evil = signer(name="Evil Words", show_name=True, wants_updates=True)
    sign(campaign, evil, NETWORK, NO_LIMITS, early)
    assert rows(session)[0].public_name is None, "without a new letter nothing changes"
    late = WHEN + timedelta(minutes=15)
    sign(campaign, evil, NETWORK, NO_LIMITS, late)
    with pytest.raises(WrongCode):
        confirm_by_code(campaign, address, code, PRESSING, late)
    with pytest.raises(LinkUnknown):
        confirm(link, PRESSING, late)
    [entry] = rows(session)
    written = letter("signatures.please_confirm", entry, campaign).own
    assert written["name"] == "Evil Words"
    assert "The name will be shown publicly." in written["choices"]
    confirm(token(entry), PRESSING, late)
    assert count_people(campaign.id) == 1
