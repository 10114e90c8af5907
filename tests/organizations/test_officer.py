"""The second officer: named, written to within caps, confirmed or disowned, reminded once, forgotten."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import Campaign
from campaign.db import db
from campaign.mail.letters import WRITERS, Letter
from campaign.mail.models import Message, Suppression
from campaign.organizations.confirm import confirm
from campaign.organizations.deny import deny
from campaign.organizations.leave import leave
from campaign.organizations.models import Authority, Capacity, Officer, Support
from campaign.organizations.officers.accept_officer import accept_officer
from campaign.organizations.officers.confirm_officer import confirm_officer
from campaign.organizations.officers.disown import disown
from campaign.organizations.officers.invite_officer import invite_officer
from campaign.organizations.officers.letters import officer_link
from campaign.organizations.officers.person import OfficerPerson, open_officer
from campaign.organizations.officers.purge_officers import purge_officers
from campaign.organizations.officers.refusals import (
    NoSuchOfficer,
    NotConfirmed,
    OfficerConfirmed,
    OfficerLinkExpired,
    SameMailbox,
    SamePerson,
)
from campaign.organizations.officers.refusals import NoSuchOfficer as NoOfficer
from campaign.organizations.officers.remind_officers import remind_officers
from campaign.organizations.officers.remove_officer import remove_officer
from campaign.organizations.purge_unconfirmed import purge_unconfirmed
from campaign.organizations.speaker import own_page_token
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, applied, approved_support, second_officer, waiting_support
from tests.organizations.test_authority import at_once

DAY = timedelta(days=1)
TOMKE = OfficerPerson("Tomke Aldous", "Board secretary", "aldous@fennmark.example")
VIGGO = OfficerPerson("Viggo Marsh", "Treasurer", "marsh@fennmark.example")


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    with app.app_context():
        return open_campaign()


@pytest.fixture
def support(app: Flask, campaign: Campaign) -> Support:
    """An application that waits for review; its contact is at fennmark.example."""
    with app.app_context():
        return waiting_support(
            campaign, name="Fennmark Kliniken", website="https://fennmark.example", email="straub@fennmark.example",
            contact_name="Henrike Straub",
        )  # fmt: skip


def the_officer(session: Session) -> Officer:
    return session.scalars(select(Officer).execution_options(populate_existing=True)).one()


def the_support(session: Session, support: Support) -> Support:
    return session.get_one(Support, support.id, populate_existing=True)


def letters(kind: str = "organizations.officer_please_confirm") -> int:
    return db.session.scalar(select(func.count()).select_from(Message).where(Message.kind == kind)) or 0


def written() -> list[Letter]:
    owed = db.session.execute(
        select(Message.kind, Message.about_id).where(Message.kind.contains("officer")).order_by(Message.id)
    ).all()
    return [found[about] for kind, about in owed if about in (found := WRITERS[kind]([about]))]


def test_an_address_at_the_own_domain_proves_it_once_it_is_confirmed(session: Session, support: Support) -> None:
    invite_officer(support.id, TOMKE, WHEN)
    (letter,) = written()
    assert letter.recipient == TOMKE.email
    assert letter.own["contact"] == "Henrike Straub"
    officer = the_officer(session)
    for _ in range(2):
        confirm_officer(officer.id, officer.token_version, WHEN + DAY)
    assert the_support(session, support).authority == Authority.SECOND_OFFICER
    assert written() == []
    with pytest.raises(OfficerConfirmed):
        invite_officer(support.id, VIGGO, WHEN + DAY)


def test_another_address_waits_for_a_reviewer(session: Session, support: Support) -> None:
    invite_officer(support.id, OfficerPerson("Tomke Aldous", "Secretary", "tomke@gmail.com"), WHEN)
    with pytest.raises(NotConfirmed):
        accept_officer(support.id, "Called.", COMMAND_LINE, WHEN)
    officer = the_officer(session)
    confirm_officer(officer.id, officer.token_version, WHEN)
    assert the_support(session, support).authority == Authority.CLAIMED
    accept_officer(support.id, "Called the office.", COMMAND_LINE, WHEN)
    assert the_support(session, support).authority == Authority.SECOND_OFFICER
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "support.officer_accepted")).one()
    assert entry.subject == f"support {support.id}"
    assert "Tomke" not in str(entry.details)


@pytest.mark.parametrize(
    ("person", "refusal"),
    [
        (OfficerPerson("Tomke Aldous", "x", "Straub+board@FENNMARK.example"), SameMailbox),
        (OfficerPerson("henrike  STRAUB", "x", "other@fennmark.example"), SamePerson),
    ],
)
def test_one_person_is_no_second_officer(
    session: Session, support: Support, person: OfficerPerson, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        invite_officer(support.id, person, WHEN)
    assert letters() == 0
    assert the_support(session, support).officer_asked_at is None


def test_letters_are_capped_by_address_and_by_application(
    session: Session, campaign: Campaign, support: Support
) -> None:
    minute = timedelta(minutes=1)
    for at in range(0, 60, 5):
        invite_officer(support.id, TOMKE if at % 2 else VIGGO, WHEN + at * minute)
    assert letters() == 3
    due = session.scalars(select(Message.due_at).order_by(Message.id)).all()
    assert [each - WHEN for each in due if each] == [0 * minute, 10 * minute, 20 * minute]
    other = waiting_support(campaign, email="a@other.example")
    invite_officer(other.id, TOMKE, WHEN + 30 * minute)
    assert letters() == 3, "the same address, named by another application"
    invite_officer(support.id, TOMKE, WHEN + 2 * DAY)
    assert letters() == 4


def test_a_new_name_takes_the_place_of_the_old_one_and_its_link(session: Session, support: Support) -> None:
    invite_officer(support.id, TOMKE, WHEN)
    officer = the_officer(session)
    first = officer.token_version
    invite_officer(support.id, VIGGO, WHEN + DAY)
    with pytest.raises(NoSuchOfficer):
        confirm_officer(officer.id, first, WHEN + DAY)
    with pytest.raises(NoSuchOfficer):
        disown(officer.id, first, WHEN + DAY)
    confirm_officer(officer.id, the_officer(session).token_version, WHEN + DAY)
    assert {letter.recipient for letter in written()} == set()


def test_who_knows_nothing_is_forgotten_left_alone_and_heard(session: Session, support: Support) -> None:
    invite_officer(support.id, TOMKE, WHEN)
    officer = the_officer(session)
    disown(officer.id, officer.token_version, WHEN + DAY)
    assert session.scalar(select(func.count()).select_from(Officer)) == 0
    assert session.scalars(select(Suppression.reason)).all() == ["knows nothing of it"]
    assert the_support(session, support).officer_denied_at == WHEN + DAY
    invite_officer(support.id, OfficerPerson("Tomke A", "x", "Aldous+2@fennmark.example"), WHEN + 2 * DAY)
    assert session.scalar(select(func.count()).select_from(Officer)) == 0
    assert letters() == 1
    with pytest.raises(NoSuchOfficer):
        confirm_officer(officer.id, officer.token_version, WHEN + DAY)


def test_whoever_confirmed_can_still_take_it_back(session: Session, support: Support) -> None:
    officer = second_officer(support)
    confirm_officer(officer.id, 0, WHEN)
    disown(officer.id, 0, WHEN + DAY)
    assert the_support(session, support).authority == Authority.CLAIMED


def test_whom_the_organization_removes_proves_nothing_any_more(session: Session, support: Support) -> None:
    officer = second_officer(support)
    confirm_officer(officer.id, 0, WHEN)
    remove_officer(support.id, WHEN + DAY)
    after = the_support(session, support)
    assert (after.authority, after.officer_asked_at) == (Authority.CLAIMED, None)
    with pytest.raises(NoOfficer):
        remove_officer(support.id, WHEN + DAY)


def test_an_organization_takes_back_whom_it_named_even_if_they_know_nothing_of_it(
    session: Session, support: Support
) -> None:
    officer = second_officer(support)
    disown(officer.id, 0, WHEN)
    remove_officer(support.id, WHEN + DAY)
    after = the_support(session, support)
    assert (after.officer_asked_at, after.officer_denied_at) == (None, WHEN)


def test_one_reminder_and_after_fourteen_days_nothing_is_left(session: Session, support: Support) -> None:
    invite_officer(support.id, TOMKE, WHEN)
    assert remind_officers(WHEN + 4 * DAY) == 0
    assert remind_officers(WHEN + 5 * DAY) == 1
    assert remind_officers(WHEN + 6 * DAY) == 0
    assert [letter.shared["reminder"] for letter in written()] == [False, True]
    officer = the_officer(session)
    with pytest.raises(OfficerLinkExpired):
        confirm_officer(officer.id, officer.token_version, WHEN + 15 * DAY)
    assert purge_officers(WHEN + 14 * DAY) == 0
    assert purge_officers(WHEN + 15 * DAY) == 1
    assert written() == []
    second_officer(support, confirmed_at=WHEN)
    assert purge_officers(WHEN + 99 * DAY) == 0


def test_the_form_names_one_who_is_written_to_only_after_the_contact_confirmed(
    session: Session, campaign: Campaign
) -> None:
    support = applied(campaign, officer=VIGGO)
    assert letters() == 0
    again = applied(campaign, WHEN + timedelta(minutes=11), officer=TOMKE)
    assert again.id == support.id
    assert open_officer(the_officer(session), campaign.public_id) == TOMKE
    confirm(support.id, WHEN + timedelta(hours=1))
    assert [letter.recipient for letter in written()] == [TOMKE.email]
    confirm(support.id, WHEN + timedelta(hours=2))
    assert letters() == 1


@pytest.mark.parametrize("ending", ["purged", "denied", "personal"])
def test_an_application_that_ends_takes_its_officer_with_it(session: Session, campaign: Campaign, ending: str) -> None:
    support = applied(campaign, officer=TOMKE)
    if ending == "purged":
        assert purge_unconfirmed(WHEN + 15 * DAY) == 1
    elif ending == "denied":
        deny(support.id, WHEN)
    else:
        applied(
            campaign, WHEN + timedelta(minutes=11), capacity=Capacity.PERSONAL, authority_declared=False, officer=TOMKE
        )
    assert session.scalar(select(func.count()).select_from(Officer)) == 0


def test_leaving_forgets_the_officer(session: Session, campaign: Campaign) -> None:
    support = approved_support(campaign)
    second_officer(support, confirmed_at=WHEN)
    leave(support.id, COMMAND_LINE, WHEN)
    assert session.scalar(select(func.count()).select_from(Officer)) == 0


def test_two_presses_at_once_are_one_proof(app: Flask, support: Support) -> None:
    with app.app_context():
        officer = second_officer(support)
    assert at_once(app, *[lambda: confirm_officer(officer.id, 0, WHEN)] * 4) == []
    with app.app_context():
        assert the_support(db.session(), support).authority == Authority.SECOND_OFFICER


def test_confirming_and_disowning_at_once_end_without_proof(app: Flask, support: Support) -> None:
    with app.app_context():
        officer = second_officer(support)
    raised = at_once(app, lambda: confirm_officer(officer.id, 0, WHEN), lambda: disown(officer.id, 0, WHEN))
    assert all(isinstance(each, NoSuchOfficer) for each in raised)
    with app.app_context():
        after = the_support(db.session(), support)
        assert (after.authority, after.officer_denied_at) == (Authority.CLAIMED, WHEN)


@pytest.fixture
def today() -> Any:
    with time_machine.travel(WHEN + DAY, tick=False) as clock:
        yield clock


def seen(client: FlaskClient, path: str) -> str:
    """A page without the form token, which is another one each time."""
    return re.sub(r'name="form_token" value="[^"]*"', "", client.get(path).text)


def test_the_contacts_page_says_the_same_whatever_became_of_the_letter(
    app: Flask, client: FlaskClient, support: Support, today: Any
) -> None:
    with app.app_context():
        own = f"/own/{own_page_token(support)}"
        page = f"{own}/officer"
    assert "Ask them to confirm" in client.get(page).text
    assert "No second officer yet" in client.get(own).text
    values = {"name": "Tomke Aldous", "role": "Secretary", "email": "aldous@fennmark.example"}
    assert client.post(page, data=values).status_code == 303
    unanswered = client.get(page).text
    elsewhere = [seen(client, f"{own}{path}") for path in ("", "/contact", "/authority", "/data.json")]
    with app.app_context():
        officer = the_officer(db.session())
        link = officer_link(officer).removeprefix("http://localhost")
    assert client.post(link, data={"decision": "unknown"}).location == "/officer/unknown"
    assert "is deleted" in client.get("/officer/unknown").text
    assert client.get(page).text == unanswered
    assert [seen(client, f"{own}{path}") for path in ("", "/contact", "/authority", "/data.json")] == elsewhere
    assert client.post(page, data=values).status_code == 303
    assert client.get(page).text == unanswered
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter the name of the second officer"),
        ({"name": "Tomke\r\nBcc: all@example.org"}, "Use one line"),
        ({"name": "see https://evil.example"}, "without a web address"),
        ({"email": "straub@fennmark.example"}, "mailbox of their own"),
        ({"email": "nonsense"}, "whole e-mail address"),
        ({"name": "Henrike Straub"}, "another person than you"),
        ({"role": "x" * 121}, "120 characters at most"),
    ],
)
def test_what_cannot_be_is_said_and_kept(
    app: Flask, client: FlaskClient, support: Support, changes: dict[str, str], sentence: str
) -> None:
    with app.app_context():
        page = f"/own/{own_page_token(support)}/officer"
    values = {"name": "Tomke Aldous", "role": "Secretary", "email": "aldous@fennmark.example"} | changes
    answer = client.post(page, data=values)
    assert answer.status_code == 422
    assert sentence in answer.text
    with app.app_context():
        assert letters() == 0


def test_looking_changes_nothing_and_other_links_open_nothing(
    app: Flask, client: FlaskClient, support: Support, campaign: Campaign, today: Any
) -> None:
    with app.app_context():
        officer = second_officer(support, name="<script>alert(1)</script> Aldous")
        link = officer_link(officer).removeprefix("http://localhost")
        foreign = officer_link(second_officer(waiting_support(campaign))).removeprefix("http://localhost")
        own = f"/own/{own_page_token(support)}/officer"
    for _ in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert "<script" not in page.text
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
    mixed = link[:40] + foreign[40:]
    token = link.rpartition("/")[2]
    for bad in (f"{link}x", mixed, f"/officer/{own.split('/')[2]}", "/officer/x", "/officer/%E2%82%AC"):
        assert client.get(bad).status_code == 404, bad
        assert client.post(bad, data={"decision": "confirm"}).status_code == 404, bad
    for bad in (f"/own/{token}/officer", f"/own/{token}/authority", f"/o/{token}", f"/s/{token}"):
        assert client.get(bad).status_code == 404, bad
    assert client.post(f"/own/{token}/authority/dns").status_code == 404
    with app.app_context():
        assert the_officer_of(support).confirmed_at is None


def the_officer_of(support: Support) -> Officer:
    return db.session.scalars(
        select(Officer).where(Officer.support_id == support.id).execution_options(populate_existing=True)
    ).one()
