"""Signing in through the pages: password, second factor, recovery codes, waiting, sessions, signing out."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import get_message  # noqa: F401 - proves that phrases are known
from passlib.totp import TOTP
from sqlalchemy import select

from campaign.accounts.models import RoleName, Staff
from campaign.audit.models import AuditEntry
from campaign.db import db
from tests.accounts.forms import csrf_token, send
from tests.factories.accounts import PASSWORD, sign_in, staff

START = datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC)
WRONG = "do not fit together"


@pytest.fixture
def owner(app: Flask) -> Staff:
    with app.app_context():
        return staff(email="ida@fullrecord.example", name="Ida Fenwick", password=PASSWORD)


def stored(app: Flask, person: Staff) -> Staff:
    with app.app_context():
        return db.session.get_one(Staff, person.id)


def acts(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def sign_in_by_form(client: FlaskClient, email: str = "ida@fullrecord.example", password: str = PASSWORD):
    return send(client, "/desk/sign-in", email=email, password=password)


def set_up_second_factor(client: FlaskClient) -> TOTP:
    """Through the pages; answers what the app on the phone now holds."""
    page = client.get("/desk/second-factor")
    page = client.post("/desk/second-factor", data={"csrf_token": csrf_token(page), "setup": "authenticator"})
    assert page.status_code == 200
    assert "<svg" in page.text
    key = re.search(r'class="mono strong">([^<]+)<', page.text)[1]
    target = re.search(r'action="(/desk/(?:second-factor/|code)[^"]*)"', page.text)[1]
    phone = TOTP(key=key)
    done = client.post(target, data={"csrf_token": csrf_token(page), "code": phone.generate().token})
    assert done.status_code == 302, done.text
    return phone


def test_the_password_opens_the_desk_and_the_way_back_is_kept(app: Flask, client: FlaskClient, owner: Staff) -> None:
    asked = client.get("/desk/staff?page=2")
    assert asked.location == "/desk/sign-in?next=/desk/staff?page%3D2"
    page = client.get(asked.location)
    answer = client.post(
        asked.location, data={"csrf_token": csrf_token(page), "email": "Ida@FullRecord.example", "password": PASSWORD}
    )
    assert (answer.status_code, answer.location) == (302, "/desk/staff?page=2")
    assert "Ida Fenwick" in client.get("/desk/me").text
    assert stored(app, owner).signed_in_at is not None
    assert acts(app) == ["staff.signed_in"]


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/desk",
        "//evil.example",
        "/desk//evil.example",
        "/desk/../c/x",
        "/\\evil.example",
        "/c/trials",
    ],
)
def test_the_way_back_never_leads_out_of_the_desk(client: FlaskClient, owner: Staff, away: str) -> None:
    assert client.get("/desk/sign-in", query_string={"next": away}).status_code == 400


def test_every_failure_reads_alike(app: Flask, client: FlaskClient, owner: Staff) -> None:
    with app.app_context():
        staff(email="closed@fullrecord.example")
    answers = set()
    for email in ("ida@fullrecord.example", "nobody@fullrecord.example", "closed@fullrecord.example", "no address"):
        answer = sign_in_by_form(client, email, "wrong-wrong-wrong")
        assert answer.status_code == 422
        assert WRONG in answer.text
        answers.add(re.sub(r'value="[^"]*"', "", answer.text))
    assert len(answers) == 1


def test_five_wrong_passwords_close_the_door_for_a_while_even_to_the_right_one(
    app: Flask, client: FlaskClient, owner: Staff
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(5):
            assert WRONG in sign_in_by_form(client, password="wrong-wrong-wrong").text
        assert WRONG in sign_in_by_form(client).text
        assert stored(app, owner).failures == 5
        clock.shift(timedelta(seconds=61))
        assert WRONG in sign_in_by_form(client, password="wrong-wrong-wrong").text
        clock.shift(timedelta(seconds=61))
        assert WRONG in sign_in_by_form(client).text  # the second wait is two minutes
        clock.shift(timedelta(seconds=61))
        assert sign_in_by_form(client).status_code == 302
    assert stored(app, owner).failures == 0
    assert acts(app) == ["staff.locked", "staff.locked", "staff.signed_in"]


def test_one_network_can_try_120_times_an_hour(
    client: FlaskClient, owner: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.accounts.knock.PER_HOUR", 2)
    for _ in range(2):
        assert sign_in_by_form(client, "nobody@example.org").status_code == 422
    refused = sign_in_by_form(client, "nobody@example.org")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "3600"


def test_a_second_factor_is_asked_for_once_it_is_set_up(app: Flask, client: FlaskClient, owner: Staff) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in_by_form(client)
        assert "Your password alone signs you in" in client.get("/desk/me").text
        phone = set_up_second_factor(client)
        assert "You have no recovery codes" in client.get("/desk/me").text
        send(client, "/desk/me", to="/desk/sign-out")

        clock.shift(timedelta(seconds=30))
        asked = sign_in_by_form(client)
        assert asked.location == "/desk/code?next=/desk"
        assert client.get("/desk/me").status_code == 302
        assert send(client, asked.location, code="000000").status_code == 422
        code = phone.generate().token
        assert send(client, "/desk/code", code=code).location == "/desk"
        assert client.get("/desk/me").status_code == 200

        send(client, "/desk/me", to="/desk/sign-out")
        sign_in_by_form(client)
        assert send(client, "/desk/code", code=code).status_code == 422  # each code is good once
        clock.shift(timedelta(seconds=30))
        assert send(client, "/desk/code", code=phone.generate().token).status_code == 302
    assert "staff.second_factor_set" in acts(app)
    assert stored(app, owner).failures == 0
    assert phone.pretty_key().replace("-", "") not in (stored(app, owner).tf_totp_secret or "")


def test_a_recovery_code_signs_in_once(app: Flask, client: FlaskClient, owner: Staff) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in_by_form(client)
        set_up_second_factor(client)
        page = send(client, "/desk/recovery-codes", generate_new_codes="yes")
        codes = re.findall(r"<li>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</li>", page.text)
        assert len(codes) == 8
        assert not set(codes) & set(stored(app, owner).mf_recovery_codes or [])  # sealed at rest
        for expected in (302, 422):
            send(client, "/desk/me", to="/desk/sign-out") if expected == 302 else client.delete_cookie("session")
            clock.shift(timedelta(seconds=30))
            sign_in_by_form(client)
            assert send(client, "/desk/code/recovery", code=codes[0].upper()).status_code == expected
    assert len(stored(app, owner).mf_recovery_codes or []) == 7
    assert "staff.recovery_code_used" in acts(app)


def test_guessing_codes_closes_the_door_too(app: Flask, client: FlaskClient, owner: Staff) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in_by_form(client)
        phone = set_up_second_factor(client)
        send(client, "/desk/me", to="/desk/sign-out")
        clock.shift(timedelta(seconds=30))
        sign_in_by_form(client)
        for _ in range(5):
            assert send(client, "/desk/code", code="000000").status_code == 422
        answer = send(client, "/desk/code", code=phone.generate().token)
        assert answer.status_code == 422
        assert "too many wrong tries" in answer.text
        assert WRONG in sign_in_by_form(app.test_client()).text


def test_a_session_ends_after_30_minutes_without_use(client: FlaskClient, owner: Staff) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in_by_form(client)
        for _ in range(3):
            clock.shift(timedelta(minutes=29))
            assert client.get("/desk/me").status_code == 200
        clock.shift(timedelta(minutes=30))
        assert client.get("/desk/me").location == "/desk/sign-in?next=/desk/me"


def test_a_session_ends_after_12_hours_in_all(client: FlaskClient, owner: Staff) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in_by_form(client)
        for _ in range(35):
            clock.shift(timedelta(minutes=20))
            assert client.get("/desk/me").status_code == 200
        clock.shift(timedelta(minutes=20))
        assert client.get("/desk/me").status_code == 302


def test_a_new_session_begins_with_every_sign_in(client: FlaskClient, owner: Staff) -> None:
    seen = []
    for _ in range(2):
        client.get("/desk/sign-in")
        with client.session_transaction("/desk") as before:
            planted = before["csrf_token"]
        sign_in_by_form(client)
        with client.session_transaction("/desk") as after:
            assert after.get("csrf_token") != planted
            seen.append(after["sid"])
        send(client, "/desk/me", to="/desk/sign-out")
    assert len(set(seen)) == 2


def test_signing_out_ends_every_session_and_clears_the_browser(app: Flask, client: FlaskClient, owner: Staff) -> None:
    sign_in_by_form(client)
    stolen = app.test_client()
    stolen.set_cookie("session", client.get_cookie("session").value)
    assert stolen.get("/desk/me").status_code == 200
    answer = send(client, "/desk/me", to="/desk/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "You are signed out" in client.get(answer.location).text
    assert stolen.get("/desk/me").status_code == 302
    assert client.get("/desk/sign-out").status_code == 405


def test_changing_the_password_wants_the_old_one_and_ends_other_sessions(
    app: Flask, client: FlaskClient, owner: Staff
) -> None:
    sign_in_by_form(client)
    other = app.test_client()
    sign_in_by_form(other)
    new = "gravel-orchid-tandem-81"
    fields = {"new_password": new, "new_password_confirm": new}
    assert "not your password" in send(client, "/desk/password", password="wrong-wrong-wrong", **fields).text
    common = {"new_password": "password1234", "new_password_confirm": "password1234"}
    assert "tried first" in send(client, "/desk/password", password=PASSWORD, **common).text
    assert send(client, "/desk/password", password=PASSWORD, **fields).location == "/desk/me"
    assert client.get("/desk/me").status_code == 200
    assert other.get("/desk/me").status_code == 302
    assert sign_in_by_form(app.test_client(), password=new).status_code == 302
    assert "staff.password_changed" in acts(app)


def test_what_matters_wants_the_password_once_more(client: FlaskClient, owner: Staff) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in_by_form(client)
        path = f"/desk/staff/{owner.id}"
        assert client.get(path).status_code == 200
        clock.shift(timedelta(minutes=5))
        asked = client.get(path)
        assert asked.location == f"/desk/verify?next={path}"
        assert send(client, asked.location, password="wrong-wrong-wrong").status_code == 422
        assert send(client, asked.location, password=PASSWORD).location == path
        assert client.get(path).status_code == 200


def test_a_page_of_another_site_can_send_nothing(app: Flask, client: FlaskClient, owner: Staff) -> None:
    sign_in_by_form(client)
    token = csrf_token(client.get("/desk/me"))
    for path in ("/desk/me", "/desk/sign-out", "/desk/password", "/desk/staff"):
        fields = {"csrf_token": token, "name": "Mallory"}
        assert client.post(path, data=fields, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert client.post(path, data=fields, headers={"Sec-Fetch-Site": "same-site"}).status_code == 403
        assert client.post(path, data={"name": "Mallory"}).status_code == 400
    assert stored(app, owner).name == "Ida Fenwick"
    assert app.test_client().post("/desk/sign-in", data={"email": "ida@fullrecord.example"}).status_code == 400


def test_what_came_too_late_is_given_back_and_sent_once_more(app: Flask, client: FlaskClient, owner: Staff) -> None:
    ours = {"Sec-Fetch-Site": "same-origin"}
    with time_machine.travel(START, tick=False) as clock:
        sign_in_by_form(client)
        typed = {"title": 'Say "all" <b>', "addressee": "the agencies\nof Europe", "slug": ""}
        token = csrf_token(client.get("/desk/campaigns/new"))
        clock.shift(timedelta(minutes=31))
        late = client.post("/desk/campaigns/new", data={"csrf_token": token, **typed}, headers=ours)
        assert late.status_code == 403
        assert late.headers["Cache-Control"] == "no-store"
        assert "You were signed out before this was stored" in late.text
        assert 'name="title" value="Say &#34;all&#34; &lt;b&gt;"' in late.text
        assert token not in late.text
        strange = client.post("/desk/campaigns/new", data=typed, headers={"Sec-Fetch-Site": "cross-site"})
        assert (strange.status_code, "Europe" in strange.text) == (403, False)
        secret = client.post("/desk/password", data={"password": "plum-lantern"}, headers=ours)
        assert "plum-lantern" not in secret.text
        sign_in_by_form(client)
        again = client.post("/desk/campaigns/new", data=typed, headers=ours)
        assert again.status_code == 403
        assert "nothing of it is stored yet" in again.text
        sent = client.post("/desk/campaigns/new", data={"csrf_token": csrf_token(again), **typed}, headers=ours)
        assert sent.status_code == 303


def test_a_closed_account_is_out_at_once(app: Flask, client: FlaskClient, owner: Staff) -> None:
    with app.app_context():
        editor = staff(RoleName.EDITOR)
    sign_in(client, editor)
    assert client.get("/desk/me").status_code == 200
    boss = app.test_client()
    sign_in(boss, owner)
    assert boss.post(f"/desk/staff/{editor.id}/deactivate").status_code == 302
    assert client.get("/desk/me").status_code == 302
