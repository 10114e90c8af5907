"""Letters leave over verified TLS, after signing in, or not at all."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy.orm import Session

from campaign.mail.deliver import deliver_due
from campaign.mail.models import MessageState
from tests.mail.letters import WHEN, at, message, owe
from tests.mail.site import with_mail_to
from tests.servers.smtp import MailServer

PASSWORD = "p@ss/w:rd ü"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that vouches for itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail host of the tests")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "host.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def tls_server(app: Flask, certificate: Path) -> Iterator[MailServer]:
    """The site's mail goes to a server that offers STARTTLS and wants a password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = MailServer(tls=context, users={"site@example.org": PASSWORD}).start()
    before = app.extensions["settings"]
    url = f"smtp://site%40example.org:p%40ss%2Fw%3Ard%20%C3%BC@127.0.0.1:{server.port}"
    app.extensions["settings"] = with_mail_to(before, server, smtp_url=url, smtp_tls="required")
    yield server
    app.extensions["settings"] = before
    server.stop()


def test_a_letter_leaves_over_verified_tls_after_signing_in(
    session: Session, tls_server: MailServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    (id_,) = owe()
    assert deliver_due(at(WHEN)) == 1, message(id_).last_error
    assert len(tls_server.deliveries) == 1


def test_a_certificate_that_nobody_vouches_for_stops_the_mail(session: Session, tls_server: MailServer) -> None:
    (id_,) = owe()
    assert deliver_due(at(WHEN)) == 0
    assert tls_server.deliveries == []
    row = message(id_)
    assert (row.state, row.last_error) == (
        MessageState.WAITING, "trouble: the certificate is not trusted at STARTTLS",
    )  # fmt: skip


def test_a_wrong_password_affects_the_server_not_the_letter(
    app: Flask, session: Session, tls_server: MailServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls_server.users = {}
    ids = owe(20)
    assert deliver_due(at(WHEN)) == 0
    rows = [message(id_) for id_ in ids]
    assert {(row.state, row.last_error) for row in rows} == {(MessageState.WAITING, "trouble: 535 5.7.8 at AUTH")}
