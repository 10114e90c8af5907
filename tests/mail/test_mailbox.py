"""Without a mail server letters are files that only the operator can read, on the desk and on the command line."""

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.config import Settings
from campaign.db import db
from campaign.mail import commands
from campaign.mail.deliver import deliver_due
from campaign.mail.forget import forget_letters
from campaign.mail.mailbox import folder_of, mail_stays_here
from campaign.mail.models import MessageState
from tests.factories.accounts import sign_in, staff
from tests.mail.letters import WHEN, at, message, owe


@pytest.fixture
def folder(app: Flask) -> Iterator[Path]:
    """Where this test's letters are, and no others: stories before it sent some."""
    place = folder_of(app.extensions["settings"])
    clear(place)
    yield place
    clear(place)


def clear(place: Path) -> None:
    for each in place.glob("*"):
        each.unlink()


def looks(app: Flask) -> list[AuditEntry]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry).where(AuditEntry.act == "letter.looked_at")))


def run(app: Flask, command: object, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(command, arguments)  # type: ignore[no-any-return, arg-type]


def test_a_letter_is_a_private_file_and_a_second_copy_is_the_same_file(app: Flask, folder: Path) -> None:
    with app.app_context():
        (id_,) = owe()
        assert deliver_due(at(WHEN)) == 1
        assert message(id_).state == MessageState.SENT
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert file.name.startswith("20260303T100000000000-")


def test_the_desk_lists_letters_newest_first_and_shows_one_with_links(
    app: Flask, client: FlaskClient, folder: Path
) -> None:
    with app.app_context():
        owe(now=WHEN - timedelta(hours=1), name="The First")
        owe(name="<b>The Second</b>")
        deliver_due(at(WHEN))
        owner = staff(RoleName.OWNER)
        sign_in(client, owner)
    page = client.get("/desk/mailbox").text
    names = sorted((file.stem for file in folder.iterdir()), reverse=True)
    assert page.index(names[0]) < page.index(names[1])
    assert "p•••2@e•••e.org" in page and "person-2@example.org" not in page
    assert looks(app) == []
    assert client.get(f"/desk/mailbox/{names[0]}").status_code == 405, "a letter opens by a button"
    answer = client.post(f"/desk/mailbox/{names[0]}")
    assert '<a href="http://localhost/s/token?a=1&amp;b=2">' in answer.text
    assert "Dear &lt;b&gt;The Second&lt;/b&gt;" in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    [look] = looks(app)
    assert (look.actor, look.about) == (owner.email, "letter of 2026-03-03 10:00 UTC")
    assert (look.subject, look.details) == ("message 2", {"kind": "tests.greeting"})
    assert client.post("/desk/mailbox/20260303T100000000000-" + "0" * 32).status_code == 404
    assert client.post("/desk/mailbox/..%2f..%2fkeys%2fdata").status_code == 404
    assert len(looks(app)) == 1, "what is not there was not looked at"
    assert "No mail leaves this machine" in page


def test_who_keeps_an_eye_on_mail_reads_no_letters(app: Flask, client: FlaskClient, folder: Path) -> None:
    with app.app_context():
        owe()
        deliver_due(at(WHEN))
        sign_in(client, staff(RoleName.EDITOR, RoleName.REVIEWER, RoleName.EXPORTER))
    page = client.get("/desk/mail")
    assert page.status_code == 200
    assert "No mail leaves this machine" in page.text
    assert "/desk/mailbox" not in page.text
    name = next(folder.glob("*.eml")).stem
    assert client.get("/desk/mailbox").status_code == 403
    assert client.post(f"/desk/mailbox/{name}").status_code == 403
    assert looks(app) == []


def test_only_who_may_see_mail_sees_it(app: Flask, client: FlaskClient, folder: Path) -> None:
    with app.app_context():
        sign_in(client, staff(RoleName.EXPORTER))
    for address in ("/desk/mailbox", "/desk/mail"):
        assert client.get(address).status_code == 403
    assert client.post("/desk/mailbox/20260303T100000000000-" + "0" * 32).status_code == 403
    assert client.post("/desk/mail/retry").status_code == 403


def test_the_command_lists_letters_and_prints_the_latest(app: Flask, folder: Path) -> None:
    assert "The mailbox is empty." in run(app, commands.mailbox).output
    with app.app_context():
        owe(25)
        deliver_due(at(WHEN))
    listed = run(app, commands.mailbox).output
    assert "2026-03-03 10:00:00 UTC  p•••" in listed
    assert "… and 5 older." in listed
    latest = run(app, commands.mailbox, "--latest").output
    assert "Subject: Please confirm: Every trial registered\n" in latest
    assert "http://localhost/s/token?a=1&b=2\n" in latest
    assert [look.actor for look in looks(app)] == ["command line"]


def test_letters_are_forgotten_after_seven_days(app: Flask, folder: Path) -> None:
    with app.app_context():
        owe(3)
        deliver_due(at(WHEN))
        assert forget_letters(WHEN + timedelta(days=7)) == 0
        assert forget_letters(WHEN + timedelta(days=7, seconds=1)) == 3
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "stays"),
    [
        ({}, True),
        ({"base_url": "https://fullrecord.example"}, True),
        ({"database_url": "postgresql://db/x"}, True),
        ({"base_url": "https://fullrecord.example", "database_url": "postgresql://db/x"}, False),
        ({"smtp_url": "smtp://mail.example:25"}, False),
    ],
)
def test_mail_stays_only_where_the_site_is_one_machines_affair(settings: dict[str, str], stays: bool) -> None:
    assert mail_stays_here(Settings(**settings)) is stays


def test_a_public_site_without_a_mail_server_keeps_its_letters_due(
    app: Flask, client: FlaskClient, folder: Path
) -> None:
    before = app.extensions["settings"]
    app.extensions["settings"] = Settings(**{**before.__dict__, "base_url": "https://fullrecord.example"})
    try:
        with app.app_context():
            (id_,) = owe()
            assert deliver_due(at(WHEN)) == 0
            assert message(id_).last_error == "trouble: no mail server is set; set CAMPAIGN_SMTP_URL"
            sign_in(client, staff(RoleName.OWNER))
        answer = client.get("/desk/mailbox")
        assert answer.status_code == 404
        assert "There is no in-app mailbox" in answer.text
    finally:
        app.extensions["settings"] = before
