"""Letters that are due leave, once, in their order, and their rows say what became of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from campaign.db import transaction
from campaign.mail.deliver import deliver_due
from campaign.mail.letters import WRITERS
from campaign.mail.models import Message, MessageState, Priority
from campaign.mail.post import post
from campaign.mail.post_written import post_written
from campaign.mail.suppress import is_suppressed, suppress
from campaign.sealed import address_tag
from tests.application import Wakes
from tests.factories.campaigns import open_campaign
from tests.mail.letters import KIND, WHEN, address_of, at, later, message, owe, people
from tests.mail.site import with_mail_to
from tests.servers.smtp import Fault, MailServer


def test_a_letter_leaves_once_and_its_row_says_so(session: Session, smtp: MailServer, wakes: Wakes) -> None:
    (id_,) = owe()
    assert wakes == [("mail.deliver_due", ())]
    assert deliver_due(at(WHEN)) == 1
    assert deliver_due(later(hours=1)) == 0
    (delivery,) = smtp.deliveries
    row = message(id_)
    assert delivery.message["Message-ID"] == f"<{row.public_id.hex()}@localhost>"
    assert delivery.message["Auto-Submitted"] == "auto-generated"
    assert delivery.message["From"] == "Countersign <sign@localhost>"
    assert delivery.text.startswith("Dear Ada Lovelace,\n\nopen this page:\nhttp://localhost/s/token?a=1&b=2\n")
    assert (row.state, row.due_at, row.lease_until, row.sent_at) == (MessageState.SENT, None, None, WHEN)
    assert (row.attempts, row.unknowns, row.last_error) == (1, 0, None)


def test_many_letters_share_one_connection_up_to_the_batch(session: Session, smtp: MailServer) -> None:
    owe(250)
    assert deliver_due(at(WHEN)) == 250
    assert smtp.connections == 3
    assert len({each.recipients for each in smtp.deliveries}) == 250


def test_whoever_waits_now_goes_first(session: Session, smtp: MailServer) -> None:
    bulk, notice, person = (owe(priority=priority)[0] for priority in (Priority.BULK, Priority.NOTICE, Priority.PERSON))
    deliver_due(at(WHEN))
    expected = [address_of(each) for each in (person, notice, bulk)]
    assert [each.recipients[0] for each in smtp.deliveries] == expected


def test_what_is_due_later_waits(session: Session, smtp: MailServer) -> None:
    owe(now=WHEN + timedelta(minutes=1))
    assert deliver_due(at(WHEN)) == 0
    assert deliver_due(later(minutes=1)) == 1


def test_a_letter_about_a_row_that_is_gone_is_dropped(session: Session, smtp: MailServer) -> None:
    (id_,) = owe()
    people.clear()
    assert deliver_due(at(WHEN)) == 0
    assert (message(id_).state, message(id_).last_error) == (MessageState.DROPPED, "dropped: no longer owed")


def test_an_address_gets_ten_letters_a_day_however_it_is_spelled(session: Session, smtp: MailServer) -> None:
    ids = owe(13)
    for number in range(13):
        people[number + 1] = (f"Ad.a+{number}@googlemail.com" if number % 2 else f"ada+{number}@gmail.com", "Ada")
    assert deliver_due(at(WHEN)) == 10
    states = [message(id_).state for id_ in ids]
    assert states == [MessageState.SENT] * 10 + [MessageState.DROPPED] * 3
    assert message(ids[-1]).last_error == "dropped: cap of letters to one address in a day"
    owe()
    people[14] = ("ada@gmail.com", "Ada")
    assert deliver_due(later(days=1)) == 1


def test_a_letter_that_did_not_leave_spends_nothing_of_the_cap(session: Session, smtp: MailServer) -> None:
    smtp.fail(Fault.TRY_LATER, times=12)
    owe()
    for minutes in range(0, 13 * 60, 60):
        deliver_due(later(minutes=minutes))
    assert len(smtp.deliveries) == 1


def test_a_suppressed_address_gets_no_mail_of_that_campaign(session: Session, smtp: MailServer) -> None:
    campaign, other = open_campaign(), open_campaign()
    with transaction():
        tag = address_tag(campaign.id, "ada@example.org")
        suppress(campaign.id, tag, "not me", WHEN)
        suppress(campaign.id, tag, "not me", WHEN)
        assert is_suppressed(campaign.id, tag)
        assert not is_suppressed(other.id, tag)
    ids = [owe(campaign_id=which)[0] for which in (campaign.id, campaign.id, other.id, None)]
    for number in range(1, 5):
        people[number] = ("ada@example.org", "Ada")
    assert deliver_due(at(WHEN)) == 2
    assert [message(id_).state.value for id_ in ids] == ["dropped", "dropped", "sent", "sent"]


def test_a_written_letter_is_sealed_until_it_has_left(session: Session, smtp: MailServer) -> None:
    with transaction():
        row = post_written("zoë@münchen.example", "Your invitation", "Open\nhttp://localhost/setup/secret\n", WHEN)
    sealed = message(row.id).sealed
    assert sealed is not None
    assert b"secret" not in sealed
    smtp.fail(Fault.TRY_LATER, times=1)
    deliver_due(at(WHEN))
    assert message(row.id).sealed == sealed
    assert deliver_due(later(minutes=1)) == 1
    (delivery,) = smtp.deliveries
    assert delivery.recipients == ("zoë@xn--mnchen-3ya.example",)
    assert delivery.message["Subject"] == "Your invitation"
    assert delivery.text == "Open\nhttp://localhost/setup/secret\n"
    assert not delivery.message.is_multipart()
    assert message(row.id).sealed is None


def broken(about_ids: object) -> object:
    raise LookupError("about Ada Lovelace")


def test_a_kind_that_cannot_be_written_is_stuck_after_five_tries_and_hurts_no_other(
    session: Session, smtp: MailServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(WRITERS, "tests.broken", broken)
    with transaction():
        poison = [post("tests.broken", 1, WHEN).id, post("tests.nobody_writes_it", 1, WHEN).id]
    poison = [row.id for row in session.query(Message).all()]
    (good,) = owe()
    assert deliver_due(at(WHEN)) == 1
    assert message(good).state == MessageState.SENT
    for minutes in (1, 3, 8, 23):
        assert message(poison[0]).state == MessageState.WAITING
        deliver_due(later(minutes=minutes))
    assert [message(id_).state for id_ in poison] == [MessageState.STUCK] * 2
    assert message(poison[0]).last_error == "unwritable: LookupError"
    assert "Ada" not in caplog.text


def test_a_template_that_lacks_a_word_sends_no_letter_with_a_hole(
    app: Flask, session: Session, smtp: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaders = app.jinja_env.loader.loaders  # type: ignore[union-attr]
    monkeypatch.setitem(loaders[0].mapping, "tests/mail/greeting.txt", "Subject: Hello\n\n{{ lnik }}\n")
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    app.extensions.pop("mail_templates", None)
    (id_,) = owe()
    assert deliver_due(at(WHEN)) == 0
    app.extensions.pop("mail_templates", None)
    assert message(id_).last_error == "unwritable: UndefinedError"


@pytest.mark.parametrize("address", ["no address", "a@b@c", "ada@example.org\r\nBcc: eve@example.org", ""])
def test_a_malformed_address_fails(session: Session, smtp: MailServer, address: str) -> None:
    (id_,) = owe()
    people[1] = (address, "Ada")
    assert deliver_due(at(WHEN)) == 0
    assert (message(id_).state, message(id_).last_error) == (MessageState.FAILED, "never: the address is malformed")


def test_a_lost_lease_counts_as_unknown_and_ends_stuck_after_three_more_tries(
    session: Session, smtp: MailServer
) -> None:
    ids = owe(2, state=MessageState.SENDING, lease_until=WHEN + timedelta(seconds=120))
    with transaction():
        session.get_one(Message, ids[0]).unknowns = 3
    assert deliver_due(later(seconds=119)) == 0
    assert deliver_due(later(seconds=121)) == 1
    given_up, sent = (message(id_) for id_ in ids)
    assert (given_up.state, given_up.unknowns, given_up.due_at) == (MessageState.STUCK, 4, None)
    assert (sent.state, sent.unknowns) == (MessageState.SENT, 1)


def test_the_kind_is_registered_once() -> None:
    assert KIND in WRITERS


def test_two_workers_at_once_send_each_letter_once(app: Flask, smtp: MailServer) -> None:
    with app.app_context():
        owe(60)
    app.extensions["settings"] = with_mail_to(app.extensions["settings"], smtp, mail_batch=7)

    def work() -> int:
        with app.app_context():
            return deliver_due(at(WHEN))

    with ThreadPoolExecutor(2) as pool:
        sent = [each.result() for each in [pool.submit(work), pool.submit(work)]]
    assert sum(sent) == 60
    assert len({each.recipients for each in smtp.deliveries}) == len(smtp.deliveries) == 60
