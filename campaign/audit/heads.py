"""The file of heads: what the audit log was like at a time, written where no writer of the database reaches.

One line of JSON each, signed (Ed25519) with a key that is made from the key store, and chained to the line before it.
Lines are only ever added; a file system, another user or another machine can see to that. See `docs/audit.md`.
"""

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from campaign.audit.chain import Place
from campaign.keys import KeyStore
from campaign.web.errors import Refusal

_TAIL = 1 << 20  # bytes: more than the longest line
BEFORE_THE_FIRST = hashlib.sha256(b"").hexdigest()


class HeadKind(StrEnum):
    """Why a line was written."""

    SEALED = "sealed"  # the log was like this
    RESTORED = "restored"  # from here on the log is that of a backup
    PRUNED = "pruned"  # everything up to here was removed, because its time was over
    WITNESSED = "witnessed"  # this head was mailed to the address outside


class HeadsUnwritable(Refusal):
    """The file of heads cannot be written."""

    status = 500
    title = "The file of heads cannot be written"


class HeadsAltered(Exception):
    """A line is not as it was written; `line` counts from 1, `before` are the sound lines before it."""

    def __init__(self, line: int, why: str, before: "tuple[Head, ...]" = ()) -> None:
        super().__init__(line, why)
        self.line, self.why, self.before = line, why, before


@dataclass(frozen=True)
class Head:
    """One line: its number, why and when it was written, the place in the chain that it holds, and the line itself.

    `more` is what lines of its kind say besides: which earlier lines a restored log does not fit (`sets_aside`).
    """

    number: int
    kind: HeadKind
    place: Place
    text: bytes = field(repr=False)
    previous: str
    torn: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """When it was written."""
        assert self.place.at is not None
        return self.place.at

    @property
    def digest(self) -> str:
        """What the next line names as the one before it."""
        return hashlib.sha256(self.text).hexdigest()


def signing_key(store: KeyStore) -> Ed25519PrivateKey:
    """The key that signs heads; it is in no database and no backup of one."""
    # Not the data key itself: that one only wraps keys.
    return Ed25519PrivateKey.from_private_bytes(
        hmac.new(store.data, b"heads of the audit log", hashlib.sha256).digest()
    )


def public_key(store: KeyStore) -> str:
    """What somebody outside needs to check a signature: 32 bytes in hexadecimal."""
    return signing_key(store).public_key().public_bytes_raw().hex()


def read_heads(path: Path, store: KeyStore) -> tuple[Head, ...]:
    """All lines. Raises FileNotFoundError, and HeadsAltered with the sound lines before the first that is not.

    What stands behind the last line feed was never finished: power was lost, and nothing was promised. The line that
    was written next names it.
    """
    key = signing_key(store).public_key()
    heads: list[Head] = []
    torn: bytes | None = None
    lines = path.read_bytes().split(b"\n")[:-1]
    for number, text in enumerate(lines, start=1):
        try:
            head = _read_line(text, key)
            _check_order(head, heads[-1] if heads else None, torn)
        except HeadsAltered as altered:
            if torn is not None or not _names(lines[number : number + 1], text, key):
                raise HeadsAltered(number, altered.why, tuple(heads)) from None
            torn = text
        else:
            heads.append(head)
            torn = None
    return tuple(heads)


def last_head(path: Path, store: KeyStore) -> Head | None:
    """The newest line, alone; None while there is none. Raises HeadsAltered."""
    try:
        with path.open("rb") as file:
            lines, _ = _tail(file.fileno())
    except FileNotFoundError:
        return None
    return head_in(lines[-1], store) if lines else None


def head_in(text: bytes, store: KeyStore) -> Head:
    """The head that one line of text holds, wherever it was kept. Raises HeadsAltered."""
    return _read_line(text, signing_key(store).public_key())


@contextmanager
def adding(path: Path, store: KeyStore) -> Iterator["Adding"]:
    """Hold the file, so that nobody else adds a line meanwhile. Raises HeadsUnwritable, HeadsAltered."""
    try:
        is_new = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield Adding(path, store, descriptor, is_new=is_new)
    finally:
        os.close(descriptor)


class Adding:
    """The file while it is held: its newest line, and the way to add one more."""

    def __init__(self, path: Path, store: KeyStore, descriptor: int, *, is_new: bool) -> None:
        self._path, self._store, self._descriptor, self._is_new = path, store, descriptor, is_new
        self._lines, self._torn = _tail(descriptor)
        self.last = head_in(self._lines[-1], store) if self._lines else None

    def newest(self, kind: HeadKind) -> Head | None:
        """The newest line of one kind among the last thousands. Raises HeadsAltered."""
        told = f'"kind": "{kind.value}"'.encode()
        return next((head_in(text, self._store) for text in reversed(self._lines) if told in text), None)

    def add(self, kind: HeadKind, place: Place, now: datetime, **more: Any) -> Head:
        """Write one line and see that it is on the disk. Raises HeadsUnwritable."""
        fields: dict[str, Any] = {
            "number": self.last.number + 1 if self.last else 1,
            "kind": kind.value,
            "at": now.astimezone(UTC).isoformat(),
            "entries": place.entries,
            "last_id": place.last_id,
            "head": place.head.hex(),
            "previous": self.last.digest if self.last else BEFORE_THE_FIRST,
        }
        if self._torn:
            fields["torn"] = hashlib.sha256(self._torn).hexdigest()
        fields |= {"more": more} if more else {}
        fields["signature"] = signing_key(self._store).sign(_canonical(fields)).hex()
        text = json.dumps(fields).encode()
        try:
            self._write((b"\n" if self._torn else b"") + text + b"\n")
        except OSError as error:
            raise _unwritable(self._path, error) from error
        self._torn = b""
        self._lines.append(text)
        self.last = head_in(text, self._store)
        return self.last

    def _write(self, content: bytes) -> None:
        while content:
            content = content[os.write(self._descriptor, content) :]
        os.fsync(self._descriptor)
        if self._is_new:
            folder = os.open(self._path.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
            self._is_new = False


def _unwritable(path: Path, error: OSError) -> HeadsUnwritable:
    return HeadsUnwritable(
        f"{path} cannot be written ({error.strerror}). Mend its owner and mode, or CAMPAIGN_AUDIT_HEADS."
    )


def _tail(descriptor: int) -> tuple[list[bytes], bytes]:
    """The last whole lines of a file, and what stands behind them."""
    size = os.fstat(descriptor).st_size
    content = os.pread(descriptor, _TAIL, max(0, size - _TAIL))
    *lines, torn = content.split(b"\n")
    return lines, torn


def _canonical(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _read_line(text: bytes, key: Ed25519PublicKey) -> Head:
    """Read one line and check its signature."""
    try:
        fields = json.loads(text)
        signature = bytes.fromhex(fields.pop("signature"))
        moment, head = datetime.fromisoformat(fields["at"]), bytes.fromhex(fields["head"])
        place = Place(fields["entries"], fields["last_id"], head, moment)
        read = Head(
            fields["number"], HeadKind(fields["kind"]), place, text, fields["previous"], fields.get("torn"),
            fields.get("more", {}),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        raise HeadsAltered(0, "it is no head") from None
    try:
        key.verify(signature, _canonical(fields))
    except InvalidSignature:
        raise HeadsAltered(0, "its signature does not fit") from None
    return read


def _check_order(head: Head, before: Head | None, torn: bytes | None) -> None:
    """Raise HeadsAltered unless a line follows `before`, with the unfinished `torn` in between."""
    if (head.number, head.previous) != ((before.number + 1, before.digest) if before else (1, BEFORE_THE_FIRST)):
        raise HeadsAltered(0, "it does not follow the line before it")
    if head.torn != (hashlib.sha256(torn).hexdigest() if torn is not None else None):
        raise HeadsAltered(0, "what stands before it is not what stood there")


def _names(following: list[bytes], torn: bytes, key: Ed25519PublicKey) -> bool:
    """Whether the next line says that it was written behind this unfinished one."""
    try:
        return any(_read_line(text, key).torn == hashlib.sha256(torn).hexdigest() for text in following)
    except HeadsAltered:
        return False
