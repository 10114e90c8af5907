"""Accounts that are deleted and invitations that are taken back: who it was is gone, the log stays whole."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from campaign.accounts.create_staff import create_staff
from campaign.accounts.delete_account import delete_account
from campaign.accounts.invite import invite
from campaign.accounts.models import RoleName, Staff
from campaign.accounts.refusals import AcceptedAlready, LastOwner
from campaign.accounts.rename import rename
from campaign.accounts.revoke_invitation import revoke_invitation
from campaign.accounts.scrub import named_actors
from campaign.audit.chain import START, BrokenChain, end_of_chain
from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE, Actor, record
from campaign.db import db, transaction
from campaign.signatures.models import Decision, DecisionState, Verdict
from campaign.web.errors import NotFound
from tests.accounts.letters import letters, link_in
from tests.factories.accounts import PASSWORD, WHEN, sign_in, staff
from tests.factories.campaigns import open_campaign


def decision(campaign_id: int, person: Staff) -> Decision:
    made = Decision(
        campaign_id=campaign_id, verdict=Verdict.INVALIDATE, reason="Robots", wanted={}, tells=False, signatures=3,
        state=DecisionState.DONE, staff_id=person.id, actor=person.email, second_id=person.id, second=person.email,
        decided_at=WHEN,
    )  # fmt: skip
    with transaction() as session:
        session.add(made)
    return made


def everything(session: Session) -> str:
    """All that the database says, as text."""
    said = []
    for table in db.metadata.tables.values():
        said += [repr(tuple(row)) for row in session.execute(select(table))]
    return "\n".join(said)


def test_nothing_says_who_it_was_and_what_they_did_has_an_author(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        boss = staff()
        person = staff(RoleName.EDITOR, email="ed@fullrecord.example", name="Edwina Marlow", password=PASSWORD)
        campaign = open_campaign()
        made = decision(campaign.id, person)
        record_act(person)
    sign_in(app.test_client(), person)
    sign_in(client, boss)
    page = client.get(f"/desk/staff/{person.id}/delete").text
    assert f"former colleague {person.id}" in page
    assert client.post(f"/desk/staff/{person.id}/delete").location == "/desk/staff"
    pseudonym = f"former colleague {person.id}"
    with app.app_context():
        gone = db.session.get_one(Staff, person.id)
        assert (gone.name, gone.email, gone.password, gone.active) == (pseudonym, pseudonym, None, False)
        assert (gone.roles, gone.webauthn) == ([], [])
        kept = db.session.get_one(Decision, made.id)
        assert (kept.actor, kept.second) == (pseudonym, pseudonym)
        said = everything(db.session())
        assert "ed@fullrecord.example" not in said
        assert "Edwina" not in said
        acts = db.session.execute(select(AuditEntry.act, AuditEntry.actor).order_by(AuditEntry.id)).all()
        assert ("staff.renamed", pseudonym) in acts
        assert acts[-1] == ("staff.deleted", boss.email)
        assert end_of_chain(START).entries
    page = client.get("/desk/staff").text
    assert "1 account was deleted" in page
    assert pseudonym in client.get("/desk/audit").text
    for path in ("", "/delete"):
        assert client.get(f"/desk/staff/{person.id}{path}").status_code == 404
    for path in ("roles", "invite", "deactivate", "unlock", "delete"):
        assert client.post(f"/desk/staff/{person.id}/{path}", data={"roles": ["editor"]}).status_code == 404, path
    with app.app_context():  # the address is free again, and the number is not
        again = create_staff("ed@fullrecord.example", [RoleName.EDITOR], COMMAND_LINE, WHEN)
        assert again.id != person.id


def record_act(person: Staff) -> None:
    rename(person.id, "Edwina M.", WHEN)
    with transaction():
        record(person.id, person.email, "campaign.edited", "campaign 1", WHEN, subject="campaign 1", fields=["title"])


def test_every_table_that_names_who_acted_is_known() -> None:
    assert {(table.name, named) for table, named, _ in named_actors()} >= {
        ("decision", "actor"),
        ("decision", "second"),
        ("export", "actor"),
    }


def test_one_deletes_oneself_and_leaves_no_name(session: Session) -> None:
    staff()
    person = staff(RoleName.OWNER, email="ed@fullrecord.example", name="Edwina")
    record_act(person)
    delete_account(person.id, Actor(person.id, "ed@fullrecord.example"), WHEN)
    assert "ed@fullrecord.example" not in everything(session)
    assert end_of_chain(START).entries
    with pytest.raises(NotFound):
        delete_account(person.id, COMMAND_LINE, WHEN)


def test_the_last_owner_is_not_deleted(session: Session) -> None:
    owner = staff()
    with pytest.raises(LastOwner):
        delete_account(owner.id, COMMAND_LINE, WHEN)
    assert owner.deleted_at is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET about = 'campaign 2' WHERE act = 'campaign.edited'",
        "UPDATE audit_entry SET actor = 'former colleague 1' WHERE act = 'campaign.edited'",
        "UPDATE audit_entry SET actor = 'bo@fullrecord.example' WHERE act = 'campaign.edited'",
        "UPDATE audit_entry SET actor = 'former colleague 1', actor_id = 1 WHERE act = 'site.ran'",
        "UPDATE staff SET deleted_at = NULL",
    ],
)
def test_a_change_to_renamed_entries_still_shows(session: Session, change: str) -> None:
    staff()
    person = staff(RoleName.EDITOR, email="ed@fullrecord.example")
    record_act(person)
    with transaction():
        record(None, "command line", "site.ran", "site", WHEN)
    delete_account(person.id, COMMAND_LINE, WHEN)
    assert end_of_chain(START).entries
    with transaction() as open_session:
        open_session.connection().execute(text(change))
    session.expire_all()
    with pytest.raises(BrokenChain):
        end_of_chain(START)


def test_an_invitation_is_taken_back_and_the_address_forgotten(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        owner = staff()
        invited = create_staff("rui@example.org", [RoleName.EDITOR], COMMAND_LINE, WHEN)
        [(_, _, letter)] = letters(app)
    sign_in(client, owner)
    assert "rui@example.org" in client.get("/desk/staff").text
    assert client.post(f"/desk/staff/{invited.id}/invitation/revoke").status_code == 302
    assert app.test_client().get(link_in(letter)).status_code == 410
    assert "rui@example.org" not in client.get("/desk/staff").text
    with app.app_context():
        assert "rui@example.org" not in everything(db.session())
        assert end_of_chain(START).entries
        assert create_staff("rui@example.org", [RoleName.EDITOR], COMMAND_LINE, WHEN).id != invited.id


def test_an_invitation_of_somebody_who_was_in_before_closes_the_account(session: Session) -> None:
    staff()
    person = staff(RoleName.EDITOR, email="ed@example.org", password=PASSWORD)
    with pytest.raises(AcceptedAlready):
        revoke_invitation(person.id, COMMAND_LINE, WHEN)
    invite(person.id, COMMAND_LINE, WHEN)
    revoke_invitation(person.id, COMMAND_LINE, WHEN)
    assert (person.email, person.active, person.invited_at) == ("ed@example.org", False, None)
    with pytest.raises(AcceptedAlready):
        revoke_invitation(person.id, COMMAND_LINE, WHEN)


def test_open_invitations_say_their_age_and_whether_they_ran_out(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        owner = staff()
        moment = owner.created_at
        create_staff("late@example.org", [RoleName.EDITOR], COMMAND_LINE, moment)
    sign_in(client, owner)
    page = client.get("/desk/staff").text
    assert "Expired" in page  # the factory's staff were made months ago
    with app.app_context():
        late = db.session.scalars(select(Staff).where(Staff.email == "late@example.org")).one()
    assert client.post(f"/desk/staff/{late.id}/invite").status_code == 302
    page = client.get("/desk/staff").text
    assert "Good until" in page
    assert "less than an hour ago" in page
    assert moment + timedelta(days=7) > moment
