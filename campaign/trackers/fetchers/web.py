"""The one module that speaks HTTP: politely, within bounds, and with errors that an operator can act on."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final, Self
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    InvalidHeader,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)

from campaign.trackers.fetchers.outcome import FetchError, Stopped

_PRODUCT: Final = "Countersign"
_CHUNK: Final = 1 << 16
_PASSING: Final = frozenset({408, 429, 500, 502, 503, 504})
_ELSEWHERE: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 3
_CONDITIONS: Final = frozenset({"If-None-Match", "If-Modified-Since"})
# A wait is taken in steps of this many seconds, so that a stop is heard in between.
_STEP: Final = 5.0
_JSON: Final = {"Accept": "application/json"}
# Looks at a body, and raises ValueError if it is not what was asked for.
_Check = Callable[[bytes], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How patiently we ask. All times are seconds.

    One request at a time with `pause` between two (ClinicalTrials.gov's robots.txt asks for one second). After a
    passing fault up to `tries` in all, with pauses that double from `first_backoff`; a register may ask for more with
    Retry-After, up to `longest_wait`. A body may have `largest` bytes, unpacked, and take `longest_answer`.
    """

    pause: float = 1.0
    connect: float = 10.0
    read: float = 60.0
    longest_answer: float = 600.0
    tries: int = 6
    first_backoff: float = 2.0
    longest_wait: float = 900.0
    largest: int = 256 << 20
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Answer:
    """Status 200 with a body, or 304 without. `etag` and `modified` go back with the next conditional request."""

    status: int
    body: bytes
    etag: str = ""
    modified: str = ""

    @property
    def not_modified(self) -> bool:
        """Whether what we have is still what there is."""
        return self.status == 304


class _Passing(Exception):
    """Worth another try, after so many seconds if the register said how many."""

    def __init__(self, happened: str, after: float | None = None) -> None:
        super().__init__(happened)
        self.after = after


class Web:
    """One host, asked one question at a time.

    `name` is the register's for people; `base` its address, https only (http for 127.0.0.1); `contact` is an address
    of ours in the User-Agent; `stop` is asked before every request and while waiting. Everything here raises
    FetchError, or Stopped.
    """

    def __init__(
        self, name: str, base: str, stop: Callable[[], bool], *, contact: str = "", manners: Manners | None = None
    ) -> None:
        self.name = name
        self.base = _checked(name, base)
        self._stop = stop
        self._manners = manners or Manners()
        self._asked = False
        self._pool = urllib3.PoolManager(
            num_pools=1,
            maxsize=1,
            retries=False,
            timeout=urllib3.Timeout(connect=self._manners.connect, read=self._manners.read),
            headers={"User-Agent": _user_agent(contact), "Accept-Encoding": "gzip"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.clear()

    def get(self, path: str, *, etag: str = "", modified: str = "", check: _Check = len) -> Answer:
        """GET a file, only if it changed where `etag` or `modified` of the last answer are given.

        `check` looks at the body and raises ValueError where it is not what was asked for; that is worth another try.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        return self._patiently("GET", self._address(path), headers, None, check)

    def get_json(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """GET JSON."""
        address = self._address(path) + (f"?{urlencode(query)}" if query else "")
        return json.loads(self._patiently("GET", address, _JSON, None, json.loads).body)

    def get_json_if_changed(self, path: str, etag: str) -> tuple[Any, str]:
        """GET JSON and its ETag; None instead of JSON if it did not change."""
        headers = {**_JSON, "If-None-Match": etag} if etag else _JSON
        answer = self._patiently("GET", self._address(path), headers, None, json.loads)
        return (None, etag) if answer.not_modified else (json.loads(answer.body), answer.etag)

    def post_json(self, path: str, question: Mapping[str, Any]) -> Any:
        """POST JSON that asks and changes nothing (so that it may be repeated), for JSON."""
        headers = {**_JSON, "Content-Type": "application/json"}
        body = json.dumps(question).encode()
        return json.loads(self._patiently("POST", self._address(path), headers, body, json.loads).body)

    def _address(self, path: str) -> str:
        return f"{self.base}/{path.lstrip('/')}"

    def _patiently(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str],
        body: bytes | None,
        check: _Check,
    ) -> Answer:
        manners = self._manners
        if self._asked:
            self._wait(manners.pause)
        self._asked = True
        tries = 0
        while True:
            if self._stop():
                raise Stopped
            tries += 1
            try:
                return self._once(method, address, headers, body, check)
            except _Passing as fault:
                if tries >= manners.tries:
                    raise FetchError(
                        f"{self.name}: {fault}, {tries} times in a row ({urlsplit(address).path}). The fetch can go on "
                        "later from where it is; if this lasts, look whether the register says why."
                    ) from fault
                self._wait(max(manners.first_backoff * 2 ** (tries - 1), fault.after or 0.0))

    def _once(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str],
        body: bytes | None,
        check: _Check,
    ) -> Answer:
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                answer, location = self._exchange(method, address, headers, body)
            except HTTPError as error:
                raise _Passing(_in_words(error, self._manners)) from error
            if answer.status not in _ELSEWHERE:
                break
            address = self._onward(method, address, location)
        else:
            raise FetchError(f"{self.name}: it sends us in circles ({urlsplit(address).path}). Check the address.")
        if answer.status == 200:
            try:
                check(answer.body)
            except (ValueError, RecursionError) as error:
                raise _Passing(f"the answer is not what was asked for ({str(error)[:120]})") from error
        return answer

    def _exchange(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[Answer, str]:
        """One request. The answer has status 200 or 304, or is a redirect, whose Location comes with it."""
        # A pool's headers are not added to those of a request but replaced by them.
        response = self._pool.request(
            method,
            address,
            headers={**self._pool.headers, **headers},
            body=body,
            redirect=False,
            preload_content=False,
        )
        try:
            status = response.status
            content = self._body(response, address)
            if status in _PASSING:
                raise _Passing(f"it answers {status}", self._asked_to_wait(response.headers.get("Retry-After")))
            # 304 answers nothing but a condition.
            expected = {200, 304} if _CONDITIONS & headers.keys() else {200}
            if status not in expected | _ELSEWHERE:
                raise FetchError(self._refused(status, address, content), status)
        except BaseException:
            # What was not read to its end cannot be used again.
            response.close()
            raise
        response.release_conn()
        found = response.headers
        return Answer(status, content, found.get("ETag", ""), found.get("Last-Modified", "")), found.get("Location", "")

    def _body(self, response: urllib3.BaseHTTPResponse, address: str) -> bytes:
        content = bytearray()
        until = time.monotonic() + self._manners.longest_answer
        # `read` and `stream` wait for a whole piece, which a body of a byte a minute puts off for weeks.
        while chunk := response.read1(_CHUNK, decode_content=True):
            content += chunk
            if len(content) > self._manners.largest:
                raise FetchError(
                    f"{self.name}: an answer of more than {self._manners.largest:,} bytes ({urlsplit(address).path}). "
                    "No part of a register is that large; check the address."
                )
            if time.monotonic() > until:
                raise _Passing(f"an answer had no end after {self._manners.longest_answer:g} seconds")
        return bytes(content)

    def _asked_to_wait(self, header: str | None) -> float | None:
        """Seconds of a Retry-After, given as a number or a date; nonsense is none."""
        if not header:
            return None
        try:
            seconds = urllib3.Retry().parse_retry_after(header)
        except InvalidHeader:
            return None
        if seconds > self._manners.longest_wait:
            raise FetchError(
                f"{self.name}: it asks us to come back in {round(seconds / 60)} minutes. The fetch goes on from where "
                "it is when you start it again then.",
                429,
            )
        return seconds

    def _refused(self, status: int, address: str, content: bytes) -> str:
        where = urlsplit(address)
        if status == 404:
            return f"{self.name}: nothing is at {where.scheme}://{where.netloc}{where.path} (404). Check the address."
        if status in {401, 403}:
            return (
                f"{self.name}: it refuses us ({status}, {where.path}). It may have shut out this machine's address; "
                "ask those who run it, or import a file."
            )
        said = " ".join(content[:300].decode(errors="replace").split())
        return (
            f"{self.name}: it answers {status} ({where.path}){f' and says: {said}' if said else ''}. Its interface may "
            "have changed; look for a newer version of this software, or import a file."
        )

    def _onward(self, method: str, address: str, location: str) -> str:
        """Where a redirect leads, if that is the same host."""
        onward = urljoin(address, location)
        before, after = urlsplit(address), urlsplit(onward)
        if method != "GET" or not location or (before.scheme, before.netloc) != (after.scheme, after.netloc):
            raise FetchError(
                f"{self.name}: it sends us from {before.netloc} to {after.netloc or 'nowhere'}, and we do not follow. "
                "If the register has moved, give its new address."
            )
        return onward

    def _wait(self, seconds: float) -> None:
        while seconds > 0:
            if self._stop():
                raise Stopped
            self._manners.sleep(min(seconds, _STEP))
            seconds -= _STEP


def _checked(name: str, base: str) -> str:
    parts = urlsplit(base)
    # The exception is for a copy of a register on this very machine.
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "127.0.0.1")
    if not secure or not parts.hostname or parts.username is not None or parts.query or parts.fragment:
        raise FetchError(f"{name}: {base!r} is not an address we ask. Give one with https:// and a host.")
    return base.rstrip("/")


def _user_agent(contact: str) -> str:
    """Who we are and how to reach us; nothing that could end the header."""
    safe = "".join(letter for letter in contact if "!" <= letter <= "~" and letter not in "()")
    return f"{_PRODUCT}/{version('countersign')}" + (f" (+{safe})" if safe else "")


def _in_words(error: HTTPError, manners: Manners) -> str:
    match error:
        case ReadTimeoutError():
            return f"silence for {manners.read:g} seconds"
        case NewConnectionError():
            return "no connection"
        case ConnectTimeoutError():
            return f"no connection within {manners.connect:g} seconds"
        case SSLError():
            return "the connection cannot be made secure"
        case DecodeError():
            return "the answer came damaged"
        case ProtocolError():
            return "the connection broke off"
        case _:
            return f"the connection failed ({type(error).__name__})"
