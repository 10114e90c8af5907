"""SIGKILL of the real worker while the mail server takes its time: started again, and the letter arrives."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from campaign.clock import now
from campaign.db import transaction
from campaign.mail.models import Message, MessageState
from tests.drills.running import Running
from tests.servers.process import wait_until
from tests.servers.smtp import Fault, MailServer


def state(running: Running) -> MessageState:
    with running.rows() as session:
        return session.scalars(select(Message.state)).one()


def let_the_lease_run_out(running: Running) -> None:
    """Two minutes go by for the letter that the dead worker had in hand."""
    with running.rows(), transaction() as session:
        message = session.scalars(select(Message).with_for_update()).one()
        message.lease_until = now() - timedelta(seconds=1)


def test_a_worker_killed_with_a_letter_in_hand_is_started_again_and_the_letter_arrives(
    start_running: Callable[..., Running], smtp_server: MailServer
) -> None:
    running = start_running()
    for kills in (1, 2):
        smtp_server.fail(Fault.SLOW, times=1, seconds=30)
        if kills == 1:
            assert running.sign("ada@example.org").status == 303
        wait_until("the letter is on the wire", lambda: len(smtp_server.deliveries) >= kills, seconds=40)  # noqa: B023
        assert state(running) == MessageState.SENDING
        victims = running.site.kill_worker()
        assert victims
        assert state(running) == MessageState.SENDING
        let_the_lease_run_out(running)
    smtp_server.reset_faults()
    wait_until("the letter is sent", lambda: state(running) == MessageState.SENT, seconds=60)
    assert "The worker ended by signal 9; starting it again" in running.site.log
    letters = smtp_server.mails_to("ada@example.org")
    assert len(letters) == len(smtp_server.deliveries) <= 4
    assert len({letter.message["Message-ID"] for letter in letters}) == 1
