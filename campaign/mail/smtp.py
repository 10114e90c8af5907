"""Speaking SMTP: the only place that does. One connection is kept for many letters.

Times: the worker's task may last 50 seconds, and a run begins no letter after its first ten, so one letter has 30
seconds for everything, however slowly the other side drips its bytes. RFC 5321 would rather wait ten minutes for the
answer to the final dot; a host that needs more than ours costs copies, at most four.
"""

import base64
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from campaign.config import Settings
from campaign.mail.wire import Envelope, Fate, Outcome, ServerTrouble

LETTER_SECONDS = 30.0
CONNECT_SECONDS = 7.0
REPLY_SECONDS = 15.0
QUIT_SECONDS = 2.0
LOST_IN_A_ROW = 3

_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")


class _Replies:
    """Reads reply lines against one deadline for all their bytes together, not for each."""

    def __init__(self, wire: socket.socket, seconds_left: Callable[[], float]) -> None:
        self._wire = wire
        self._seconds_left = seconds_left
        self._read = b""

    def readline(self, longest: int) -> bytes:
        end = time.monotonic() + min(REPLY_SECONDS, self._seconds_left())
        while b"\n" not in self._read and len(self._read) < longest:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._wire.settimeout(left)
            received = self._wire.recv(4096)
            if not received:
                break
            self._read += received
        length = self._read.find(b"\n") + 1 or len(self._read)
        line, self._read = self._read[:length][:longest], self._read[length:]
        return line

    def close(self) -> None:
        """Nothing to close: the connection is closed by its owner."""


class _Client(smtplib.SMTP):
    """smtplib's client, with a deadline for a whole letter."""

    def __init__(self, host: str, port: int, local_hostname: str, seconds_left: Callable[[], float]) -> None:
        self.seconds_left = seconds_left
        super().__init__(host, port, local_hostname, timeout=CONNECT_SECONDS)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Replies(self.sock, self.seconds_left)
        return super().getreply()

    def say(self, words: bytes) -> None:
        """Send bytes. Raises OSError."""
        if self.sock is None:
            raise ConnectionResetError
        left = self.seconds_left()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(min(left, REPLY_SECONDS))
        self.sock.sendall(words)


class _SecureClient(_Client):
    """The same over TLS from the first byte."""

    default_port = smtplib.SMTP_SSL_PORT

    def __init__(
        self, host: str, port: int, local_hostname: str, seconds_left: Callable[[], float], context: ssl.SSLContext
    ) -> None:
        self._context = context
        super().__init__(host, port, local_hostname, seconds_left)

    def _get_socket(self, host: str, port: int, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        return self._context.wrap_socket(plain, server_hostname=host)


class _Lost(Exception):
    """The connection is gone, and the letter with certainty not taken."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


class SmtpWire:
    """The mail host of the settings. Connects with the first letter, and again after `mail_batch` letters."""

    def __init__(self, settings: Settings) -> None:
        url = urlsplit(settings.smtp_url)
        self._secure = url.scheme == "smtps"
        self._host = url.hostname or ""
        self._user, self._password = unquote(url.username or ""), unquote(url.password or "")
        self._port = url.port or (465 if self._secure else 587 if self._user else 25)
        self._starttls = settings.smtp_requires_tls and not self._secure
        self._greeting = _own_name(settings.host)
        self._per_connection = settings.mail_batch
        self._client: _Client | None = None
        self._context: ssl.SSLContext | None = None
        self._letters = 0
        self._lost = 0
        self._step = ""
        self._until = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up(politely=kind is None)

    def send(self, envelope: Envelope) -> Outcome:
        """Hand over one letter; a connection that was lost between letters is made anew at once.

        Raises ServerTrouble when no connection can be made, or when several in a row were lost.
        """
        if self._letters >= self._per_connection:
            self._hang_up(politely=True)
        self._until = time.monotonic() + LETTER_SECONDS
        kept = self._client is not None
        try:
            try:
                outcome = self._hand_over(envelope)
            except _Lost:
                if not kept:
                    raise
                outcome = self._hand_over(envelope)
        except _Lost as lost:
            self._lost += 1
            if self._lost >= LOST_IN_A_ROW:
                raise ServerTrouble(lost.note) from None
            return Outcome(Fate.NOT_NOW, lost.note)
        self._lost = 0
        return outcome

    def try_out(self) -> None:
        """Connect, secure and sign in as for a letter, and send none. Raises ServerTrouble."""
        self._until = time.monotonic() + LETTER_SECONDS
        self._client = self._client or self._connect()

    def _seconds_left(self) -> float:
        return self._until - time.monotonic()

    def _hand_over(self, envelope: Envelope) -> Outcome:
        """One try over the open connection or a new one. Raises _Lost, ServerTrouble."""
        client = self._client or self._connect()
        if not envelope.recipient.isascii() and not client.has_extn("smtputf8"):
            return Outcome(Fate.NEVER, "never: the mail server does not offer SMTPUTF8, which this address needs")
        self._letters += 1
        try:
            if (no := self._ask(client, envelope)) is not None:
                return self._refused(*no)
            # Where not every byte could be handed to the system, the final dot, its last, has not left.
            self._step = "DATA"
            client.say(_with_final_dot(envelope.content))
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up(politely=False)
            raise _Lost(f"not now: {_what(error)} at {self._step}") from None
        try:
            code, text = client.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up(politely=False)
            return Outcome(Fate.UNKNOWN, f"unknown: {_what(error)} after the final dot")
        if 200 <= code < 300:
            return Outcome(Fate.TAKEN)
        if not 400 <= code < 600:
            self._hang_up(politely=False)
            return Outcome(Fate.UNKNOWN, f"unknown: {code} after the final dot")
        return self._refused("final dot", code, text, open_transaction=False)

    def _ask(self, client: _Client, envelope: Envelope) -> tuple[str, int, bytes] | None:
        """Say MAIL, RCPT and DATA, in one go where the host allows it (RFC 2920); answers the first no."""
        utf8 = b"" if envelope.recipient.isascii() else b" SMTPUTF8 BODY=8BITMIME"
        lines = {
            "MAIL": b"MAIL FROM:<%s>%s\r\n" % (envelope.sender.encode("ascii"), utf8),
            "RCPT": b"RCPT TO:<%s>\r\n" % envelope.recipient.encode(),
            "DATA": b"DATA\r\n",
        }
        together = client.has_extn("pipelining")
        no: tuple[str, int, bytes] | None = None
        code = 0
        for self._step, line in lines.items():
            if not together:
                client.say(line)
            elif self._step == "MAIL":
                client.say(b"".join(lines.values()))
            code, text = client.getreply()
            willing = code == 354 if self._step == "DATA" else 200 <= code < 300
            if not willing and no is None:
                no = self._step, code, text
                if not together or code == 421:
                    break
        if no is not None and code == 354:
            client.say(b".\r\n")  # the empty letter that a host which said yes to DATA alone is owed; it must refuse it
            client.getreply()
        return no

    def _refused(self, step: str, code: int, text: bytes, *, open_transaction: bool = True) -> Outcome:
        note = f"{code}{_enhanced(text)} at {step}"
        if code == 421:
            self._hang_up(politely=False)
            raise _Lost(f"not now: {note}")
        if not 400 <= code < 600:
            self._hang_up(politely=False)
            return Outcome(Fate.NOT_NOW, f"not now: {note}")
        if open_transaction:
            self._reset()
        # A no to MAIL is about the sender, so about this site and not about the letter.
        if code >= 500 and step != "MAIL":
            return Outcome(Fate.NEVER, f"never: {note}")
        return Outcome(Fate.NOT_NOW, f"not now: {note}")

    def _reset(self) -> None:
        if self._client is None:
            return
        try:
            code, _ = self._client.rset()
        except (OSError, smtplib.SMTPException):
            code = -1
        if code != 250:
            self._hang_up(politely=False)

    def _connect(self) -> _Client:
        """Connect, greet, secure, sign in. Raises ServerTrouble."""
        step = "connecting"
        client: _Client | None = None
        try:
            if self._secure:
                client = _SecureClient(self._host, self._port, self._greeting, self._seconds_left, self._trust())
            else:
                client = _Client(self._host, self._port, self._greeting, self._seconds_left)
            if client.sock is not None:
                client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            step = "EHLO"
            _must(client.ehlo())
            if self._starttls:
                step = "STARTTLS"
                if not client.has_extn("starttls"):
                    raise ServerTrouble("trouble: the mail server does not offer STARTTLS, which is required")
                _must(client.starttls(context=self._trust()))
                step = "EHLO"
                _must(client.ehlo())
            if self._user:
                step = "AUTH"
                self._sign_in(client)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            if client is not None:
                client.close()
            raise ServerTrouble(f"trouble: {_what(error)} at {step}") from None
        except ServerTrouble:
            if client is not None:
                client.close()
            raise
        self._client, self._letters = client, 0
        return client

    def _sign_in(self, client: _Client) -> None:
        """Sign in. Raises smtplib.SMTPException, OSError."""
        if (self._user + self._password).isascii():
            client.login(self._user, self._password)
            return
        # smtplib takes ASCII only; PLAIN is UTF-8 (RFC 4616).
        secret = f"\0{self._user}\0{self._password}".encode()
        _must(client.docmd("AUTH", f"PLAIN {base64.b64encode(secret).decode('ascii')}"))

    def _trust(self) -> ssl.SSLContext:
        """The machine's certificate authorities; reading them takes a tenth of a second, so once for a run."""
        self._context = self._context or ssl.create_default_context()
        return self._context

    def _hang_up(self, *, politely: bool) -> None:
        client, self._client, self._letters = self._client, None, 0
        if client is None:
            return
        try:
            if politely:
                self._until = time.monotonic() + QUIT_SECONDS
                client.docmd("QUIT")
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            client.close()


def _must(reply: tuple[int, bytes]) -> None:
    code, text = reply
    if not 200 <= code < 300:
        raise smtplib.SMTPResponseException(code, text)


def _with_final_dot(content: bytes) -> bytes:
    """The letter with leading dots doubled, and the dot that ends it (RFC 5321, 4.5.2)."""
    if b"\r\n." in content:
        content = content.replace(b"\r\n.", b"\r\n..")
    return content + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")


def _what(error: Exception) -> str:
    """An error in words of ours: servers quote addresses in theirs."""
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code}{_enhanced(text if isinstance(text, bytes) else text.encode())}"
    for kind, words in (
        (ssl.SSLCertVerificationError, "the certificate is not trusted"),
        (ssl.SSLError, "TLS failed"),
        (smtplib.SMTPServerDisconnected, "connection lost"),
        (smtplib.SMTPNotSupportedError, "not offered"),
        (TimeoutError, "no answer in time"),
        (ConnectionRefusedError, "connection refused"),
        (ConnectionError, "connection lost"),
        (socket.gaierror, "host name not found"),
    ):
        if isinstance(error, kind):
            return words
    return type(error).__name__


def _enhanced(text: bytes) -> str:
    """' 5.1.1' when the server's text begins with an enhanced status code (RFC 3463), else nothing."""
    found = _ENHANCED.match(text)
    return f" {found[0].decode('ascii')}" if found else ""


def _own_name(host: str) -> str:
    """What to say in EHLO: the site's host, as a literal when it is an IP address."""
    if ":" in host:
        return f"[IPv6:{host}]"
    return f"[{host}]" if host.replace(".", "").isdigit() else host.encode("idna").decode("ascii")
