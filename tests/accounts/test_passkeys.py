"""Passkeys: both factors at once, and every way in which one is refused."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import Passkey, RoleName, Staff
from campaign.audit.models import AuditEntry
from campaign.db import db, transaction
from tests.accounts.authenticator import Authenticator, register, start, use
from tests.accounts.forms import csrf_token, send
from tests.factories.accounts import PASSWORD, sign_in, staff

START = datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC)
REFUSED = "This passkey was not accepted"


@pytest.fixture
def owner(app: Flask) -> Staff:
    with app.app_context():
        return staff(email="ida@fullrecord.example", name="Ida Fenwick", password=PASSWORD)


@pytest.fixture
def device(client: FlaskClient, owner: Staff) -> Authenticator:
    """A device with the owner's passkey; the client is signed out again."""
    made = Authenticator()
    sign_in(client, owner)
    assert register(client, made).location == "/desk/passkeys"
    sign_out(client)
    return made


def sign_out(client: FlaskClient) -> None:
    client.environ_base.pop("HTTP_X_CSRFTOKEN", None)
    client.delete_cookie("session")


def by_password(client: FlaskClient) -> str | None:
    return send(client, "/desk/sign-in", email="ida@fullrecord.example", password=PASSWORD).location


def stored(app: Flask) -> list[Passkey]:
    with app.app_context():
        return list(db.session.scalars(select(Passkey).order_by(Passkey.id)))


def acts(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def refused(client: FlaskClient, answer: object) -> bool:
    """Whether an answer led back to the start and said the one sentence."""
    location = getattr(answer, "location", None)
    return location in ("/desk/sign-in/passkey", "/desk/passkeys") and REFUSED in client.get(location).text


def test_a_passkey_signs_in_by_itself(app: Flask, client: FlaskClient, owner: Staff, device: Authenticator) -> None:
    assert use(client, device).location == "/desk"
    assert "Ida Fenwick" in client.get("/desk/me").text
    [passkey] = stored(app)
    assert (passkey.name, passkey.sign_count, passkey.staff_id) == ("Blue key", 2, owner.id)
    assert acts(app) == ["staff.passkey_added", "staff.signed_in"]


def test_the_password_alone_opens_nothing_beside_a_passkey(client: FlaskClient, device: Authenticator) -> None:
    assert by_password(client) == "/desk/sign-in/passkey?next=/desk"
    assert client.get("/desk/me").status_code == 302
    assert "Now your passkey" in client.get("/desk/sign-in/passkey?next=/desk").text
    assert use(client, device, "/desk/sign-in/passkey?next=/desk").location == "/desk"
    assert client.get("/desk/me").status_code == 200


def test_with_codes_and_a_passkey_one_chooses(
    app: Flask, client: FlaskClient, owner: Staff, device: Authenticator
) -> None:
    with app.app_context(), transaction() as session:
        person = session.get_one(Staff, owner.id)
        person.tf_primary_method, person.tf_totp_secret = "authenticator", "sealed"
    chosen = by_password(client)
    assert chosen == "/desk/code/select?next=/desk"
    assert send(client, chosen, which="webauthn").location == "/desk/sign-in/passkey?next=/desk"
    assert use(client, device, "/desk/sign-in/passkey?next=/desk").location == "/desk"
    sign_out(client)
    assert send(client, by_password(client) or "", which="authenticator").location == "/desk/code?next=/desk"
    assert send(client, "/desk/code/select", which="carrier pigeon").status_code in (302, 422)


def test_a_passkey_counts_where_the_password_is_asked_for_again(client: FlaskClient, device: Authenticator) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        use(client, device)
        clock.shift(timedelta(minutes=6))
        asked = client.get("/desk/passkeys").location
        assert asked == "/desk/verify?next=/desk/passkeys"
        assert "Use a passkey instead" in client.get(asked).text
        assert use(client, device, "/desk/verify/passkey?next=/desk/passkeys").location == "/desk/passkeys"
        assert client.get("/desk/passkeys").status_code == 200


def test_what_a_passkey_proves_again_is_who_is_signed_in(
    app: Flask, client: FlaskClient, device: Authenticator
) -> None:
    with app.app_context():
        other = staff(RoleName.EDITOR)
    sign_in(client, other)
    answer = use(client, device, "/desk/verify/passkey")
    assert answer.location == "/desk/verify/passkey"
    assert REFUSED in client.get(answer.location).text


def test_a_second_factor_is_the_one_of_whoever_gave_the_password(
    app: Flask, client: FlaskClient, device: Authenticator
) -> None:
    with app.app_context():
        other = staff(RoleName.EDITOR, email="ed@fullrecord.example", password=PASSWORD)
    theirs = app.test_client()
    register(sign_in(theirs, other), Authenticator(), "Other key")
    sign_out(theirs)
    send(theirs, "/desk/sign-in", email="ed@fullrecord.example", password=PASSWORD)
    assert refused(theirs, use(theirs, device))


def test_an_answer_is_good_once_and_in_its_own_session(app: Flask, client: FlaskClient, device: Authenticator) -> None:
    target, options, token = start(client)
    answer = {"csrf_token": token, "credential": device.use(options)}
    kept = client.get_cookie("session")
    assert kept is not None
    stranger = app.test_client()
    page = stranger.get("/desk/sign-in")
    assert refused(stranger, stranger.post(target, data=answer | {"csrf_token": csrf_token(page)}))
    assert client.post(target, data=answer).location == "/desk"
    thief = app.test_client()
    thief.set_cookie("session", kept.value)
    assert refused(thief, thief.post(target, data=answer))


@pytest.mark.parametrize("wrong", ["origin", "verifies", "key", "id"])
def test_a_wrong_passkey_is_refused(app: Flask, client: FlaskClient, device: Authenticator, wrong: str) -> None:
    stranger = Authenticator()
    values = {"origin": "https://evil.example", "verifies": False, "key": stranger.key, "id": stranger.id}
    setattr(device, wrong, values[wrong])
    assert refused(client, use(client, device))
    with app.app_context():
        assert db.session.scalars(select(Staff.failures)).one() == (wrong != "id")


def test_a_passkey_whose_device_checks_nobody_is_not_registered(app: Flask, client: FlaskClient, owner: Staff) -> None:
    sign_in(client, owner)
    assert refused(client, register(client, Authenticator(verifies=False)))
    assert stored(app) == []


def test_what_is_no_answer_at_all_is_refused(client: FlaskClient, device: Authenticator) -> None:
    for credential in ("", "{", "[]", '{"id": 1}', "x" * 10_000):
        target, _, token = start(client)
        assert refused(client, client.post(target, data={"csrf_token": token, "credential": credential}))
    assert client.post("/desk/sign-in/passkey/forged", data={"csrf_token": token}).status_code == 302


def test_five_wrong_passkeys_close_the_door_to_the_password_and_not_to_the_right_one(
    app: Flask, client: FlaskClient, owner: Staff, device: Authenticator
) -> None:
    right = device.key
    device.key = Authenticator().key
    for _ in range(7):
        assert refused(client, use(client, device))
    assert "staff.locked" in acts(app)
    answer = send(client, "/desk/sign-in", email=owner.email, password=PASSWORD)
    assert "do not fit together" in answer.text
    device.key = right
    assert not refused(client, use(client, device))
    assert "staff.signed_in" in acts(app)


def test_a_stranger_with_wrong_passwords_keeps_nobody_out_who_has_a_passkey(
    app: Flask, client: FlaskClient, owner: Staff, device: Authenticator
) -> None:
    for _ in range(6):
        send(client, "/desk/sign-in", email=owner.email, password="not the password at all")
    assert "staff.locked" in acts(app)
    assert not refused(client, use(client, device))


def test_a_closed_account_is_closed_to_its_passkey(
    app: Flask, client: FlaskClient, owner: Staff, device: Authenticator
) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Staff, owner.id).active = False
    assert refused(client, use(client, device))
    assert "staff.signed_in" not in acts(app)


def test_a_name_is_ones_own_and_new(app: Flask, client: FlaskClient, owner: Staff, device: Authenticator) -> None:
    sign_in(client, owner)
    for name, sentence in (
        ("Blue key", "with this name already"),
        ("  ", "Give the passkey a name"),
        ("x" * 65, "at most 64 characters"),
    ):
        answer = send(client, "/desk/passkeys", name=name)
        assert answer.status_code == 422
        assert sentence in answer.text
    hostile = "<script>alert(1)</script>"
    assert register(client, Authenticator(), hostile).status_code == 302
    assert hostile not in client.get("/desk/passkeys").text
    # A device that does not heed the list of those that are there already.
    assert refused(client, register(client, device, "Same key"))


def test_deleting_the_last_factor_takes_the_recovery_codes_along(
    app: Flask, client: FlaskClient, owner: Staff, device: Authenticator
) -> None:
    use(client, device)
    send(client, "/desk/recovery-codes", generate_new_codes="yes")
    gone = send(client, "/desk/passkeys", to="/desk/passkeys/delete", name="Blue key")
    assert gone.location == "/desk/passkeys"
    assert "The passkey is deleted here" in client.get(gone.location).text
    assert stored(app) == []
    with app.app_context():
        assert db.session.get_one(Staff, owner.id).mf_recovery_codes is None
    assert "staff.passkey_deleted" in acts(app)
    sign_out(client)
    assert refused(client, use(client, device))
    assert by_password(client) == "/desk"


def test_nobody_deletes_the_passkey_of_another(app: Flask, client: FlaskClient, device: Authenticator) -> None:
    with app.app_context():
        other = staff(RoleName.OWNER)
    sign_in(client, other)
    answer = client.post("/desk/passkeys/delete", data={"name": "Blue key"})
    assert "You have no passkey with this name" in client.get(answer.location).text
    assert len(stored(app)) == 1


def test_registering_wants_the_password_once_more(client: FlaskClient, owner: Staff) -> None:
    with time_machine.travel(START, tick=False) as clock:
        send(client, "/desk/sign-in", email=owner.email, password=PASSWORD)
        clock.shift(timedelta(minutes=6))
        for path in ("/desk/passkeys", "/desk/passkeys/delete"):
            assert client.get(path).location.startswith("/desk/verify?next=")
        token = csrf_token(client.get("/desk/me"))
        for path in ("/desk/passkeys", "/desk/passkeys/delete"):
            answer = client.post(path, data={"csrf_token": token, "name": "Blue key"})
            assert answer.location.startswith("/desk/verify")


def test_passkeys_are_not_offered_at_a_number(client: FlaskClient, owner: Staff) -> None:
    at = {"base_url": "http://127.0.0.1:8000"}
    assert "Sign in with a passkey" not in client.get("/desk/sign-in", **at).text
    assert "Passkeys do not work at this address" in client.get("/desk/sign-in/passkey", **at).text
