"""What is measured: each measure takes one figure a round and says what was wrong with it."""

import itertools
import json
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from urllib.parse import quote

from bench import trackers
from bench.load import Load, drive, get, post
from bench.stand import ROOT, Site, Stand
from campaign.sample.words import SLUG

LETTERS = 3000
CONNECTIONS = 8
SCANNED = 500  # mailed links that scanners open, over and over

# The same columns, sealed as they are stored, in the order of the list.
COPY = (
    "\\copy (SELECT s.id, encode(s.sealed, 'hex'), s.country, s.created_at, s.confirmed_at, t.language, t.version, t.sha256,"
    " w.sha256, s.public_name IS NOT NULL, s.wants_updates FROM signature s JOIN campaign_text t ON t.id = s.text_id"
    " JOIN consent_wording w ON w.id = s.wording_id JOIN campaign c ON c.id = s.campaign_id"
    f" WHERE c.slug = '{SLUG}' AND s.state = 'confirmed' ORDER BY s.id) TO '/dev/null' CSV HEADER"
)


@dataclass
class Findings:
    """What the rounds found besides the figures."""

    faults: list[str] = field(default_factory=list)
    notes: dict[str, list[float]] = field(default_factory=dict)
    client_cpu: list[float] = field(default_factory=list)

    def note(self, name: str, value: float) -> None:
        """Keep a figure that is shown beside the ratios."""
        self.notes.setdefault(name, []).append(value)


class Measures:
    """One method a measure; each answers a rate per second, or seconds."""

    def __init__(self, stand: Stand, seconds: float) -> None:
        self._stand = stand
        self._seconds = seconds
        self._numbers = itertools.count(int(time.time()) % 1_000_000)
        self._tokens: list[str] = []
        self.found = Findings()
        self.by_name: dict[str, Callable[[], float]] = {
            "bare GET": lambda: self._bare(200),
            "page": self._page,
            "bare POST": lambda: self._bare(303),
            "sign": lambda: self._sign(stand.server_site),
            "confirm": self._confirm,
            "link page": self._link_page,
            "sign on SQLite": lambda: self._sign(stand.embedded_site),
            "copy": self._copy,
            "export": self._export,
            "smtplib": self._smtplib,
            "worker": self._worker,
            "register import": lambda: self._register("store"),
            "json.loads": lambda: self._register("reference"),
        }

    def warm(self, names: set[str], rounds: int) -> None:
        """Start what the measures need and let each answer once, so that no round pays for a start."""
        if names & {"confirm", "link page"}:
            self._tokens = self._stand.server_site.pending(int((rounds + 1) * (self._seconds + 1) * 2000))
        if names & {"page", "sign", "confirm", "link page", "export", "worker"}:
            self._stand.server_site.settle()
        keep, self._seconds = self._seconds, 0.5
        for name in self.by_name:
            if name in names:
                self.by_name[name]()
        self._seconds = keep
        self.found = Findings(faults=self.found.faults)

    def _drive(self, name: str, port: int, requests: Iterator[bytes], status: int) -> Load:
        load = drive(port, requests, self._seconds, connections=CONNECTIONS)
        if wrong := load.others(status):
            self.found.faults.append(f"{name}: {wrong} answers were not {status}: {dict(load.statuses)}")
        self.found.client_cpu.append(load.cpu / load.seconds)
        self.found.note(f"{name} /s", load.rate(status))
        self.found.note(f"{name} p50 ms", load.percentile(0.5))
        self.found.note(f"{name} p95 ms", load.percentile(0.95))
        return load

    def _bare(self, status: int) -> float:
        if status == 200:
            load = self._drive("bare GET", self._stand.bare.port, itertools.repeat(get("/")), 200)
        else:
            requests = (post("/", self._form(number, "token")) for number in self._numbers)
            load = self._drive("bare POST", self._stand.bare.port, requests, 303)
        return load.rate(status)

    def _page(self) -> float:
        site = self._stand.server_site
        load = self._drive("page", site.web.port, itertools.repeat(get(f"/c/{SLUG}")), 200)
        if b'name="form_token"' not in load.body:
            self.found.faults.append("page: the answer has no form")
        return load.rate(200)

    @staticmethod
    def _form(number: int, token: str) -> str:
        return (
            f"name=Tess+Holwick&email=bench{number}.{time.time_ns()}%40example.org&country=GB&city=Leeds&agree=y"
            f"&form_token={quote(token)}"
        )

    def _sign(self, site: Site) -> float:
        name = "sign" if site is self._stand.server_site else "sign on SQLite"
        token = site.form_token()
        signatures, letters = site.entries()
        requests = (post(f"/c/{SLUG}/sign", self._form(number, token), number=number) for number in self._numbers)
        load = self._drive(name, site.web.port, requests, 303)
        signed, written = (after - before for after, before in zip(site.entries(), (signatures, letters), strict=True))
        if not signed == written == load.statuses[303]:
            self.found.faults.append(f"{name}: {load.statuses[303]} answers, {signed} rows, {written} letters")
        return load.rate(303)

    def _confirm(self) -> float:
        site = self._stand.server_site
        before, had = site.confirmed(), len(self._tokens)
        requests = (
            post(f"/s/{self._tokens.pop()}", "decision=confirm", number=number)
            for number in self._numbers
            if self._tokens
        )
        load = self._drive("confirm", site.web.port, itertools.islice(requests, had), 303)
        if not site.confirmed() - before == load.statuses[303] == had - len(self._tokens):
            self.found.faults.append(f"confirm: {load.statuses[303]} answers, {site.confirmed() - before} confirmed")
        if not self._tokens:
            self.found.faults.append("confirm: the links ran out before the time")
        return load.rate(303)

    def _link_page(self) -> float:
        """A wave of mail scanners: every link is opened, and no button pressed."""
        site = self._stand.server_site
        before = site.confirmed()
        links = itertools.cycle(self._tokens[:SCANNED])
        load = self._drive("link page", site.web.port, (get(f"/s/{token}") for token in links), 200)
        if b'value="confirm"' not in load.body:
            self.found.faults.append("link page: the answer has no button")
        if site.confirmed() != before:
            self.found.faults.append("link page: looking confirmed somebody")
        return load.rate(200)

    def _register(self, what: str) -> float:
        """Trials a second, each time in a process of its own."""
        run = trackers.alone(what, self._stand.studies)
        if run["trials"] != trackers.TRIALS:
            self.found.faults.append(f"{what}: {run['trials']:,.0f} of {trackers.TRIALS:,} trials were read")
        self.found.note(f"{what} peak MB", run["peak_mb"])
        return run["trials"] / run["seconds"]

    def _copy(self) -> float:
        site, program = self._stand.server_site, self._stand.postgres.binaries / "psql"
        assert site.web.child.running
        start = time.perf_counter()
        subprocess.run([program, "-qX", self._stand.database_url, "-c", COPY], check=True, capture_output=True)
        seconds = time.perf_counter() - start
        self.found.note("copy s", seconds)
        return seconds

    def _child(self, measure: str, environment: dict[str, str]) -> dict[str, float]:
        done = subprocess.run(
            [sys.executable, "-m", "bench.child", measure],
            env={"PATH": "/usr/bin:/bin", **environment},
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return figures

    def _export(self) -> float:
        site = self._stand.server_site
        confirmed = site.confirmed()
        figures = self._child("export", site.environment)
        if figures["rows"] != confirmed:
            self.found.faults.append(f"export: {figures['rows']:.0f} rows of {confirmed} confirmed")
        self.found.note("export s", figures["seconds"])
        self.found.note("export rows", figures["rows"])
        self.found.note("export growth MB", figures["growth"])
        self.found.note("export first byte s", figures["first"])
        return figures["seconds"]

    def _smtplib(self) -> float:
        """Letters a second: bytes that are ready, a hundred over one connection."""
        letter = EmailMessage()
        letter["Subject"], letter["From"], letter["To"] = "Please confirm", "sign@example.org", "person@example.net"
        letter.set_content("Hello,\n\n" + "one line of text, seventy characters or so, as a letter has them....\n" * 12)
        letter.add_alternative("<p>Hello</p>" + "<p>one paragraph of text</p>\n" * 20, subtype="html")
        raw = letter.as_bytes(policy=policy.SMTP)
        sent, start, before = 0, time.perf_counter(), self._stand.sink.count
        while time.perf_counter() - start < self._seconds:
            with smtplib.SMTP("127.0.0.1", self._stand.sink.port) as connection:
                for _ in range(100):
                    connection.sendmail("sign@example.org", ["person@example.net"], raw)
                    sent += 1
        if self._stand.sink.count - before != sent:
            self.found.faults.append(f"smtplib: {sent} sent, {self._stand.sink.count - before} arrived")
        rate = sent / (time.perf_counter() - start)
        self.found.note("smtplib /s", rate)
        return rate

    def _worker(self) -> float:
        """Letters a second of one run of the mail worker, from rows to the sink."""
        site, sink = self._stand.server_site, self._stand.sink
        site.pending(LETTERS, letters=True)
        owed, before = site.waiting(), sink.count
        figures = self._child("deliver", site.environment | {"CAMPAIGN_SMTP_URL": f"smtp://127.0.0.1:{sink.port}"})
        if not sink.count - before == figures["letters"] == owed or site.waiting():
            self.found.faults.append(
                f"worker: {owed} owed, {figures['letters']:.0f} sent, {sink.count - before} arrived, {site.waiting()} left"
            )
        rate = figures["letters"] / figures["seconds"]
        self.found.note("worker /s", rate)
        return rate
