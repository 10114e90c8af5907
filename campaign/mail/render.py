"""From a Letter to bytes: a template is rendered once for all who share its words, then filled for each person.

Building an EmailMessage takes a millisecond and is done once per template and `shared_key`. The finished bytes are cut
where the two bodies stand, and each person's bodies are encoded anew in between.
"""

import binascii
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from ipaddress import ip_address
from typing import Any

from flask import Flask
from jinja2 import Environment, TemplateNotFound, Undefined
from markupsafe import escape

from campaign.config import Settings
from campaign.mail.letters import Letter
from campaign.text import AddressFault, read_address
from campaign.web.language import speaking

_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}")
_HEADER_NAME = re.compile(r"[!-9;-~]{1,70}")
_TAKEN_HEADERS = frozenset({"to", "from", "subject", "date", "message-id", "mime-version", "auto-submitted"})
_LONGEST_HEADER = 900  # bytes; RFC 5322 allows 998 a line
_BREAKS = frozenset("\u2028\u2029")


class Unmailable(ValueError):
    """This letter can never be sent as it is; the message says why, in words without personal data."""


class TemplateFault(RuntimeError):
    """A template is not a letter: it lacks its subject line."""


class Text:
    """A rendered template with gaps for own words."""

    def __init__(self, rendered: str, token: str, *, html: bool) -> None:
        pieces = re.split(rf"{token}(\w+)\.", rendered)
        self._constant = [piece if html else _crlf(piece) for piece in pieces[0::2]]
        self._gaps = pieces[1::2]
        self._html = html

    @property
    def same_for_all(self) -> str | None:
        """The text when it has no gap."""
        return None if self._gaps else self._constant[0]

    def filled(self, own: Mapping[str, str]) -> str:
        """The text with a person's words in the gaps."""
        parts = [self._constant[0]]
        for name, constant in zip(self._gaps, self._constant[1:], strict=True):
            parts.append(str(escape(own[name])) if self._html else _crlf(own[name]))
            parts.append(constant)
        return "".join(parts)


@dataclass(frozen=True)
class Blank:
    """A letter with gaps: header and MIME structure as finished bytes, subject and bodies to be filled."""

    subject_line: bytes | None  # finished, when the same for all
    subject: Text
    bodies: tuple[Text, ...]
    around: tuple[bytes, ...]  # what stands before, between and after the bodies

    def filled(self, own: Mapping[str, str]) -> bytes:
        """Subject, constant headers and bodies for one person. Raises Unmailable."""
        parts = [self.subject_line or _header("Subject", self.subject.filled(own)), self.around[0]]
        for body, after in zip(self.bodies, self.around[1:], strict=True):
            parts.append(_base64_lines(body.filled(own).encode("utf-8", "replace")))
            parts.append(after)
        return b"".join(parts)


@dataclass(frozen=True)
class SiteWords:
    """What letters say about the site."""

    name: str = "Countersign"
    about: str = ""


class _Hole(Undefined):
    """A word that a letter lacks: a template may ask whether it is there, and must not print it."""

    __str__ = Undefined._fail_with_undefined_error  # noqa: SLF001 - as StrictUndefined does


class Press:
    """Prints letters for one run of the worker. Blanks are kept for the run, so an edit shows within seconds."""

    def __init__(self, app: Flask, settings: Settings, site: SiteWords) -> None:
        self._templates = _environment(app)
        self._common = {"site": site, "base_url": settings.base_url, "host": settings.host}
        self._message_host = _id_host(settings.host)
        self.sender = ascii_address(settings.sender)
        self._from = _from(site.name, self.sender)
        self._blanks: dict[tuple[str, str, str, frozenset[str]], Blank] = {}

    def print(self, letter: Letter, recipient: str, public_id: bytes, now: datetime) -> bytes:
        """The letter as bytes, to `recipient` (as `ascii_address` gives it).

        Raises Unmailable; jinja2.TemplateError, TemplateFault and KeyError when template and words do not fit.
        """
        key = (letter.language, letter.template, letter.shared_key, frozenset(letter.own))
        blank = self._blanks.get(key)
        if blank is None:
            with speaking(letter.language):
                blank = self._blanks[key] = self._make(letter)
        head = f"To: {recipient}\r\nMessage-ID: <{public_id.hex()}@{self._message_host}>\r\nDate: {_date(now)}\r\n"
        extra = [_extra_header(name, value) for name, value in letter.headers.items()]
        return b"".join((head.encode(), *extra, blank.filled(letter.own)))

    def _make(self, letter: Letter) -> Blank:
        token = f"{secrets.token_hex(8)}."
        language = {"language": letter.language}
        words = {**self._common, **language, **letter.shared, **{name: f"{token}{name}." for name in letter.own}}
        subject, body = _subject_and_body(self._templates.get_template(f"{letter.template}.txt").render(words))
        bodies = [Text(body, token, html=False)]
        try:
            html = self._templates.get_template(f"{letter.template}.html")
        except TemplateNotFound as missing:
            if missing.name != f"{letter.template}.html":
                raise
        else:
            bodies.append(Text(html.render(words), token, html=True))
        gapped = Text(subject, token, html=False)
        constant = gapped.same_for_all
        return Blank(
            subject_line=None if constant is None else _header("Subject", constant),
            subject=gapped,
            bodies=tuple(bodies),
            around=self._around(len(bodies)),
        )

    def _around(self, bodies: int) -> tuple[bytes, ...]:
        """The constant bytes of a message with one or two bodies, cut where the bodies stand."""
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = self._from
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("the text", cte="base64")
        if bodies == 2:
            message.add_alternative("the html", subtype="html", cte="base64")
        whole = message.as_bytes()
        cut = []
        for part in message.iter_parts() if message.is_multipart() else [message]:
            encoded = str(part.get_payload()).strip().encode("ascii") + b"\r\n"
            before, found, whole = whole.partition(encoded)
            assert found, "a body is in the message that holds it"
            cut.append(before)
        return (*cut, whole)


def ascii_address(address: str) -> str:
    """An address as SMTP takes it: the domain in ASCII (IDNA). Raises Unmailable when it is none."""
    if _PLAIN_ADDRESS.fullmatch(address):
        return address
    try:
        return read_address(address).mailbox
    except AddressFault:
        raise Unmailable("never: the address is malformed") from None


def _environment(app: Flask) -> Environment:
    """The site's templates; a word that a letter lacks is an error, not an empty link."""
    kept = app.extensions.get("mail_templates")
    if not isinstance(kept, Environment):
        kept = app.extensions["mail_templates"] = app.jinja_env.overlay(undefined=_Hole)
    return kept


def _subject_and_body(rendered: str) -> tuple[str, str]:
    first, _, rest = rendered.partition("\n")
    if not first.startswith("Subject: "):
        raise TemplateFault("the text template of a letter starts with 'Subject: '")
    return first.removeprefix("Subject: ").strip(), rest.strip("\n") + "\n"


def _from(site_name: str, sender: str) -> Any:
    local, _, domain = sender.rpartition("@")
    return Address(_one_line(site_name), local, domain)


def _header(name: str, value: str) -> bytes:
    """One header line, encoded and folded. Raises Unmailable for a line break in the value."""
    if len(_one_line(value)) != len(value):
        raise Unmailable(f"never: a line break or control character in the {name} header")
    line: str = policy.SMTP.header_factory(name, value).fold(policy=policy.SMTP)
    return line.encode("ascii")


def _extra_header(name: str, value: str) -> bytes:
    if not _HEADER_NAME.fullmatch(name) or name.lower() in _TAKEN_HEADERS or name.lower().startswith("content-"):
        raise Unmailable("never: a header that a letter cannot add")
    if "\r" in value or "\n" in value or not (value.isascii() and value.isprintable()) or len(value) > _LONGEST_HEADER:
        raise Unmailable(f"never: a line break or control character in the {name} header, or too long")
    return f"{name}: {value}\r\n".encode("ascii")


def _one_line(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cs") and char not in _BREAKS)


def _crlf(text: str) -> str:
    if "\n" not in text and "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def _base64_lines(data: bytes) -> bytes:
    encoded = binascii.b2a_base64(data, newline=False)
    return b"".join([encoded[start : start + 76] + b"\r\n" for start in range(0, len(encoded), 76)])


def _date(now: datetime) -> str:
    return format_datetime(now)


def _id_host(host: str) -> str:
    """The right side of a Message-ID: the site's host in ASCII, as a literal when it is an IPv6 address."""
    try:
        return f"[IPv6:{host}]" if ip_address(host).version == 6 else host
    except ValueError:
        return host.encode("idna").decode("ascii")
