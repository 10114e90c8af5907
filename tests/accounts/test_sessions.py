"""Sessions of staff: seen, ended at once, and forgotten after a month."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.devices import device_name
from campaign.accounts.forget_sessions import forget_sessions
from campaign.accounts.models import RoleName, Staff, StaffSession
from campaign.audit.models import AuditEntry
from campaign.db import db
from tests.accounts.forms import csrf_token, send
from tests.factories.accounts import PASSWORD, sign_in, staff

START = datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Safari/604.1"


@pytest.fixture
def owner(app: Flask) -> Staff:
    with app.app_context():
        return staff(email="ida@fullrecord.example", name="Ida Fenwick", password=PASSWORD)


def rows(app: Flask) -> list[StaffSession]:
    with app.app_context():
        return list(db.session.scalars(select(StaffSession).order_by(StaffSession.id)))


def entries(app: Flask, act: str) -> list[AuditEntry]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry).where(AuditEntry.act == act)))


def signed_in(client: FlaskClient) -> bool:
    return client.get("/desk/me").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15", "Safari on macOS"),
        ("curl/8.10", "Unknown browser"),
        ("<script>alert(1)</script>", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_device_is_named_coarsely(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


def test_signing_in_makes_a_row_that_knows_device_and_times_and_no_address(
    app: Flask, client: FlaskClient, owner: Staff
) -> None:
    client.environ_base |= {"HTTP_USER_AGENT": PHONE, "REMOTE_ADDR": "198.51.100.7"}
    with time_machine.travel(START, tick=False):
        send(client, "/desk/sign-in", email=owner.email, password=PASSWORD)
        [row] = rows(app)
        assert (row.staff_id, row.device, row.began_at, row.seen_at, row.ended_at) == (
            owner.id, "Safari on iPhone", START, START, None,
        )  # fmt: skip
        with client.session_transaction("/desk") as cookie:
            assert cookie["sid"].encode() not in row.digest
        page = client.get("/desk/me").text
        assert "Safari on iPhone" in page
        assert "198.51.100" not in page


def test_a_form_moves_the_time_and_a_page_does_not(app: Flask, client: FlaskClient, owner: Staff) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, owner)
        clock.shift(timedelta(minutes=10))
        assert signed_in(client)
        assert rows(app)[0].seen_at == START
        client.post("/desk/me", data={"name": "Ida"})
        assert rows(app)[0].seen_at == START + timedelta(minutes=10)
        clock.shift(timedelta(minutes=2))
        client.post("/desk/me", data={"name": "Ida F."})
        assert rows(app)[0].seen_at == START + timedelta(minutes=10)


def test_ending_a_session_shuts_it_out_at_once(app: Flask, client: FlaskClient, owner: Staff) -> None:
    phone = sign_in(app.test_client(), owner)
    sign_in(client, owner)
    there, here = rows(app)
    assert client.post(f"/desk/me/sessions/{there.id}/end").location == "/desk/me"
    assert not signed_in(phone)
    assert signed_in(client)
    assert client.post(f"/desk/me/sessions/{there.id}/end").status_code == 302  # twice is harmless
    [entry] = entries(app, "staff.session_ended")
    assert (entry.subject, entry.details) == (f"staff {owner.id}", {"session": there.id})

    assert client.post(f"/desk/me/sessions/{here.id}/end").location == "/desk/sign-in?out=here"
    assert "signed out on this device" in client.get("/desk/sign-in?out=here").text
    assert not signed_in(client)


def test_all_others_end_and_this_one_goes_on(app: Flask, client: FlaskClient, owner: Staff) -> None:
    others = [sign_in(app.test_client(), owner) for _ in range(3)]
    sign_in(client, owner)
    assert client.post("/desk/me/sessions/end").status_code == 302
    assert [signed_in(other) for other in others] == [False] * 3
    page = client.get("/desk/me").text
    assert "3 other sessions are ended" in page
    assert "3 earlier sessions" in page


def test_nobody_ends_the_session_of_another(app: Flask, client: FlaskClient, owner: Staff) -> None:
    with app.app_context():
        mallory = staff(RoleName.EDITOR)
    victim = sign_in(app.test_client(), owner)
    [row] = rows(app)
    sign_in(client, mallory)
    assert client.post(f"/desk/me/sessions/{row.id}/end").status_code == 404
    assert client.post(f"/desk/staff/{owner.id}/sessions/{row.id}/end").status_code == 403
    assert client.post(f"/desk/staff/{owner.id}/sessions/end").status_code == 403
    assert signed_in(victim)


def test_security_staff_see_and_end_the_sessions_of_colleagues(app: Flask, client: FlaskClient, owner: Staff) -> None:
    with app.app_context():
        guard = staff(RoleName.SECURITY)
    one, other = (sign_in(app.test_client(), owner) for _ in range(2))
    sign_in(client, guard)
    page = client.get(f"/desk/staff/{owner.id}").text
    assert "Firefox on Linux" in page
    assert "Save the roles" not in page
    first = rows(app)[0]
    assert client.post(f"/desk/staff/{guard.id}/sessions/{first.id}/end").status_code == 404  # not that colleague's
    assert client.post(f"/desk/staff/{owner.id}/sessions/{first.id}/end").status_code == 302
    assert (signed_in(one), signed_in(other)) == (False, True)
    assert client.post(f"/desk/staff/{owner.id}/sessions/end").status_code == 302
    assert not signed_in(other)
    [entry] = entries(app, "staff.sessions_ended")
    assert (entry.actor, entry.details) == (guard.email, {"sessions": 1})


def test_a_cookie_without_its_row_opens_nothing(app: Flask, client: FlaskClient, owner: Staff) -> None:
    sign_in(client, owner)
    for sid in ("made-up", None):
        with client.session_transaction("/desk") as cookie:
            cookie["sid"] = sid
        assert not signed_in(client)


def test_signing_out_and_a_new_password_end_the_rows_too(app: Flask, client: FlaskClient, owner: Staff) -> None:
    sign_in(app.test_client(), owner)
    send(client, "/desk/sign-in", email=owner.email, password=PASSWORD)
    new = "gravel-orchid-tandem-81"
    send(client, "/desk/password", password=PASSWORD, new_password=new, new_password_confirm=new)
    assert [row.ended_at is None for row in rows(app)] == [False, False, True]
    client.post("/desk/sign-out", data={"csrf_token": csrf_token(client.get("/desk/me"))})
    assert all(row.ended_at for row in rows(app))


def test_sessions_are_forgotten_after_30_days(app: Flask, client: FlaskClient, owner: Staff) -> None:
    with time_machine.travel(START, tick=False):
        sign_in(client, owner)
    with app.app_context():
        assert forget_sessions(START + timedelta(days=30)) == 0
        assert forget_sessions(START + timedelta(days=30, seconds=1)) == 1
