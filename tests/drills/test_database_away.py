"""The database of a running site goes away and comes back: readers keep the page, and no entry is lost unsaid."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from campaign.signatures.models import Signature
from tests.drills.running import Running
from tests.servers.blackhole import FaultyWire
from tests.servers.process import wait_until
from tests.servers.smtp import MailServer
from tests.visitor import Answer, Visitor

TYPED = {
    "name": "Ida “Countess” Lovelace", "email": "ada@example.org", "country": "DE", "city": "Ōsaka",
    "comment": "Because of <all> of it.", "agree": "y", "updates": "y",
}  # fmt: skip


def refused_with_all_that_was_typed(answer: Answer) -> None:
    """The answer says that nothing was recorded, when to come back, and holds the form as it was filled in."""
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "30"
    assert "Your signature was NOT recorded." in answer.said
    form = answer.form("Sign")
    assert {name: form.values[name] for name in TYPED} == {name: [value] for name, value in TYPED.items()}
    assert "show" not in form.values


def signatures(running: Running) -> int:
    with running.rows() as session:
        return session.scalar(select(func.count()).select_from(Signature)) or 0


@pytest.fixture
def wired(new_database: Callable[[str], str], start_on: Callable[..., Running]) -> tuple[Running, FaultyWire]:
    """A site whose one web process reaches its PostgreSQL over a wire that can be cut."""
    address = urlsplit(new_database("postgresql"))
    wire = FaultyWire(address.port or 5432)
    through = address._replace(netloc=address.netloc.replace(f":{address.port}", f":{wire.port}")).geturl()
    return start_on("postgresql", CAMPAIGN_DATABASE_URL=through, CAMPAIGN_WEB_WORKERS="1"), wire


def test_a_postgresql_that_goes_away_costs_nobody_what_they_typed(
    wired: tuple[Running, FaultyWire], smtp_server: MailServer
) -> None:
    running, wire = wired
    visitor = Visitor(running.site.url)
    page = visitor.get(f"/c/{running.slug}")
    wait_until("ready", lambda: visitor.get("/readyz").status == 200, seconds=40, every=0.2)
    wire.cut()
    end = time.monotonic() + 6  # the page is kept for five seconds anyway
    while time.monotonic() < end:
        stale = visitor.get(f"/c/{running.slug}")
        assert stale.status == 200
        assert "Sign this petition" in stale.said
    refused_with_all_that_was_typed(visitor.press(page, "Sign", **TYPED))
    assert visitor.get("/readyz").status == 503
    assert visitor.get("/healthz").status == 200
    unknown = visitor.get("/c/never-heard-of")
    assert (unknown.status, unknown.headers["Retry-After"]) == (503, "30")
    assert "We cannot reach our database" in unknown.said

    wire.mend()
    again = visitor.press(page, "Sign", **TYPED)
    assert (again.status, again.location) == (303, f"/c/{running.slug}/check-mail")
    assert signatures(running) == 1
    wait_until("the letter", lambda: len(smtp_server.mails_to("ada@example.org")) == 1, seconds=30)
    wait_until("ready again", lambda: visitor.get("/readyz").status == 200, seconds=30, every=0.2)
    wire.close()


def test_a_sqlite_that_somebody_else_writes_for_long_costs_nobody_what_they_typed(
    start_on: Callable[..., Running], smtp_server: MailServer
) -> None:
    running = start_on("sqlite")
    visitor = Visitor(running.site.url)
    page = visitor.get(f"/c/{running.slug}")
    with closing(sqlite3.connect(running.site.folder / "var" / "countersign.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused_with_all_that_was_typed(visitor.press(page, "Sign", **TYPED))
        assert visitor.get(f"/c/{running.slug}").status == 200
        assert visitor.get("/healthz").status == 200
        other.execute("ROLLBACK")
    again = visitor.press(page, "Sign", **TYPED)
    assert (again.status, again.location) == (303, f"/c/{running.slug}/check-mail")
    assert signatures(running) == 1
    wait_until("the letter", lambda: len(smtp_server.mails_to("ada@example.org")) == 1, seconds=30)
