"""Holding back who guesses, by account and by network; letting a colleague in again; what wants the password anew."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import select

from campaign.accounts.models import RoleName, Site, Staff
from campaign.accounts.site import prepare_site
from campaign.audit.models import AuditEntry
from campaign.db import db
from tests.accounts.forms import send
from tests.accounts.test_sign_in import set_up_second_factor
from tests.factories.accounts import PASSWORD, WHEN, sign_in, staff
from tests.house.routes import World, make_world, rules

START = datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC)
ADDRESS = "ida@fullrecord.example"


@pytest.fixture
def owner(app: Flask) -> Staff:
    with app.app_context():
        return staff(email=ADDRESS, name="Ida Fenwick", password=PASSWORD)


def failures(app: Flask, person: Staff) -> int:
    with app.app_context():
        return db.session.get_one(Staff, person.id).failures


def test_thirty_failures_in_an_hour_close_the_door_to_a_network_whoever_is_named(
    app: Flask, client: FlaskClient, owner: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.accounts.knock.FAILED_PER_HOUR", 3)
    with time_machine.travel(START, tick=False) as clock:
        assert send(client, "/desk/sign-in", email=ADDRESS, password=PASSWORD).status_code == 302
        for number in range(3):
            guess = app.test_client()
            assert send(guess, "/desk/sign-in", email=f"p{number}@example.org", password="x" * 12).status_code == 422
        right = send(app.test_client(), "/desk/sign-in", email=ADDRESS, password=PASSWORD)
        assert right.status_code == 429
        assert right.headers["Retry-After"] == "3600"
        elsewhere = app.test_client()
        elsewhere.environ_base["REMOTE_ADDR"] = "198.51.100.7"
        assert send(elsewhere, "/desk/sign-in", email=ADDRESS, password=PASSWORD).status_code == 302
        clock.shift(timedelta(hours=1))
        assert send(app.test_client(), "/desk/sign-in", email=ADDRESS, password=PASSWORD).status_code == 302


def test_who_is_let_in_is_no_failure(client: FlaskClient, owner: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaign.accounts.knock.FAILED_PER_HOUR", 1)
    for _ in range(3):
        assert send(client, "/desk/sign-in", email=ADDRESS, password=PASSWORD).status_code == 302
        client.delete_cookie("session")


@pytest.mark.parametrize("path", ["/desk/code", "/desk/code/recovery"])
def test_five_wrong_codes_lock_and_count_for_the_network(
    app: Flask, client: FlaskClient, owner: Staff, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        send(client, "/desk/sign-in", email=ADDRESS, password=PASSWORD)
        phone: TOTP = set_up_second_factor(client)
        client.delete_cookie("session")
        clock.shift(timedelta(seconds=30))
        assert send(client, "/desk/sign-in", email=ADDRESS, password=PASSWORD).location == "/desk/code?next=/desk"
        for _ in range(5):
            assert send(client, path, code="0000").status_code == 422
        assert failures(app, owner) == 5
        assert "too many wrong tries" in send(client, "/desk/code", code=phone.generate().token).text
        monkeypatch.setattr("campaign.accounts.knock.FAILED_PER_HOUR", 6)
        assert send(client, path, code="0000").status_code == 429


def test_a_colleague_who_is_locked_out_is_let_in_again(app: Flask, client: FlaskClient, owner: Staff) -> None:
    with app.app_context():
        guard = staff(RoleName.SECURITY)
    guess = app.test_client()
    for _ in range(5):
        send(guess, "/desk/sign-in", email=ADDRESS, password="x" * 12)
    assert send(guess, "/desk/sign-in", email=ADDRESS, password=PASSWORD).status_code == 422
    sign_in(client, guard)
    assert "Unlock now" in client.get(f"/desk/staff/{owner.id}").text
    assert client.post(f"/desk/staff/{owner.id}/unlock").status_code == 302
    assert send(guess, "/desk/sign-in", email=ADDRESS, password=PASSWORD).status_code == 302
    with app.app_context():
        acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert acts == ["staff.locked", "staff.unlocked", "staff.signed_in"]


def test_a_new_site_has_nobody_on_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        prepare_site(WHEN)
        assert db.session.scalars(select(Staff)).all() == []
        assert db.session.get_one(Site, 1).id == 1
    for email in ("admin@localhost", "admin@example.org", "root@localhost"):
        for password in ("admin", "password", "changeme", ""):
            assert send(client, "/desk/sign-in", email=email, password=password).status_code == 422


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def test_whatever_touches_accounts_lists_or_roles_wants_the_password_once_more(app: Flask, world: World) -> None:
    client = sign_in(app.test_client(), world.people[RoleName.OWNER])
    with client.session_transaction("/desk") as cookie:
        cookie["fs_paa"] -= 301
    without = {"desk.accounts.me", "desk.accounts.me_submit"}
    asked = set()
    for rule in rules(app, "POST"):
        guarded = rule.endpoint.startswith(("desk.accounts.", "desk.people.", "desk.exports.take"))
        if guarded and rule.endpoint not in without:
            answer = client.post(world.address(rule))
            assert answer.status_code == 302, rule.endpoint
            assert answer.location.startswith("/desk/verify?next=/desk/"), rule.endpoint
            assert client.get(answer.location).status_code == 200
            asked.add(rule.endpoint)
    assert len(asked) >= 13
    for path in ("/desk/passkeys", "/desk/passkeys/delete", "/desk/second-factor", "/desk/recovery-codes"):
        assert client.post(path).location.startswith("/desk/verify?next="), path


def test_recovery_codes_are_shown_once(app: Flask, client: FlaskClient, owner: Staff) -> None:
    sign_in(client, owner)
    assert "register a passkey" in client.get("/desk/recovery-codes").text
    set_up_second_factor(client)
    shown = client.post("/desk/recovery-codes", data={"generate_new_codes": "yes"}).text
    assert "This page shows them once" in shown
    assert "8 new codes" in shown
    for path in ("/desk/recovery-codes", "/desk/recovery-codes?show_codes=yes"):
        page = client.get(path).text
        assert "8 codes left" in page
        assert 'class="items tight mono' not in page
    assert "8 left" in client.get("/desk/me").text
    again = client.post("/desk/recovery-codes", data={"generate_new_codes": "yes"}).text
    assert shown != again


def test_every_sign_in_costs_one_look_at_a_password(
    app: Flask, client: FlaskClient, owner: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known, unknown, closed, locked, invited: the slow part is done once for each, so the time tells nothing."""
    with app.app_context():
        staff(email="closed@fullrecord.example")
    looks: list[str] = []

    def look(password: str, stored: str) -> bool:
        looks.append(stored[:10])
        return False

    monkeypatch.setattr("campaign.accounts.admission.verify_password", look)
    for _ in range(6):  # the last finds the account locked
        send(client, "/desk/sign-in", email=ADDRESS, password="x" * 12)
    for email in ("nobody@example.org", "closed@fullrecord.example", "no address", "former colleague 7"):
        send(client, "/desk/sign-in", email=email, password="x" * 12)
    assert looks == ["$argon2id$"] * 10
