"""The broker of a running site dies or goes deaf while people sign: they notice nothing, and every letter arrives."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.drills.running import Running, at_once, slowest_but
from tests.servers.blackhole import FaultyWire
from tests.servers.process import wait_until
from tests.servers.smtp import MailServer
from tests.servers.valkey import Valkey

PEOPLE = 60


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    """A broker of this test's own."""
    server = Valkey().start()
    yield server
    server.close()


def sign_and_notice_nothing(running: Running, first: int) -> None:
    """Four people at a time sign; each is answered as ever, and at once."""
    took = at_once(running.sign, [f"person-{first + number}@example.org" for number in range(PEOPLE)], hands=4)
    assert Counter((each.status, each.location) for each in took) == {(303, f"/c/{running.slug}/check-mail"): PEOPLE}
    assert slowest_but(took) < 1.0


def until_everybody_has_one_letter(smtp_server: MailServer, people: int) -> None:
    wait_until("every letter", lambda: len(smtp_server.deliveries) >= people, seconds=60)
    got = Counter(each.recipients[0] for each in smtp_server.deliveries)
    assert set(got.values()) == {1}
    assert len(got) == people


def test_a_broker_that_is_killed_costs_a_signer_nothing(
    start_running: Callable[..., Running], smtp_server: MailServer, valkey: Valkey
) -> None:
    running = start_running(CAMPAIGN_BROKER_URL=valkey.url())
    assert running.sign("person-0@example.org").status == 303
    smtp_server.wait_for(1, seconds=30)
    valkey.kill()
    sign_and_notice_nothing(running, 1)
    valkey.start()
    until_everybody_has_one_letter(smtp_server, PEOPLE + 1)


def test_a_broker_that_accepts_and_never_answers_costs_a_signer_nothing(
    start_running: Callable[..., Running], smtp_server: MailServer, valkey: Valkey
) -> None:
    wire = FaultyWire(valkey.port)
    running = start_running(CAMPAIGN_BROKER_URL=f"redis://127.0.0.1:{wire.port}/0")
    assert running.sign("person-0@example.org").status == 303
    smtp_server.wait_for(1, seconds=30)
    wire.freeze()
    sign_and_notice_nothing(running, 1)
    wire.mend()
    until_everybody_has_one_letter(smtp_server, PEOPLE + 1)
    wire.close()
