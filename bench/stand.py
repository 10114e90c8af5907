"""The test stand: servers, sites and databases that a measurement needs, each started when it is first asked for."""

import os
import re
import shutil
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import func, insert, select, text

from bench import trackers
from bench.sink import Sink
from campaign import create_app
from campaign.accounts.site import prepare_site
from campaign.clock import now
from campaign.config import Settings
from campaign.db import db, transaction
from campaign.keys import KeyStore
from campaign.mail.models import Message, MessageState, Priority
from campaign.sample.load_sample import load_sample
from campaign.sample.words import SLUG
from campaign.sealed import address_tag, seal
from campaign.signatures.models import Signature, SignatureState
from campaign.tokens import make_link_token, new_public_id
from tests.servers.postgres import Postgres
from tests.servers.process import Child, free_port, scratch
from tests.servers.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = 100_000
CHUNK = 2000
START = 120.0  # seconds a web server may take to answer for the first time, on a busy machine


class Web:
    """gunicorn with two sync workers on a free port."""

    def __init__(self, target: str, folder: Path, environment: dict[str, str]) -> None:
        self.port = free_port()
        outside = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGN_")}
        self.child = Child(
            [
                *(sys.executable, "-m", "gunicorn", target, "--chdir", ROOT, "--workers", "2"),
                *("--bind", f"127.0.0.1:{self.port}", "--log-level", "warning"),
            ],
            log=folder / f"web-{self.port}.log",
            env=outside | environment,
        )
        self.child.wait_until_ready(target, self._answers, seconds=START)

    def _answers(self) -> bool:
        """Whether a worker has answered: the port is open long before one is ready."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=START) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


class Site:
    """A site with the sample campaign in a database of its own, and its web server."""

    def __init__(self, folder: Path, people: int, organizations: int, settings: dict[str, str]) -> None:
        self.folder = folder
        self.environment = {
            "CAMPAIGN_DATA_DIR": str(folder),
            "CAMPAIGN_FORM_MIN_SECONDS": "0",
            "CAMPAIGN_TRUSTED_PROXIES": "1",
            **settings,
        }
        KeyStore.make(folder / "keys")
        self.app: Flask = create_app(Settings.from_environment(self.environment))
        with self.app.app_context():
            flask_migrate.upgrade()
            prepare_site(now())
            load_sample(people, organizations, lambda _, __: None, now())
        self.web = Web("campaign:create_app()", folder, self.environment)

    @contextmanager
    def database(self) -> Iterator[Any]:
        """A session for looking and filling; nothing is held afterwards."""
        with self.app.app_context():
            yield db.session
            db.session.close()

    def form_token(self) -> str:
        """The hidden token of the sign form, from the public page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.web.port}/c/{SLUG}", timeout=30) as answer:
            page = answer.read().decode()
        found = re.search(r'name="form_token" value="([^"]+)"', page) or re.search(
            r'value="([^"]+)"[^>]*name="form_token"', page
        )
        if found is None:
            raise RuntimeError("the campaign page has no form_token")
        return found[1]

    def entries(self) -> tuple[int, int]:
        """How many signatures and how many letters there are."""
        with self.database() as session:
            signatures = session.scalar(select(func.count()).select_from(Signature))
            letters = session.scalar(select(func.count()).select_from(Message))
            return signatures, letters

    def confirmed(self) -> int:
        """How many signatures count."""
        with self.database() as session:
            where = Signature.state == SignatureState.CONFIRMED
            return int(session.scalar(select(func.count()).select_from(Signature).where(where)) or 0)

    def pending(self, count: int, *, letters: bool = False) -> list[str]:
        """Add people who have not confirmed, and with `letters` a letter due to each; answers their links' tokens."""
        with self.database() as session:
            id_, public_id, text_id, wording_id = session.execute(
                text("SELECT id, public_id, text_id, wording_id FROM campaign WHERE slug = :slug"), {"slug": SLUG}
            ).one()
            tokens: list[str] = []
            for start in range(0, count, CHUNK):
                ids = [new_public_id() for _ in range(min(CHUNK, count - start))]
                tokens += [make_link_token("confirm", each) for each in ids]
                with transaction():
                    rows = [_pending(each, id_, bytes(public_id), text_id, wording_id) for each in ids]
                    added = session.scalars(
                        insert(Signature).returning(Signature.id, sort_by_parameter_order=True), rows
                    )
                    if letters:
                        session.execute(insert(Message), [_letter(each, id_) for each in added.all()])
        return tokens

    def waiting(self) -> int:
        """How many letters are owed."""
        with self.database() as session:
            where = Message.state == MessageState.WAITING
            return int(session.scalar(select(func.count()).select_from(Message).where(where)) or 0)

    def settle(self) -> None:
        """Let the planner know what is in the tables."""
        with self.database() as session, transaction():
            session.execute(text("ANALYZE"))


def _pending(public_id: bytes, campaign_id: int, campaign: bytes, text_id: int, wording_id: int) -> dict[str, Any]:
    address = f"{public_id.hex()}@example.org"
    since = now() - timedelta(hours=1)
    return {
        "public_id": public_id,
        "campaign_id": campaign_id,
        "text_id": text_id,
        "wording_id": wording_id,
        "state": SignatureState.PENDING,
        "canonical_tag": address_tag(campaign_id, address),
        "exact_tag": address_tag(campaign_id, address),
        "sealed": seal("signature", campaign, public_id, {"email": address, "name": "Tess Holwick"}),
        "country": "GB",
        "mails_since": since,
        "mailed_at": since,
        "created_at": since,
    }


def _letter(signature_id: int, campaign_id: int) -> dict[str, Any]:
    return {
        "public_id": new_public_id(),
        "kind": "signatures.please_confirm",
        "about_id": signature_id,
        "campaign_id": campaign_id,
        "priority": Priority.PERSON,
        "state": MessageState.WAITING,
        "due_at": now(),
        "created_at": now(),
    }


class Stand:
    """Everything that measurements need. Close it, and nothing of it runs or lies about."""

    def __init__(self, people: int = PEOPLE) -> None:
        self._people = people
        self._running = ExitStack()
        self.folder = scratch("bench", in_memory=False)
        self._running.callback(shutil.rmtree, self.folder, ignore_errors=True)

    def close(self) -> None:
        """Stop all of it."""
        self._running.close()

    @cached_property
    def bare(self) -> Web:
        """The reference."""
        web = Web("bench.bare:app", self.folder, {})
        self._running.callback(web.child.stop)
        return web

    @cached_property
    def postgres(self) -> Postgres:
        """PostgreSQL with its data on disk and every durability setting on."""
        server = Postgres(durable=True, in_memory=False)
        self._running.callback(server.close)
        return server.start()

    @cached_property
    def valkey(self) -> Valkey:
        """The broker of the PostgreSQL site."""
        server = Valkey()
        self._running.callback(server.close)
        return server.start()

    @cached_property
    def sink(self) -> Sink:
        """A mail server that takes everything at once and counts."""
        sink = Sink()
        self._running.callback(sink.close)
        return sink

    @cached_property
    def database_url(self) -> str:
        """The database of the PostgreSQL site."""
        return self.postgres.create_database("bench")

    @cached_property
    def server_site(self) -> Site:
        """The site on PostgreSQL and Valkey, with 100,000 signatures."""
        settings = {"CAMPAIGN_DATABASE_URL": self.database_url, "CAMPAIGN_BROKER_URL": self.valkey.url()}
        return self._site("server", self._people, 747, settings)

    @cached_property
    def studies(self) -> Path:
        """A file of generated studies, as the API of ClinicalTrials.gov sends them."""
        path = self.folder / "studies.json"
        trackers.write_studies(path, trackers.TRIALS)
        return path

    @cached_property
    def embedded_site(self) -> Site:
        """The embedded default: SQLite and a folder for a queue."""
        return self._site("embedded", 1000, 20, {})

    def _site(self, name: str, people: int, organizations: int, settings: dict[str, str]) -> Site:
        folder = self.folder / name
        folder.mkdir()
        site = Site(folder, people, organizations, settings)
        self._running.callback(site.web.child.stop)
        return site
