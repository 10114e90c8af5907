"""The desk shows how mail stands, and sends stuck letters once more, on record."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.clock import now
from campaign.db import db
from campaign.mail import commands
from campaign.mail.deliver import deliver_due
from campaign.mail.forget import forget_letters
from campaign.mail.health import mail_health
from campaign.mail.models import MailAllowance, MessageState, Suppression
from tests.application import Wakes
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.mail.letters import WHEN, at, later, message, owe
from tests.servers.smtp import Fault, MailServer


def stuck(count: int = 1, **columns: object) -> list[int]:
    """Letters whose tries are used up."""
    return owe(count, state=MessageState.STUCK, due_at=None, unknowns=4, last_error="unknown: test", **columns)


def test_health_says_what_waits_and_how_long(session: Session, smtp: MailServer) -> None:
    assert mail_health(WHEN).well
    owe(2)
    owe(now=WHEN + timedelta(days=1))
    health = mail_health(WHEN + timedelta(seconds=121))
    assert (health.owed, health.oldest_due, health.late, health.well) == (3, timedelta(seconds=121), True, False)
    smtp.fail(Fault.TRY_LATER, times=1)
    deliver_due(later(seconds=121))
    health = mail_health(WHEN + timedelta(seconds=130))
    assert (health.owed, health.oldest_due, health.retried, health.oldest_retried) == (
        2, None, 1, timedelta(seconds=130),
    )  # fmt: skip
    stuck()
    assert (mail_health(WHEN).stuck, mail_health(WHEN).well) == (1, False)


def test_the_desk_shows_letters_in_trouble_without_addresses(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        stuck(2, campaign_id=campaign.id)
        owe(state=MessageState.FAILED, due_at=None, last_error="never: 550 5.1.1 at RCPT", attempts=1)
        sign_in(client, staff(RoleName.MAILER))
    page = client.get("/desk/mail").text
    assert page.index("unknown: test") < page.index("never: 550 5.1.1 at RCPT")
    assert campaign.slug in page
    assert "person-" not in page
    assert "2 letters are stuck" in page


def test_the_desk_says_so_when_nothing_is_wrong(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        sign_in(client, staff(RoleName.OWNER))
    page = client.get("/desk/mail").text
    assert "No letter is stuck, none failed, none waits for another try." in page
    assert "Send stuck letters" not in page


def test_stuck_letters_are_sent_once_more_on_record(
    app: Flask, client: FlaskClient, smtp: MailServer, wakes: Wakes
) -> None:
    with app.app_context():
        ids = stuck(3)
        editor = staff(RoleName.MAILER)
        sign_in(client, editor)
    wakes.clear()
    answer = client.post("/desk/mail/retry", follow_redirects=True)
    assert "3 stuck letters are due again." in answer.text
    assert wakes == [("mail.deliver_due", ())]
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.act, entry.actor, entry.details) == ("mail.retried", editor.email, {"letters": 3})
        smtp.fail(Fault.DROP_AFTER_DOT, "person-1@example.org")
        deliver_due(now)
        assert sorted(message(id_).state.value for id_ in ids) == ["sent", "sent", "stuck"]


def test_the_command_sends_stuck_letters_once_more(app: Flask) -> None:
    with app.app_context():
        stuck()
    runner = app.test_cli_runner()
    assert "1 stuck letter is due again." in runner.invoke(commands.mail, ["retry", "--stuck"]).output
    assert "No letter is stuck." in runner.invoke(commands.mail, ["retry", "--stuck"]).output


def test_old_letters_caps_and_promises_are_forgotten_and_stuck_ones_are_not(session: Session, smtp: MailServer) -> None:
    owe(2)
    deliver_due(at(WHEN))
    owe(state=MessageState.FAILED, due_at=None)
    (waits,) = stuck()
    campaign = open_campaign()
    session.rollback()
    with db.engine.begin() as connection:
        connection.execute(
            Suppression.__table__.insert().values(  # type: ignore[attr-defined]
                campaign_id=campaign.id, address_tag=b"t" * 16, reason="not me", created_at=WHEN
            )
        )
    assert forget_letters(WHEN + timedelta(days=6)) == 0
    assert session.query(MailAllowance).count() == 0
    assert forget_letters(WHEN + timedelta(days=11)) == 3
    assert session.query(Suppression).count() == 1
    forget_letters(WHEN + timedelta(days=366))
    assert session.query(Suppression).count() == 0
    assert message(waits).state == MessageState.STUCK
