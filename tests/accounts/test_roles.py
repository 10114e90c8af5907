"""Roles for the whole site and for one campaign: who gives them, what they reach, and what pages say about them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.add_to_campaign import add_to_campaign
from campaign.accounts.commands import admin
from campaign.accounts.models import RoleName, Staff
from campaign.accounts.permissions import ROLES, SITE_WIDE
from campaign.accounts.places import places
from campaign.accounts.refusals import AccountClosed, LastOwner, NoSuchRole
from campaign.accounts.roles import PURPOSES, campaign_roles, meanings, site_roles
from campaign.accounts.set_roles import set_roles
from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.clock import now
from campaign.db import db, transaction
from campaign.web.errors import NotFound
from tests.accounts.letters import letters, link_in
from tests.factories.accounts import PASSWORD, WHEN, sign_in, staff
from tests.factories.campaigns import open_campaign

NOTHING = {"sent": "yes"}  # a form with no box ticked
DOCS = Path(__file__).resolve().parents[2] / "docs" / "staff.md"


def held(app: Flask, person: Staff) -> tuple[list[RoleName], dict[int, list[RoleName]]]:
    with app.app_context():
        stored = db.session.get_one(Staff, person.id)
        return site_roles(stored), campaign_roles(stored)


def test_every_role_says_what_it_is_for_and_may_do() -> None:
    assert set(PURPOSES) == set(RoleName) == set(ROLES)
    for meaning in meanings():
        assert set(meaning.permissions) == ROLES[meaning.role]
    for meaning in meanings(one_campaign=True):
        assert set(meaning.permissions) == ROLES[meaning.role] - SITE_WIDE
    assert RoleName.SECURITY not in {meaning.role for meaning in meanings(one_campaign=True)}


def test_the_docs_say_of_each_role_what_the_code_does() -> None:
    table = re.findall(r"^\| \*\*(\w+)\*\* \| (.+?) \| (.+?) \| (.+?) \|$", DOCS.read_text(), re.MULTILINE)
    expected = []
    for meaning in meanings():
        there = [each.value for each in meaning.permissions if each not in SITE_WIDE]
        alone = "; ".join(there) if meaning.role != RoleName.SECURITY else "not given"
        only = [each.value for each in meaning.permissions if each in SITE_WIDE]
        expected.append((meaning.role.value, meaning.purpose, alone, "; ".join(only) or "nothing more"))
    assert table == expected, "docs/staff.md: " + "\n".join(f"| **{a}** | {b} | {c} | {d} |" for a, b, c, d in expected)


def test_roles_of_one_place_leave_the_others_alone(session: Session) -> None:
    first, second = open_campaign(), open_campaign()
    staff()
    person = staff(RoleName.EDITOR)
    set_roles(person.id, [RoleName.REVIEWER, RoleName.OWNER], COMMAND_LINE, WHEN, campaign_id=first.id)
    set_roles(person.id, [RoleName.MAILER], COMMAND_LINE, WHEN, campaign_id=second.id)
    set_roles(person.id, [RoleName.REVIEWER], COMMAND_LINE, WHEN, campaign_id=first.id)
    set_roles(person.id, [RoleName.AUDITOR], COMMAND_LINE, WHEN)
    session.refresh(person)
    assert site_roles(person) == [RoleName.AUDITOR]
    assert campaign_roles(person) == {first.id: [RoleName.REVIEWER], second.id: [RoleName.MAILER]}
    set_roles(person.id, [], COMMAND_LINE, WHEN, campaign_id=first.id)
    assert campaign_roles(person) == {second.id: [RoleName.MAILER]}
    entry = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.campaign_id == first.id, AuditEntry.act == "staff.roles_set")
        .order_by(AuditEntry.id.desc())
    ).first()
    assert entry is not None
    assert (entry.subject, entry.details) == (f"staff {person.id}", {"before": ["reviewer"], "roles": []})


def test_an_owner_of_a_campaign_is_no_owner_of_the_site(session: Session) -> None:
    campaign = open_campaign()
    owner = staff()
    set_roles(owner.id, [RoleName.OWNER], COMMAND_LINE, WHEN, campaign_id=campaign.id)
    staff(RoleName.OWNER, campaign_id=campaign.id)
    with pytest.raises(LastOwner):
        set_roles(owner.id, [], COMMAND_LINE, WHEN)


def test_no_campaign_has_the_role_security_and_nobody_gets_one_who_is_not_there(session: Session) -> None:
    campaign = open_campaign()
    person = staff(RoleName.EDITOR)
    with pytest.raises(NoSuchRole):
        set_roles(person.id, [RoleName.SECURITY], COMMAND_LINE, WHEN, campaign_id=campaign.id)
    with pytest.raises(NotFound):
        set_roles(999, [RoleName.EDITOR], COMMAND_LINE, WHEN, campaign_id=campaign.id)


def test_places_are_campaigns_with_their_newest_title(session: Session) -> None:
    first, second = open_campaign(title="First"), open_campaign(title="Second")
    assert [(place.id, place.slug, place.title) for place in places()] == [
        (second.id, second.slug, "Second"),
        (first.id, first.slug, "First"),
    ]
    assert places([]) == []


def test_the_staff_page_gives_roles_for_one_campaign(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(title="Every result")
        owner = staff()
        editor = staff(RoleName.EDITOR, name="Jonas Brandt")
    sign_in(client, owner)
    page = client.get(f"/desk/staff/{editor.id}?campaign={campaign.id}").text
    assert "For the campaign “Every result” alone" in page
    assert 'value="security"' not in page
    roles = f"/desk/staff/{editor.id}/roles"
    assert client.post(f"{roles}?campaign={campaign.id}", data={"roles": ["reviewer"]}).status_code == 302
    assert held(app, editor) == ([RoleName.EDITOR], {campaign.id: [RoleName.REVIEWER]})
    assert "For “Every result”: reviewer" in sign_in(app.test_client(), editor).get("/desk/me").text
    assert client.post(f"{roles}?campaign={campaign.id}", data={"roles": ["security"]}).status_code == 422
    for nowhere in ("999", "x", "9" * 30):
        assert client.post(f"{roles}?campaign={nowhere}", data={"roles": ["reviewer"]}).status_code == 404
    assert client.post(roles, data=NOTHING).status_code == 302  # they have a campaign left to work on
    assert client.post(f"{roles}?campaign={campaign.id}", data=NOTHING).status_code == 302
    assert client.post(roles, data=NOTHING).status_code == 422
    assert held(app, editor) == ([], {})


def test_somebody_is_invited_for_one_campaign(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(title="Every result")
        owner = staff()
    sign_in(client, owner)
    fields = {"email": "rui@example.org", "place": str(campaign.id)}
    refused = client.post("/desk/staff", data=fields | {"roles": ["security"]})
    assert (refused.status_code, "Nobody holds it for one campaign" in refused.text) == (422, True)
    assert client.post("/desk/staff", data=fields | {"place": "999", "roles": ["editor"]}).status_code == 422
    assert client.post("/desk/staff", data=fields | {"roles": ["editor"]}).status_code == 302
    with app.app_context():
        rui = db.session.scalars(select(Staff).where(Staff.email == "rui@example.org")).one()
        assert campaign_roles(rui) == {campaign.id: [RoleName.EDITOR]}
    assert "editor for “Every result”" in client.get("/desk/staff").text


def test_an_owner_of_one_campaign_says_who_works_on_it_and_reaches_nothing_else(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        campaign, other = open_campaign(title="Mine"), open_campaign(title="Theirs")
        boss = staff(RoleName.OWNER, name="Site Owner")
        owner = staff(RoleName.OWNER, campaign_id=campaign.id)
        theirs = staff(RoleName.EDITOR, campaign_id=other.id, name="Elsewhere")
        colleague = staff(RoleName.EDITOR, email="ed@fullrecord.example", password=PASSWORD)
    people = f"/desk/campaigns/{campaign.id}/people"
    sign_in(client, owner)
    page = client.get(people).text
    assert "Site Owner" in page
    assert boss.email not in page
    assert "Elsewhere" not in page
    assert client.get("/desk/staff").status_code == 403
    assert client.get(f"/desk/campaigns/{other.id}/people").status_code == 404
    for stranger in (theirs, boss, colleague):
        assert client.get(f"{people}/{stranger.id}").status_code == 404
        assert client.post(f"{people}/{stranger.id}", data={"roles": ["editor"]}).status_code == 404

    # A colleague joins, and only here.
    assert client.post(people, data={"email": "ED@fullrecord.example", "roles": ["mailer"]}).status_code == 303
    assert held(app, colleague) == ([RoleName.EDITOR], {campaign.id: [RoleName.MAILER]})
    [(recipient, _, text)] = letters(app)
    assert recipient == "ed@fullrecord.example"
    assert "“Mine”" in text
    assert client.post(f"{people}/{colleague.id}", data={"roles": ["mailer", "exporter"]}).status_code == 303
    assert held(app, colleague)[1] == {campaign.id: [RoleName.EXPORTER, RoleName.MAILER]}
    assert client.post(f"{people}/{colleague.id}", data={"roles": ["security"]}).status_code == 422
    assert client.post(f"{people}/{colleague.id}", data=NOTHING).status_code == 303
    assert held(app, colleague) == ([RoleName.EDITOR], {})
    assert client.post(people, data={"email": "nobody", "roles": ["editor"]}).status_code == 422
    assert client.post(people, data={"email": "a@example.org"}).status_code == 422


def test_somebody_new_is_invited_for_a_campaign_and_let_go_before_they_came(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(title="Mine")
        owner = staff(RoleName.OWNER, campaign_id=campaign.id)
    people = f"/desk/campaigns/{campaign.id}/people"
    sign_in(client, owner)
    assert client.post(people, data={"email": "rui@example.org", "roles": ["reviewer"]}).status_code == 303
    [(recipient, _, text)] = letters(app)
    assert recipient == "rui@example.org"
    with app.app_context():
        rui = db.session.scalars(select(Staff).where(Staff.email == "rui@example.org")).one()
        assert (site_roles(rui), campaign_roles(rui)) == ([], {campaign.id: [RoleName.REVIEWER]})
    assert "Their invitation is taken back" in client.get(f"{people}/{rui.id}").text
    assert client.post(f"{people}/{rui.id}", data=NOTHING).status_code == 303
    assert app.test_client().get(link_in(text)).status_code == 410
    assert "rui@example.org" not in client.get(people).text


def test_a_closed_account_is_not_opened_by_a_campaign(session: Session) -> None:
    campaign = open_campaign()
    person = staff(RoleName.EDITOR)
    with transaction():
        person.active = False
    with pytest.raises(AccountClosed):
        add_to_campaign(person.email, places([campaign.id])[0], [RoleName.EDITOR], COMMAND_LINE, WHEN)


def test_commands_give_roles_for_one_campaign(app: Flask) -> None:
    runner = app.test_cli_runner()
    with app.app_context():
        campaign = open_campaign(slug="every-result")
        staff(email="ida@fullrecord.example")
    made = runner.invoke(admin, ["create", "ed@example.org", "--role", "editor", "--campaign", "every-result"])
    assert made.exit_code == 0, made.output
    assert "ed@example.org\teditor@every-result\tinvited\tpassword alone" in runner.invoke(admin, ["list"]).output
    changed = ["roles", "ed@example.org", "--role", "reviewer", "--role", "owner", "--campaign", "every-result"]
    assert runner.invoke(admin, changed).output == "ed@example.org: reviewer, owner for every-result\n"
    assert runner.invoke(admin, ["roles", "ed@example.org", "--role", "auditor"]).exit_code == 0
    assert "auditor,owner@every-result,reviewer@every-result" in runner.invoke(admin, ["list"]).output
    for refused in (
        ["roles", "ida@fullrecord.example", "--role", "editor"],
        ["roles", "nobody@example.org", "--role", "editor"],
        ["roles", "ed@example.org", "--role", "editor", "--campaign", "no-such"],
        ["roles", "ed@example.org", "--role", "security", "--campaign", "every-result"],
        ["create", "x@example.org", "--role", "editor", "--campaign", "no-such"],
        ["sign-out", "nobody@example.org"],
    ):
        assert runner.invoke(admin, refused).exit_code == 1, refused
    assert campaign.id


def test_commands_end_sessions_unlock_close_and_delete(app: Flask, client: FlaskClient) -> None:
    runner = app.test_cli_runner()
    with app.app_context():
        staff()
        person = staff(RoleName.EDITOR, email="ed@example.org")
        with transaction() as session:
            locked = session.get_one(Staff, person.id)
            locked.failures, locked.locked_until = 9, now() + timedelta(hours=1)
    sign_in(client, person)
    assert "\tlocked\t" in runner.invoke(admin, ["list"]).output
    assert runner.invoke(admin, ["unlock", "ed@example.org"]).exit_code == 0
    assert runner.invoke(admin, ["sign-out", "ed@example.org"]).output == "1 session ended.\n"
    assert client.get("/desk/me").status_code == 302
    assert runner.invoke(admin, ["close", "ed@example.org"]).exit_code == 0
    assert "\tclosed\t" in runner.invoke(admin, ["list"]).output
    assert runner.invoke(admin, ["delete", "ed@example.org"], input="n\n").exit_code == 1
    assert f"former colleague {person.id}" in runner.invoke(admin, ["delete", "ed@example.org", "--yes"]).output
    assert "ed@example.org" not in runner.invoke(admin, ["list"]).output
