"""A mail server for the tests that records what it accepts and fails on request."""

import asyncio
import email
import email.policy
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.process import free_port, wait_until


class Fault(Enum):
    """What a mail server can do wrong."""

    BUSY = "421 instead of a greeting"
    EHLO_REFUSED = "554 to EHLO"
    SENDER_LATER = "451 to MAIL"
    SENDER_REFUSED = "550 to MAIL"
    CLOSING = "421 to MAIL, and the connection is closed"
    TRY_LATER = "450 to RCPT"
    REFUSED = "550 to RCPT"
    TOO_BIG = "552 after the final dot"
    DROP_BEFORE_DOT = "connection cut while the letter is coming in; not accepted"
    DROP_AFTER_DOT = "connection cut after the final dot, before 250; accepted"
    GONE_AFTER_250 = "250 to the final dot, then the connection is cut"
    DRIP = "answers come one byte every `seconds`"
    SLOW = "an answer to the final dot only after `seconds`"


@dataclass(frozen=True)
class Delivery:
    """One accepted letter: its envelope and the parsed message."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    message: EmailMessage = field(repr=False)

    @property
    def text(self) -> str:
        """The plain-text body, with plain line ends."""
        part = self.message.get_body(("plain",))
        return part.get_content().replace("\r\n", "\n") if part is not None else ""


@dataclass
class _Order:
    fault: Fault
    recipient: str | None
    left: int | None
    seconds: float
    after: int


class MailServer:
    """Listens on a free loopback port. Everything it accepted is in `deliveries`, oldest first."""

    def __init__(
        self, *, pipelining: bool = False, tls: ssl.SSLContext | None = None, users: Mapping[str, str] | None = None
    ) -> None:
        """`tls` offers STARTTLS; `users` maps names to passwords, and whoever sends must sign in."""
        self.port = free_port()
        self.pipelining = pipelining
        self.tls = tls
        self.users = users
        self.deliveries: list[Delivery] = []
        self.connections = 0
        self.open: set[_Protocol] = set()
        self._orders: list[_Order] = []
        self._lock = threading.Lock()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """The server's address as a setting."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Listen; the same port after a `stop()`."""
        self._controller = _Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def stop(self) -> None:
        """Break all connections and refuse new ones until `start()`."""
        if self._controller is not None:
            for each in list(self.open):
                self._controller.loop.call_soon_threadsafe(each.cut)
            wait_until("connections are closed", lambda: not self.open, seconds=5)
            self._controller.stop()
            self._controller = None

    def fail(
        self,
        fault: Fault,
        recipient: str | None = None,
        *,
        times: int | None = None,
        after: int = 0,
        seconds: float = 1.0,
    ) -> None:
        """Commit `fault` for letters to `recipient` (None: to anyone), `times` times (None: until `reset`).

        The first `after` chances are let go by.
        """
        with self._lock:
            self._orders.append(_Order(fault, recipient and recipient.lower(), times, seconds, after))

    def reset(self) -> None:
        """Forget all letters, faults and counts."""
        with self._lock:
            self.deliveries.clear()
            self._orders.clear()
            self.connections = 0

    def reset_faults(self) -> None:
        """Commit no fault any more."""
        with self._lock:
            self._orders.clear()

    def wait_for(self, count: int, *, seconds: float = 15) -> list[Delivery]:
        """The letters once there are at least `count`. Raises TimeoutError."""
        wait_until(f"{count} letters", lambda: len(self.deliveries) >= count, seconds=seconds)
        return list(self.deliveries)

    def mails_to(self, address: str) -> list[Delivery]:
        """The letters to one address, whatever its case."""
        wanted = address.lower()
        return [each for each in list(self.deliveries) if wanted in (to.lower() for to in each.recipients)]

    def due(self, fault: Fault, recipients: list[str]) -> float | None:
        """Whether `fault` is ordered for one of these recipients now: its seconds, else None. Uses the order up."""
        with self._lock:
            for order in self._orders:
                meant = order.recipient is None or order.recipient in (each.lower() for each in recipients)
                if order.fault is fault and meant and order.left != 0:
                    if order.after:
                        order.after -= 1
                        continue
                    order.left = order.left and order.left - 1
                    return order.seconds
        return None

    def accept(self, envelope: Envelope) -> None:
        """Record a letter."""
        content = envelope.original_content or b""
        message = email.message_from_bytes(content, policy=email.policy.default)
        with self._lock:
            self.deliveries.append(Delivery(envelope.mail_from or "", tuple(envelope.rcpt_tos), content, message))


class _Protocol(SMTP):
    """aiosmtpd's server with the faults that its hooks cannot commit."""

    def __init__(self, server: MailServer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._mails = server
        self._cut_after_answer = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._mails.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._mails.open.discard(self)
        super().connection_lost(error)

    def cut_after_answer(self) -> None:
        """Break the connection once the next answer has left."""
        self._cut_after_answer = True

    async def _handle_client(self) -> None:
        self._mails.connections += 1
        if self._mails.due(Fault.BUSY, []) is not None:
            await self.push("421 too busy")
            self.cut(abruptly=False)
            return
        await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:
        recipients = list(self.envelope.rcpt_tos) if self.envelope is not None else []
        if self._mails.due(Fault.DROP_BEFORE_DOT, recipients) is not None:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readline()
            self.cut()
            return
        await super().smtp_DATA(arg)

    async def smtp_EHLO(self, hostname: str) -> None:
        if self._mails.due(Fault.EHLO_REFUSED, []) is not None:
            await self.push("554 5.7.1 not from there")
            return
        await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str | None) -> None:
        for fault, answer in (
            (Fault.SENDER_LATER, "451 4.3.0 try again later"),
            (Fault.SENDER_REFUSED, "550 5.7.1 sender not allowed"),
        ):
            if self._mails.due(fault, []) is not None:
                await self.push(answer)
                return
        if self._mails.due(Fault.CLOSING, []) is not None:
            await self.push("421 4.3.2 closing")
            self.cut(abruptly=False)
            return
        await super().smtp_MAIL(arg)

    async def push(self, status: Any) -> None:
        if self.transport is None:
            return
        seconds = self._mails.due(Fault.DRIP, [])
        if seconds is not None and self._writer is not None:
            for byte in (status if isinstance(status, bytes) else status.encode()) + b"\r\n":
                self._writer.write(bytes([byte]))
                await asyncio.sleep(seconds)
            return
        await super().push(status)
        if self._cut_after_answer:
            self.cut()

    def cut(self, *, abruptly: bool = True) -> None:
        """Break the connection: at once, or once what was said has left."""
        if isinstance(self.transport, asyncio.WriteTransport) and abruptly:
            self.transport.abort()
        elif self.transport is not None:
            self.transport.close()


class _Handler:
    """aiosmtpd's hooks."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def handle_EHLO(
        self, protocol: _Protocol, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*answers[:-1], "250-PIPELINING", answers[-1]] if self._server.pipelining else answers

    async def handle_RCPT(
        self, protocol: _Protocol, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._server.due(Fault.TRY_LATER, [address]) is not None:
            return "450 4.2.1 try again later"
        if self._server.due(Fault.REFUSED, [address]) is not None:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, protocol: _Protocol, session: Session, envelope: Envelope) -> str:
        def due(fault: Fault) -> float | None:
            return self._server.due(fault, envelope.rcpt_tos)

        if due(Fault.TOO_BIG) is not None:
            return "552 5.3.4 too big"
        self._server.accept(envelope)
        if (seconds := due(Fault.SLOW)) is not None:
            await asyncio.sleep(seconds)
        if due(Fault.DROP_AFTER_DOT) is not None:
            protocol.cut()
        if due(Fault.GONE_AFTER_250) is not None:
            protocol.cut_after_answer()
        return "250 OK"


class _Controller(Controller):
    def __init__(self, server: MailServer, **kwargs: Any) -> None:
        self._server = server
        super().__init__(_Handler(server), **kwargs)

    def factory(self) -> SMTP:
        users = self._server.users
        return _Protocol(
            self._server,
            self.handler,
            **self.SMTP_kwargs,
            tls_context=self._server.tls,
            auth_required=users is not None,
            auth_require_tls=self._server.tls is not None,
            authenticator=self._sign_in if users is not None else None,
        )

    def _sign_in(
        self, protocol: SMTP, session: Session, envelope: Envelope, mechanism: str, answer: object
    ) -> AuthResult:
        users = self._server.users or {}
        known = isinstance(answer, LoginPassword) and users.get(answer.login.decode()) == answer.password.decode()
        return AuthResult(success=known, handled=False)
