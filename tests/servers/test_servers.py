"""Each test server starts, answers, fails on request and leaves nothing behind."""

import smtplib
import socket
from email.message import EmailMessage
from urllib.parse import urlsplit

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.servers.blackhole import BlackHole, FaultyWire
from tests.servers.postgres import Postgres
from tests.servers.process import accepts
from tests.servers.smtp import Fault, MailServer
from tests.servers.valkey import Valkey


def letter(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "sign@campaign.example", to, "Please confirm"
    message.set_content("Open this link.")
    return message


def send(server: MailServer, to: str) -> None:
    with smtplib.SMTP("127.0.0.1", server.port, timeout=5) as client:
        client.send_message(letter(to))


def test_postgres_keeps_committed_rows_over_a_crash() -> None:
    server = Postgres()
    try:
        server.start()
        address = server.create_database("kept")
        with psycopg.connect(address) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
            connection.execute("CREATE TABLE signature AS SELECT 1 AS id")
        server.crash()
        assert not accepts(server.port)
        server.start()
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT id FROM signature").fetchone() == (1,)
    finally:
        server.close()
    assert not accepts(server.port)


def test_each_process_has_its_own_postgres_database(postgres_url: str, worker_number: int) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == (f"tests_{worker_number}",)


def test_valkey_is_empty_after_a_restart() -> None:
    server = Valkey().start()
    try:
        assert ask(server.port, b"SET wake 1\r\n") == b"+OK\r\n"
        server.stop()
        server.start()
        assert ask(server.port, b"EXISTS wake\r\n") == b":0\r\n"
    finally:
        server.close()


def test_the_shared_valkey_answers(valkey_url: str) -> None:
    port = urlsplit(valkey_url).port or 0
    assert ask(port, b"PING\r\n") == b"+PONG\r\n"


def ask(port: int, command: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(command)
        return connection.recv(64)


def test_a_letter_is_recorded(smtp_server: MailServer) -> None:
    send(smtp_server, "Ada@example.org")
    (received,) = smtp_server.wait_for(1)
    assert received.message["Subject"] == "Please confirm"
    assert received.text == "Open this link.\n"
    assert smtp_server.mails_to("ada@example.org") == [received]


@pytest.mark.parametrize(
    ("fault", "error", "accepted"),
    [
        (Fault.BUSY, smtplib.SMTPConnectError, 0),
        (Fault.TRY_LATER, smtplib.SMTPRecipientsRefused, 0),
        (Fault.REFUSED, smtplib.SMTPRecipientsRefused, 0),
        (Fault.TOO_BIG, smtplib.SMTPDataError, 0),
        (Fault.DROP_BEFORE_DOT, (smtplib.SMTPServerDisconnected, OSError), 0),
        (Fault.DROP_AFTER_DOT, (smtplib.SMTPServerDisconnected, OSError), 1),
    ],
)
def test_a_mail_server_fails_once_on_request(
    smtp_server: MailServer, fault: Fault, error: type[Exception], accepted: int
) -> None:
    smtp_server.fail(fault, times=1)
    with pytest.raises(error):
        send(smtp_server, "ada@example.org")
    assert len(smtp_server.deliveries) == accepted
    send(smtp_server, "ada@example.org")
    assert len(smtp_server.wait_for(accepted + 1)) == accepted + 1


def test_a_mail_server_refuses_one_address_only(smtp_server: MailServer) -> None:
    smtp_server.fail(Fault.REFUSED, "gone@example.org")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(smtp_server, "gone@example.org")
    assert refusal.value.recipients["gone@example.org"][0] == 550
    send(smtp_server, "ada@example.org")
    assert len(smtp_server.deliveries) == 1


def test_a_slow_mail_server_accepts_though_nobody_waits(smtp_server: MailServer) -> None:
    smtp_server.fail(Fault.SLOW, seconds=1.0)
    with (
        pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)),
        smtplib.SMTP("127.0.0.1", smtp_server.port, timeout=0.3) as client,
    ):
        client.send_message(letter("ada@example.org"))
    assert len(smtp_server.wait_for(1)) == 1


def test_a_black_hole_accepts_and_says_nothing() -> None:
    hole = BlackHole()
    with socket.create_connection(("127.0.0.1", hole.port), timeout=0.2) as connection:
        connection.sendall(b"EHLO\r\n")
        with pytest.raises(TimeoutError):
            connection.recv(1)
    hole.close()


def test_a_wire_can_be_cut_frozen_and_mended(smtp_server: MailServer) -> None:
    wire = FaultyWire(smtp_server.port)
    with smtplib.SMTP("127.0.0.1", wire.port, timeout=0.3) as client:
        assert client.noop()[0] == 250
        wire.freeze()
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.noop()
    wire.cut()
    assert not accepts(wire.port)
    wire.mend()
    with smtplib.SMTP("127.0.0.1", wire.port, timeout=5) as client:
        assert client.noop()[0] == 250
    wire.close()


def test_chromium_renders_a_page_and_axe_finds_its_fault(chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=True)
    page = context.new_page()
    page.goto("data:text/html,<html lang=en><title>T</title><h1>4,217</h1><img src=x>")
    assert page.inner_text("h1") == "4,217"
    box = page.locator("h1").bounding_box()
    assert box is not None
    assert box["height"] > 10
    faults = [each["id"] for each in Axe().run(page).response["violations"]]
    assert "image-alt" in faults
    context.close()


def test_a_second_context_runs_without_scripts(chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto("data:text/html,<title>as sent</title><script>document.title = 'changed'</script>")
    assert page.title() == "as sent"
    context.close()
