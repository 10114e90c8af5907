"""The audit log: a chain that shows what was changed, and the page that shows it."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from campaign.audit.commands import audit
from campaign.audit.record import record
from campaign.audit.verify import verify_chain
from campaign.db import transaction
from tests.factories.accounts import WHEN, sign_in, staff


def written(count: int) -> None:
    for number in range(count):
        with transaction():
            record(
                None, "command line", "staff.created", f"staff {number}", WHEN + timedelta(days=number), number=number
            )


def change(statement: str) -> None:
    with transaction() as session:
        session.connection().execute(text(statement))
    session.expire_all()


def test_an_untouched_chain_fits(session: Session) -> None:
    assert verify_chain().entries == 0
    written(5)
    verdict = verify_chain()
    assert (verdict.entries, verdict.broken_at) == (5, None)


def test_a_changed_entry_is_named(session: Session) -> None:
    written(5)
    change("UPDATE audit_entry SET actor = 'ida@fullrecord.example' WHERE id = 3")
    verdict = verify_chain()
    assert (verdict.entries, verdict.broken_at) == (2, 3)


def test_a_missing_entry_is_noticed_at_the_next_one(session: Session) -> None:
    written(5)
    change("DELETE FROM audit_entry WHERE id = 2")
    assert verify_chain().broken_at == 3


def test_the_command_says_what_is_broken(app: Flask) -> None:
    with app.app_context():
        written(3)
    runner = app.test_cli_runner()
    sound = runner.invoke(audit, ["verify"])
    assert sound.exit_code == 0
    assert "3 entries" in sound.output
    with app.app_context():
        change("UPDATE audit_entry SET about = 'staff 9' WHERE id = 1")
    broken = runner.invoke(audit, ["verify"])
    assert broken.exit_code == 1
    assert "Entry 1" in broken.output


def test_the_page_filters_and_pages_by_address(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        owner = staff()
        written(60)
    sign_in(client, owner)
    assert "60 entries" in client.get("/desk/audit").text
    assert "staff 0<" in client.get("/desk/audit?page=2").text
    one_day = client.get(f"/desk/audit?day={WHEN:%Y-%m-%d}&act=staff.created&actor=command+line").text
    assert "1 entry of this kind" in one_day
    assert "No entry fits" in client.get("/desk/audit?campaign=7").text
    assert client.get("/desk/audit?day=never&campaign=x&page=0").status_code == 200


def test_a_day_that_is_none_or_the_last_of_all_filters_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        person = staff()
    sign_in(client, person)
    for day in ("9999-12-31", "soon", ""):
        assert client.get(f"/desk/audit?day={day}").status_code == 200
