"""Applying: one application for one contact and organization, letters within their caps, no word about who is known."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.campaigns.close import close_campaign
from campaign.campaigns.create import COMMAND_LINE
from campaign.campaigns.queries import campaign_facts
from campaign.db import db
from campaign.mail.models import Message
from campaign.organizations.apply import Outcome, apply
from campaign.organizations.confirm import confirm
from campaign.organizations.contact import open_contact
from campaign.organizations.deny import deny
from campaign.organizations.models import Officer, Organization, Support, SupportState
from campaign.organizations.officers.person import OfficerPerson
from campaign.organizations.queries import PURPOSE, support_by_token
from campaign.organizations.refusals import NoSuchSupport, SupportClosed, SupportNotYetOpen
from campaign.tokens import make_link_token
from campaign.web.kept import forget_kept
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, application, applied

MINUTE = timedelta(minutes=1)


def letters(session: Session) -> list[tuple[str, int]]:
    return [
        (kind, about) for kind, about in session.execute(select(Message.kind, Message.about_id).order_by(Message.id))
    ]


def test_an_application_is_a_row_and_a_letter(session: Session) -> None:
    campaign = open_campaign()
    assert apply(campaign_facts(campaign.slug), application(), WHEN) == Outcome.NEW
    support = session.scalars(select(Support)).one()
    assert (support.state, support.organization.slug) == (SupportState.UNCONFIRMED, "fennmark-kliniken")
    contact = open_contact(support, campaign.public_id)
    assert contact is not None
    assert (contact.name, contact.email) == ("Henrike Straub", "straub@fennmark.example")
    assert letters(session) == [("organizations.please_confirm", support.id)]


def test_the_same_contact_and_name_are_the_same_application_and_the_newest_words_win(session: Session) -> None:
    campaign = open_campaign()
    facts = campaign_facts(campaign.slug)
    apply(facts, application(), WHEN)
    again = application(name="FENNMARK  Klíniken.", email="Straub+petition@fennmark.example", statement="Better words.")
    assert apply(facts, again, WHEN + 11 * MINUTE) == Outcome.AGAIN
    support = session.scalars(select(Support).execution_options(populate_existing=True)).one()
    assert support.statement == "Better words."
    assert session.scalar(select(func.count()).select_from(Organization)) == 1
    assert letters(session) == [("organizations.please_confirm", support.id)] * 2


def test_nobody_confirms_what_a_stranger_typed_after_the_letter(session: Session) -> None:
    campaign = open_campaign()
    facts = campaign_facts(campaign.slug)
    support = applied(campaign)
    in_hand = make_link_token(PURPOSE, support.public_id, support.token_version)
    stranger = OfficerPerson("Nobody Known", "Chair", "stranger@elsewhere.example")
    other = application(statement="Another's words.", website="https://elsewhere.example", officer=stranger)
    assert apply(facts, other, WHEN + MINUTE) == Outcome.AGAIN
    found = support_by_token(in_hand)
    assert found is not None and found.statement != "Another's words.", "no letter left, so nothing took its place"
    assert session.scalar(select(func.count()).select_from(Officer)) == 0
    assert apply(facts, other, WHEN + 11 * MINUTE) == Outcome.AGAIN
    assert support_by_token(in_hand) is None, "the new words came with a new letter, and the old link is dead"
    assert len(letters(session)) == 2
    with pytest.raises(NoSuchSupport):
        confirm(support.id, WHEN, token_version=0)  # pressed in the very moment in which the words were replaced


def test_letters_are_ten_minutes_apart_and_three_a_day(session: Session) -> None:
    campaign = open_campaign()
    facts = campaign_facts(campaign.slug)
    for minutes in (0, 1, 9, 10, 15, 20, 30, 300, 1400):
        apply(facts, application(), WHEN + minutes * MINUTE)
    assert len(letters(session)) == 3
    apply(facts, application(), WHEN + 20 * MINUTE + timedelta(hours=24))
    assert len(letters(session)) == 4


def test_many_organizations_under_one_address_share_its_caps(session: Session) -> None:
    campaign = open_campaign()
    facts = campaign_facts(campaign.slug)
    outcomes = [apply(facts, application(name=f"Society {number}"), WHEN) for number in "ABCDE"]
    assert outcomes == [Outcome.NEW] * 3 + [Outcome.CAPPED] * 2
    due = session.scalars(select(Message.due_at).order_by(Message.id)).all()
    assert due == [WHEN, WHEN + 10 * MINUTE, WHEN + 20 * MINUTE]
    assert session.scalar(select(func.count()).select_from(Support)) == 3


def test_another_contact_of_the_same_name_makes_another_application_with_another_slug(session: Session) -> None:
    campaign = open_campaign()
    facts = campaign_facts(campaign.slug)
    apply(facts, application(), WHEN)
    assert apply(facts, application(email="impostor@elsewhere.example"), WHEN) == Outcome.NEW
    slugs = session.scalars(select(Organization.slug).order_by(Organization.id)).all()
    assert slugs == ["fennmark-kliniken", "fennmark-kliniken-2"]


def test_a_confirmed_application_is_not_changed_and_its_contact_is_told(session: Session) -> None:
    campaign = open_campaign()
    support = applied(campaign)
    confirm(support.id, WHEN + MINUTE)
    outcome = apply(campaign_facts(campaign.slug), application(statement="Other words."), WHEN + 20 * MINUTE)
    assert outcome == Outcome.KNOWN
    session.refresh(support)
    assert support.statement.startswith("Results that nobody")
    assert letters(session)[-1] == ("organizations.already_known", support.id)


def test_an_address_that_said_not_us_is_left_alone(session: Session) -> None:
    campaign = open_campaign()
    deny(applied(campaign).id, WHEN)
    assert (
        apply(campaign_facts(campaign.slug), application(name="Other"), WHEN + timedelta(days=1)) == Outcome.SUPPRESSED
    )
    assert session.scalar(select(func.count()).select_from(Support)) == 0


def test_the_same_contact_may_support_another_campaign(session: Session) -> None:
    first, second = applied(open_campaign()), applied(open_campaign())
    assert first.contact_tag != second.contact_tag
    assert first.organization.slug != second.organization.slug


def test_a_closed_campaign_takes_no_application(session: Session) -> None:
    campaign = open_campaign()
    close_campaign(campaign.id, "", COMMAND_LINE, WHEN)
    forget_kept()
    with pytest.raises(SupportClosed):
        apply(campaign_facts(campaign.slug), application(), WHEN)


def test_a_campaign_that_opens_later_takes_none_yet(session: Session) -> None:
    campaign = open_campaign(opens_at=WHEN + timedelta(days=3))
    with pytest.raises(SupportNotYetOpen):
        apply(campaign_facts(campaign.slug), application(), WHEN)


def test_nothing_personal_is_stored_in_clear(session: Session) -> None:
    support = applied(open_campaign())
    row = session.execute(select(Support.__table__)).one()
    assert support.sealed
    assert not any(word in repr(tuple(row)) for word in ("Henrike", "straub@", "clinical research"))


def test_identical_applications_at_the_same_moment_leave_one_row_and_one_letter(app: Flask) -> None:
    with app.app_context():
        facts = campaign_facts(open_campaign().slug)
    ready = Barrier(2)

    def send(_: int) -> Outcome:
        with app.app_context():
            ready.wait(10)
            return apply(facts, application(), WHEN)

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(send, range(2)))
    with app.app_context():
        assert outcomes == [Outcome.NEW, Outcome.AGAIN]
        assert db.session.scalar(select(func.count()).select_from(Support)) == 1
        assert db.session.scalar(select(func.count()).select_from(Organization)) == 1
        assert db.session.scalar(select(func.count()).select_from(Message)) == 1


def test_organizations_of_one_name_at_the_same_moment_get_slugs_of_their_own(app: Flask) -> None:
    with app.app_context():
        facts = campaign_facts(open_campaign().slug)
    ready = Barrier(2)

    def send(number: int) -> Outcome:
        with app.app_context():
            ready.wait(10)
            return apply(facts, application(email=f"contact-{number}@fennmark.example"), WHEN)

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(send, range(2))) == [Outcome.NEW] * 2
