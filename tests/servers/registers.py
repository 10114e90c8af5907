"""Registers on loopback: ClinicalTrials.gov API v2, CTIS and a folder of tables, in their real shapes, with faults."""

import gzip
import json
import re
import sys
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self
from urllib.parse import parse_qsl, urlsplit

_FIELD: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9\-. ]*")
_INTERVENTIONAL: Final = "AREA[StudyType]INTERVENTIONAL"
_MOST_STUDIES: Final = 1000
_MOST_ROWS: Final = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the next request whose path contains `path`, instead of an answer, or to its answer.

    `kind` is "status" (answers `status` with `headers`), "cut" (breaks off in the middle of the body), "silence" (no
    answer until the server ends), "page" (200 and HTML), "endless" (a body without end), "drip" (a body that comes
    byte by byte) or "damaged" (gzip that is none).
    """

    kind: str
    path: str = "/"
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Registers:
    """All three registers on one free port of 127.0.0.1. What they hold is put into the attributes by the test."""

    def __init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"registers": self}))
        self._lock = threading.Lock()
        self.ended = threading.Event()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.reset()

    def reset(self) -> None:
        """Empty registers, no faults, nothing asked."""
        self.asked: list[Asked] = []
        self.faults: deque[Fault] = deque()
        # ClinicalTrials.gov: whole studies; it may give fewer a page than it is asked for.
        self.data_timestamp = "2026-11-20T09:00:05"
        self.studies: list[dict[str, Any]] = []
        self.studies_a_page = _MOST_STUDIES
        self.said_total: int | None = None
        self._tokens: dict[str, int] = {}
        # CTIS: rows of the search, records by number.
        self.rows: list[dict[str, Any]] = []
        self.records: dict[str, dict[str, Any]] = {}
        self.said_records: int | None = None
        # Tables by name.
        self.tables: dict[str, bytes] = {}

    def start(self) -> Self:
        """Serve."""
        threading.Thread(target=self._server.serve_forever, args=(0.01,), name="registers", daemon=True).start()
        return self

    def stop(self) -> None:
        """End, with whatever still waits."""
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

    def forget_tokens(self) -> None:
        """Every page token given so far has expired."""
        self._tokens.clear()

    def paths(self) -> list[str]:
        """What was asked for, without the queries."""
        return [each.path for each in self.asked]

    def take(self, asked: Asked) -> Fault | None:
        """Note a request; the fault that is meant for it, if there is one."""
        with self._lock:
            self.asked.append(asked)
            for fault in self.faults:
                if fault.path in asked.path:
                    self.faults.remove(fault)
                    return fault
        return None

    def answer(self, asked: Asked) -> _Reply:
        """What the registers say to a request."""
        match asked.method, asked.path.split("/")[1:]:
            case "GET", ["api", "v2", "version"]:
                return self._conditional(
                    asked, _json({"apiVersion": "2.0.5", "dataTimestamp": self.data_timestamp}), "application/json"
                )
            case "GET", ["api", "v2", "studies"]:
                return self._studies(asked)
            case "POST", ["ctis-public-api", "search"]:
                return self._search(asked)
            case "GET", ["ctis-public-api", "retrieve", number]:
                return _Reply(200, _json(self.records.get(number, {})), {"Content-Type": "application/json"})
            case "GET", ["tables", name] if name in self.tables:
                return self._conditional(asked, self.tables[name], "text/plain; charset=utf-8")
        return _Reply(404, b"404: Not Found", {"Content-Type": "text/plain"})

    def _studies(self, asked: Asked) -> _Reply:
        query = asked.query
        fields = re.split(r"[,|]", query.get("fields", ""))
        if not all(_FIELD.fullmatch(each) for each in fields):
            return _bad("`fields` parameter is incorrect")
        if query.get("filter.advanced", _INTERVENTIONAL) != _INTERVENTIONAL:
            return _bad("`filter.advanced` parameter is incorrect")
        token = query.get("pageToken", "")
        if token and token not in self._tokens:
            return _bad("`pageToken` parameter is incorrect")
        found = self.studies
        if "filter.advanced" in query:
            found = [each for each in found if each["protocolSection"]["designModule"]["studyType"] == "INTERVENTIONAL"]
        start = self._tokens[token] if token else 0
        end = start + min(int(query.get("pageSize", "10")), _MOST_STUDIES, self.studies_a_page)
        page: dict[str, Any] = {}
        if query.get("countTotal") == "true" and not token:
            page["totalCount"] = len(found) if self.said_total is None else self.said_total
        page["studies"] = [_cut_to(each, [field.split(".") for field in fields]) for each in found[start:end]]
        if end < len(found):
            page["nextPageToken"] = f"NF0g5JGA{end}"
            self._tokens[page["nextPageToken"]] = end
        return _Reply(200, _json(page), {"Content-Type": "application/json"})

    def _search(self, asked: Asked) -> _Reply:
        # Without criteria, or for page 0, it answers that there is nothing.
        number = asked.body["pagination"]["page"]
        size = min(asked.body["pagination"]["size"], _MOST_ROWS)
        rows = self.rows if number >= 1 and "searchCriteria" in asked.body else []
        total = len(rows) if self.said_records is None else self.said_records
        pagination = {
            "totalRecords": total,
            "currentPage": number,
            "totalPages": -(-total // size),
            "nextPage": number * size < total,
            "prevPage": number > 1,
        }
        data = rows[(number - 1) * size : number * size] if number >= 1 else []
        return _Reply(200, _json({"pagination": pagination, "data": data}), {"Content-Type": "application/json"})

    def _conditional(self, asked: Asked, body: bytes, kind: str) -> _Reply:
        etag = f'W/"{hash(body) & 0xFFFFFFFF:08x}"'
        if asked.headers.get("if-none-match") == etag:
            return _Reply(304, b"", {"ETag": etag})
        return _Reply(200, body, {"ETag": etag, "Content-Type": kind})


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _bad(words: str) -> _Reply:
    return _Reply(400, words.encode(), {"Content-Type": "text/plain"})


def _cut_to(value: Any, paths: list[list[str]]) -> Any:
    """What the register sends of a study if it is asked for these fields."""
    if isinstance(value, list):
        return [_cut_to(each, paths) for each in value]
    if not isinstance(value, dict) or [] in paths:
        return value
    kept = {}
    for name in value:
        below = [path[1:] for path in paths if path[0] == name]
        if below:
            kept[name] = _cut_to(value[name], below)
    return kept


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked may hang up whenever they like; anything else is a fault of this server."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    registers: Registers
    protocol_version = "HTTP/1.1"
    # Head and body in one piece; in two they would wait for each other's acknowledgement.
    wbufsize = 1 << 16

    def do_GET(self) -> None:
        self._reply("GET", None)

    def do_POST(self) -> None:
        self._reply("POST", json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _reply(self, method: str, body: Any) -> None:
        where = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(method, where.path, dict(parse_qsl(where.query)), headers, body)
        fault = self.registers.take(asked)
        match fault.kind if fault else "":
            case "silence":
                self.registers.ended.wait(5)
                self.close_connection = True
            case "status":
                assert fault is not None
                self._send(_Reply(fault.status, b"<html>fault</html>", fault.headers))
            case "page":
                self._send(_Reply(200, b"<html>We are busy.</html>", {"Content-Type": "text/html"}))
            case "damaged":
                self._send(_Reply(200, b"this is no gzip", {"Content-Encoding": "gzip"}))
            case "endless":
                self._endless()
            case "drip":
                self._drip()
            case kind:
                self._send(self._packed(self.registers.answer(asked)), cut=kind == "cut")

    def _packed(self, reply: _Reply) -> _Reply:
        if reply.status != 200 or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return reply
        return _Reply(200, gzip.compress(reply.body, mtime=0), {**reply.headers, "Content-Encoding": "gzip"})

    def _send(self, reply: _Reply, *, cut: bool = False) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if cut else reply.body)
        self.close_connection = cut

    def _endless(self) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        with suppress(OSError):
            while not self.registers.ended.is_set():
                self.wfile.write(b" " * 65536)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.close_connection = True
        with suppress(OSError):
            for _ in range(100):
                self.wfile.write(b"1")
                self.wfile.flush()
                self.registers.ended.wait(0.05)
