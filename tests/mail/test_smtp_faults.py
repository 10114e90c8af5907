"""Each way in which a mail server can fail, sorted: due again, never, or unknown. No letter is lost."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from campaign.mail import smtp as smtp_module
from campaign.mail.deliver import deliver_due
from campaign.mail.models import Message, MessageState
from tests.mail.letters import WHEN, at, later, message, owe
from tests.mail.site import with_mail_to
from tests.servers.blackhole import BlackHole
from tests.servers.process import free_port
from tests.servers.smtp import Fault, MailServer

LETTERS = 20


@dataclass(frozen=True)
class Case:
    """A fault for every letter, and what each row says after one run."""

    fault: Fault
    state: MessageState
    note: str
    unknowns: int = 0


CASES = [
    Case(Fault.BUSY, MessageState.WAITING, "trouble: 421 at connecting"),
    Case(Fault.EHLO_REFUSED, MessageState.WAITING, "trouble: 554 5.7.1 at EHLO"),
    Case(Fault.SENDER_LATER, MessageState.WAITING, "not now: 451 4.3.0 at MAIL"),
    Case(Fault.SENDER_REFUSED, MessageState.WAITING, "not now: 550 5.7.1 at MAIL"),
    Case(Fault.TRY_LATER, MessageState.WAITING, "not now: 450 4.2.1 at RCPT"),
    Case(Fault.REFUSED, MessageState.FAILED, "never: 550 5.1.1 at RCPT"),
    Case(Fault.TOO_BIG, MessageState.FAILED, "never: 552 5.3.4 at final dot"),
    Case(Fault.DROP_AFTER_DOT, MessageState.WAITING, "unknown: connection lost after the final dot", unknowns=1),
    Case(Fault.CLOSING, MessageState.WAITING, "not now: 421 4.3.2 at MAIL"),
]


@pytest.fixture(params=[False, True], ids=["step by step", "pipelining"])
def pipelining(request: pytest.FixtureRequest, smtp: MailServer) -> object:
    """Both ways of saying MAIL, RCPT, DATA."""
    smtp.pipelining = request.param
    yield
    smtp.pipelining = False


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.fault.name.lower())
def test_a_fault_is_sorted_and_no_letter_is_lost(
    session: Session, smtp: MailServer, pipelining: None, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    ids = owe(LETTERS)
    smtp.fail(case.fault)
    deliver_due(at(WHEN))
    rows = [message(id_) for id_ in ids]
    assert {(row.state, row.last_error, row.unknowns) for row in rows} == {(case.state, case.note, case.unknowns)}
    assert {row.due_at for row in rows} == {WHEN + timedelta(minutes=1) if case.state == "waiting" else None}
    assert not any(row.lease_until for row in rows)
    assert "example.org" not in caplog.text
    copies = LETTERS if case.fault is Fault.DROP_AFTER_DOT else 0
    assert len(smtp.deliveries) == copies
    smtp.reset()
    mended = deliver_due(later(minutes=1))
    assert mended == (LETTERS if case.state == MessageState.WAITING else 0)
    assert len({each.recipients for each in smtp.deliveries}) == len(smtp.deliveries) == mended


def test_a_connection_dropped_before_the_final_dot_is_tried_again(session: Session, smtp: MailServer) -> None:
    ids = owe(LETTERS)
    smtp.fail(Fault.DROP_BEFORE_DOT)
    deliver_due(at(WHEN))
    assert smtp.deliveries == []
    assert {message(id_).state for id_ in ids} == {MessageState.WAITING}
    smtp.reset()
    assert deliver_due(later(minutes=1)) == LETTERS
    assert len(smtp.deliveries) == LETTERS


def test_a_server_that_hangs_up_after_250_has_taken_the_letter(session: Session, smtp: MailServer) -> None:
    ids = owe(LETTERS)
    smtp.fail(Fault.GONE_AFTER_250)
    assert deliver_due(at(WHEN)) == LETTERS
    assert {message(id_).state for id_ in ids} == {MessageState.SENT}
    assert len(smtp.deliveries) == LETTERS


def test_a_server_that_closes_now_and_then_gets_a_new_connection_at_once(session: Session, smtp: MailServer) -> None:
    ids = owe(30)
    for after in (10, 15):
        smtp.fail(Fault.CLOSING, times=1, after=after)
    assert deliver_due(at(WHEN)) == 30
    assert {message(id_).state for id_ in ids} == {MessageState.SENT}
    assert len(smtp.deliveries) == 30
    assert smtp.connections == 3


def test_one_bad_address_does_not_hold_up_the_others(session: Session, smtp: MailServer, pipelining: None) -> None:
    ids = owe(10)
    smtp.fail(Fault.REFUSED, "person-3@example.org")
    smtp.fail(Fault.TRY_LATER, "person-5@example.org")
    assert deliver_due(at(WHEN)) == 8
    states = [message(id_).state.value for id_ in ids]
    assert states == ["sent", "sent", "failed", "sent", "waiting", "sent", "sent", "sent", "sent", "sent"]
    assert smtp.connections == 1


def test_a_refused_connection_ends_the_run_and_all_are_due_again(
    app: Flask, session: Session, smtp: MailServer
) -> None:
    smtp.stop()
    try:
        ids = owe(LETTERS)
        assert deliver_due(at(WHEN)) == 0
    finally:
        smtp.start()
    notes = {message(id_).last_error for id_ in ids}
    assert notes == {"trouble: connection refused at connecting"}
    assert deliver_due(later(minutes=1)) == LETTERS


def test_a_server_that_accepts_and_never_speaks_is_left_in_time(
    app: Flask, session: Session, smtp: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp_module, "REPLY_SECONDS", 0.3)
    hole = BlackHole()
    app.extensions["settings"] = with_mail_to(
        app.extensions["settings"], smtp, smtp_url=f"smtp://127.0.0.1:{hole.port}"
    )
    (id_,) = owe()
    deliver_due(at(WHEN))
    hole.close()
    assert message(id_).last_error == "trouble: connection lost at connecting"


def test_a_server_of_one_byte_a_second_cannot_hold_the_worker(
    session: Session, smtp: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp_module, "LETTER_SECONDS", 0.6)
    smtp.fail(Fault.DRIP, seconds=0.05)
    ids = owe(3)
    deliver_due(at(WHEN))
    assert {message(id_).state for id_ in ids} == {MessageState.WAITING}


def test_letters_of_unknown_fate_are_copied_at_most_four_times(session: Session, smtp: MailServer) -> None:
    (id_,) = owe()
    smtp.fail(Fault.DROP_AFTER_DOT)
    for hours in range(0, 72, 3):
        deliver_due(later(hours=hours))
    assert (message(id_).state, message(id_).unknowns) == (MessageState.STUCK, 4)
    assert len(smtp.deliveries) == 4
    assert len({each.message["Message-ID"] for each in smtp.deliveries}) == 1


def test_a_host_that_is_unwilling_for_three_days_leaves_the_letter_stuck(session: Session, smtp: MailServer) -> None:
    (id_,) = owe()
    smtp.fail(Fault.TRY_LATER)
    for hours in (0, 1, 10, 70):
        deliver_due(later(hours=hours))
        assert message(id_).state == MessageState.WAITING
    deliver_due(later(hours=71, minutes=30))
    assert (message(id_).state, message(id_).last_error) == (MessageState.STUCK, "not now: 450 4.2.1 at RCPT")


def test_a_required_starttls_that_is_not_offered_sends_nothing(app: Flask, session: Session, smtp: MailServer) -> None:
    app.extensions["settings"] = with_mail_to(app.extensions["settings"], smtp, smtp_tls="required")
    (id_,) = owe()
    deliver_due(at(WHEN))
    assert message(id_).last_error == "trouble: the mail server does not offer STARTTLS, which is required"
    assert smtp.deliveries == []


def test_a_host_that_nobody_listens_on(app: Flask, session: Session, smtp: MailServer) -> None:
    url = f"smtp://127.0.0.1:{free_port()}"
    app.extensions["settings"] = with_mail_to(app.extensions["settings"], smtp, smtp_url=url)
    (id_,) = owe()
    deliver_due(at(WHEN))
    assert session.get_one(Message, id_).state == MessageState.WAITING
