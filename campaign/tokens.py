"""Unguessable links and codes. They are derived from a row, never stored, so a dump of the database holds none."""

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, TimestampSigner

from campaign.keys import keys

ID_LENGTH = 16
MAC_LENGTH = 24


def new_public_id() -> bytes:
    """16 random bytes: the name of a row outside the database."""
    return secrets.token_bytes(ID_LENGTH)


def _mac(purpose: str, public_id: bytes, version: int) -> bytes:
    message = b"link|%s|%s|%d" % (purpose.encode(), public_id, version)
    return hmac.new(keys().token, message, hashlib.sha256).digest()[:MAC_LENGTH]


def make_link_token(purpose: str, public_id: bytes, version: int = 0) -> str:
    """The token of a link for one purpose and row; raising the row's `version` revokes it."""
    return base64.urlsafe_b64encode(public_id + _mac(purpose, public_id, version)).decode().rstrip("=")


def link_public_id(token: str) -> bytes | None:
    """The public id a token claims to be for, or None when it is not shaped like a token. Proves nothing yet."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw[:ID_LENGTH] if len(raw) == ID_LENGTH + MAC_LENGTH else None


def link_is_genuine(token: str, purpose: str, public_id: bytes, version: int = 0) -> bool:
    """Whether a token was made for this purpose, row and version; compared in constant time."""
    return hmac.compare_digest(token.encode(), make_link_token(purpose, public_id, version).encode())


def make_code(purpose: str, public_id: bytes, version: int) -> str:
    """Six figures that stand for a link when mail is read on another device."""
    digest = hmac.new(keys().token, b"code|%s|%s|%d" % (purpose.encode(), public_id, version), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"


def code_is_genuine(code: str, purpose: str, public_id: bytes, version: int) -> bool:
    """Whether six typed figures are the code; compared in constant time."""
    return hmac.compare_digest(code.encode(), make_code(purpose, public_id, version).encode())


def make_form_token(form: str, now: datetime) -> str:
    """A token for a public form without a session, that says when the form was handed out."""
    stamp = int(now.timestamp())
    return _form_signer(form).sign(f"{stamp}.{secrets.token_urlsafe(6)}").decode()


def form_token_age(form: str, token: str, now: datetime) -> timedelta | None:
    """How long ago a form token was handed out; None when it is forged or for another form."""
    try:
        value = _form_signer(form).unsign(token).decode()
        issued = datetime.fromtimestamp(int(value.split(".", 1)[0]), UTC)
    except (BadSignature, ValueError, OverflowError):
        return None
    return now - issued


def _form_signer(form: str) -> TimestampSigner:
    return TimestampSigner(keys().token, salt=f"form|{form}", digest_method=hashlib.sha256)
