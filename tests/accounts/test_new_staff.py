"""How somebody becomes staff: the set-up link, invitations, the command; and how a password is found again."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from campaign import create_app
from campaign.accounts.commands import admin
from campaign.accounts.deactivate import deactivate
from campaign.accounts.invite import invite
from campaign.accounts.links import setup_link
from campaign.accounts.models import RoleName, Site, Staff
from campaign.accounts.refusals import LastOwner, OwnerExists
from campaign.accounts.set_roles import set_roles
from campaign.accounts.setup import setup
from campaign.accounts.site import prepare_site
from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.config import Settings
from campaign.db import db
from tests.accounts.forms import send
from tests.accounts.letters import letters, link_in
from tests.factories.accounts import PASSWORD, WHEN, sign_in, staff

SETUP = {
    "site_name": "The Full Record",
    "about": "A campaign of patients’ leagues.",
    "name": "Ida Fenwick",
    "email": "Ida@FullRecord.example",
    "password": PASSWORD,
    "password_confirm": PASSWORD,
}


@pytest.fixture
def link(app: Flask) -> str:
    with app.app_context():
        prepare_site(WHEN)
        found = setup_link()
    assert found is not None
    return found.removeprefix("http://localhost")


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Staff)) or 0


def test_the_set_up_link_makes_the_owner_names_the_site_and_signs_in(
    app: Flask, client: FlaskClient, link: str
) -> None:
    answer = send(client, link, **SETUP)
    assert (answer.status_code, answer.location) == (302, "/desk")
    app.extensions["site_cache"].forget()
    page = client.get("/desk/me")
    assert "Ida Fenwick" in page.text
    assert "ida@fullrecord.example" in page.text
    assert "The Full Record" in page.text
    with app.app_context():
        owner = db.session.scalars(select(Staff)).one()
        assert [role.name for role in owner.roles] == [RoleName.OWNER]
        assert list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id))) == [
            "site.set_up",
            "staff.signed_in",
        ]
        assert setup_link() is None


def test_the_set_up_link_works_once(app: Flask, client: FlaskClient, link: str) -> None:
    late = app.test_client()
    late.get(link)
    send(client, link, **SETUP)
    for answer in (late.get(link), send(late, "/desk/sign-in", to=link, **SETUP)):
        assert answer.status_code == 410
        assert "has an owner already" in answer.text
    with app.app_context(), pytest.raises(OwnerExists):
        setup("Other", "Other", "Mallory", "mallory@example.org", PASSWORD, WHEN)
    assert count(app) == 1


def test_a_made_up_set_up_link_leads_nowhere(client: FlaskClient, link: str) -> None:
    assert client.get(link[:-3] + "abc").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "ida", "@"),
        ("password_confirm", "something-else-57", "two passwords differ"),
        ("password", "short", "12 to 128 characters"),
        ("password", "qwertyuiop123", "tried first"),
        ("password", "ida@fullrecord.example", "tried first"),
        ("name", " ", "Type your name"),
        ("site_name", "", "Give the site a name"),
    ],
)
def test_set_up_says_what_is_wrong_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, link: str, field: str, value: str, sentence: str
) -> None:
    wrong = SETUP | {field: value}
    if field == "password":
        wrong["password_confirm"] = value
    answer = send(client, link, **wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "A campaign of patients’ leagues." in answer.text
    assert PASSWORD not in answer.text
    assert count(app) == 0


def test_where_a_second_factor_is_required_set_up_leads_to_it(app: Flask, link: str, tmp_path: Path) -> None:
    settings = {
        "CAMPAIGN_DATABASE_URL": str(app.config["SQLALCHEMY_DATABASE_URI"]),
        "CAMPAIGN_DATA_DIR": str(app.extensions["settings"].data_dir),
        "CAMPAIGN_BASE_URL": "http://localhost",
        "CAMPAIGN_SECOND_FACTOR": "required",
    }
    strict = create_app(Settings.from_environment(settings))
    strict.testing = True
    client = strict.test_client()
    assert send(client, link, **SETUP).location == "/desk/second-factor"
    assert "This site asks for one" in client.get("/desk/second-factor").text
    assert client.get("/desk/me").status_code == 302
    with strict.app_context():
        db.engine.dispose()


def test_an_invitation_leads_to_an_account(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        owner = staff()
    sign_in(client, owner)
    answer = client.post("/desk/staff", data={"email": "Rui@example.org", "roles": ["reviewer", "exporter"]})
    assert answer.status_code == 302
    assert "Good until" in client.get("/desk/staff").text
    [(recipient, subject, text)] = letters(app)
    assert recipient == "rui@example.org"
    assert "invited" in subject

    guest = app.test_client()
    path = link_in(text)
    assert guest.get(path).headers["Referrer-Policy"] == "no-referrer"
    fields = {"name": "Rui Achterberg", "password": PASSWORD, "password_confirm": PASSWORD}
    assert send(guest, path, **fields).location == "/desk"
    assert "Rui Achterberg" in guest.get("/desk/me").text
    assert guest.get("/desk/staff").status_code == 403
    assert guest.get(path).status_code == 410
    assert send(app.test_client(), "/desk/sign-in", email="rui@example.org", password=PASSWORD).status_code == 302


def test_an_invitation_is_good_for_seven_days_and_until_the_next_one(app: Flask) -> None:
    with app.app_context():
        staff()
        person = staff(RoleName.EDITOR)
        invite(person.id, COMMAND_LINE, WHEN)
        invite(person.id, COMMAND_LINE, WHEN + timedelta(days=1))
    first, second = (link_in(text) for _, _, text in letters(app))
    client = app.test_client()
    with time_machine.travel(WHEN + timedelta(days=2), tick=False):
        assert client.get(first).status_code == 410
        assert client.get(second).status_code == 200
    with time_machine.travel(WHEN + timedelta(days=8), tick=False):
        assert client.get(second).status_code == 410


def test_an_invited_account_stays_shut_until_the_link_is_used(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        staff()
        person = staff(RoleName.EDITOR, password=PASSWORD, email="ed@example.org")
        invite(person.id, COMMAND_LINE, datetime.now(UTC))
    assert send(client, "/desk/sign-in", email="ed@example.org", password=PASSWORD).status_code == 422


def test_an_address_is_invited_once(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        owner = staff(email="ida@fullrecord.example")
    sign_in(client, owner)
    answer = client.post("/desk/staff", data={"email": "IDA@fullrecord.example", "roles": ["editor"]})
    assert answer.status_code == 422
    assert "is staff already" in answer.text
    answer = client.post("/desk/staff", data={"email": "rui@example.org"})
    assert "Choose at least one role" in answer.text


def test_the_last_owner_stays(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        owner = staff()
        other = staff(RoleName.EDITOR)
        for refused in (
            lambda: deactivate(owner.id, COMMAND_LINE, WHEN),
            lambda: set_roles(owner.id, [RoleName.EDITOR], COMMAND_LINE, WHEN),
            lambda: invite(owner.id, COMMAND_LINE, WHEN),
        ):
            with pytest.raises(LastOwner):
                refused()
        set_roles(other.id, [RoleName.OWNER], COMMAND_LINE, WHEN)
        set_roles(owner.id, [RoleName.EDITOR], COMMAND_LINE, WHEN)
        with pytest.raises(LastOwner):
            deactivate(other.id, COMMAND_LINE, WHEN)
        db.session.refresh(other)
    sign_in(client, other)
    assert client.post(f"/desk/staff/{other.id}/deactivate").status_code == 409


def test_roles_are_changed_and_audited(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        owner = staff()
        editor = staff(RoleName.EDITOR)
    sign_in(client, owner)
    assert client.post(f"/desk/staff/{editor.id}/roles", data={"roles": ["reviewer"]}).status_code == 302
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "staff.roles_set")).one()
        assert (entry.actor, entry.details) == (owner.email, {"before": ["editor"], "roles": ["reviewer"]})
        assert [role.name for role in db.session.get_one(Staff, editor.id).roles] == ["reviewer"]
    assert client.post("/desk/staff/999/roles", data={"roles": ["reviewer"]}).status_code == 404


def test_a_forgotten_password_is_replaced_by_mail_and_nobody_learns_who_is_staff(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        staff(email="ida@fullrecord.example", password=PASSWORD)
    pages = [send(client, "/desk/forgotten", email=email) for email in ("ida@fullrecord.example", "nobody@example.org")]
    assert {page.status_code for page in pages} == {200}
    assert "a letter with a link is on its way" in pages[0].text
    plain = [re.sub(r'value="[^"]*"', "", page.text) for page in pages]
    assert plain[0] == plain[1]
    [(recipient, _, text)] = letters(app)
    assert recipient == "ida@fullrecord.example"

    path = link_in(text)
    opened = client.get(path)
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    new = "gravel-orchid-tandem-81"
    weak = {"password": "letmein12345", "password_confirm": "letmein12345"}
    assert send(client, path, **weak).status_code == 422
    assert send(client, path, password=new, password_confirm=new).location == "/desk/sign-in"
    assert client.get(path).location == "/desk/forgotten"  # good for one use
    assert send(client, "/desk/sign-in", email="ida@fullrecord.example", password=PASSWORD).status_code == 422
    assert send(client, "/desk/sign-in", email="ida@fullrecord.example", password=new).status_code == 302
    assert letters(app)[-1][1] == "Your password was changed"


def test_a_reset_link_is_good_for_an_hour_and_three_are_sent_in_one(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(WHEN, tick=False) as clock:
        with app.app_context():
            staff(email="ida@fullrecord.example", password=PASSWORD)
        for _ in range(5):
            assert send(client, "/desk/forgotten", email="ida@fullrecord.example").status_code == 200
        assert len(letters(app)) == 3
        clock.shift(timedelta(minutes=61))
        late = client.get(link_in(letters(app)[0][2]), follow_redirects=True)
        assert "more than an hour old" in late.text


def test_the_command_invites_and_lists(app: Flask) -> None:
    runner = app.test_cli_runner()
    with app.app_context():
        prepare_site(WHEN)
    made = runner.invoke(admin, ["create", "ida@fullrecord.example"])
    assert made.exit_code == 0, made.output
    assert made.output.startswith("http://localhost/invitation/")
    assert app.test_client().get(link_in(made.output)).status_code == 200
    again = runner.invoke(admin, ["create", "ida@fullrecord.example"])
    assert again.exit_code == 1
    assert "is staff already" in again.output
    assert runner.invoke(admin, ["create", "ida"]).exit_code == 1
    listed = runner.invoke(admin, ["list"])
    assert listed.output == "ida@fullrecord.example\towner\tinvited\tpassword alone\n"


def test_the_site_is_prepared_once(app: Flask) -> None:
    with app.app_context():
        prepare_site(WHEN)
        first = db.session.get_one(Site, 1).public_id
        prepare_site(WHEN)
        assert db.session.get_one(Site, 1).public_id == first
