"""Whether the site is ready: its database, its keys and its worker. Sentences here name no secret and no person."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from campaign.accounts.models import Site
from campaign.db import UtcDateTime, db, durability_faults, transaction
from campaign.desk.models import Heartbeat
from campaign.keys import keys
from campaign.schema import Standing, revision, standing

# Two processes of one machine may be first at once, so this is one statement.
_BEAT = sql(
    "INSERT INTO heartbeat (machine, at) VALUES (:machine, :at) ON CONFLICT (machine) DO UPDATE SET at = excluded.at"
).bindparams(bindparam("at", type_=UtcDateTime()))
WORKER_SILENT = timedelta(seconds=60)
FORGET_MACHINE = timedelta(days=1)


class Grade(StrEnum):
    """What a check found."""

    RIGHT = "right"
    NOTE = "note"  # works, and somebody should know
    WRONG = "wrong"


@dataclass(frozen=True)
class Check:
    """One thing looked at: what was found in a sentence, and what to do about it."""

    name: str
    grade: Grade
    found: str
    advice: str = ""


def right(name: str, found: str) -> Check:
    """A check that found nothing to do."""
    return Check(name, Grade.RIGHT, found)


def note(name: str, found: str, advice: str = "") -> Check:
    """A check that found something to know."""
    return Check(name, Grade.NOTE, found, advice)


def wrong(name: str, found: str, advice: str = "") -> Check:
    """A check that found something to mend."""
    return Check(name, Grade.WRONG, found, advice)


def beat(now: datetime) -> None:
    """Record that the worker on this machine is alive, in a transaction of its own."""
    machine = socket.gethostname()
    with transaction() as session:
        session.execute(_BEAT, {"machine": machine, "at": now})
        session.execute(delete(Heartbeat).where(Heartbeat.at < now - FORGET_MACHINE))


def readiness(now: datetime) -> list[Check]:
    """Everything that must be right before visitors are sent here. Never raises; a failed check says so."""
    reached = check_database()
    if reached.grade is Grade.WRONG:
        return [reached]
    return [reached, *foundations(), check_worker(now)]


def foundations() -> list[Check]:
    """What must be right before the site may serve at all, given that the database answers."""
    migrations = check_migrations()
    if migrations.grade is Grade.WRONG:
        return [migrations, check_durability()]
    return [migrations, check_durability(), check_fingerprint()]


def _guarded(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except SQLAlchemyError as error:
        return wrong(name, f"The database did not answer ({_cause(error)}).", "See that it runs and takes connections.")


def _cause(error: SQLAlchemyError) -> str:
    return type(getattr(error, "orig", None) or error).__name__


def check_database() -> Check:
    """Whether the database answers a query."""

    def look() -> Check:
        with db.engine.connect() as connection:
            connection.execute(select(1))
        return right("database", {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[db.engine.dialect.name] + " answers.")

    return _guarded("database", look)


def check_durability() -> Check:
    """Whether an acknowledged write survives a loss of power."""

    def look() -> Check:
        faults = durability_faults()
        if not faults:
            return right("durability", "An acknowledged signature survives a loss of power.")
        return wrong(
            "durability", f"{'; '.join(faults)}.", "Mend the database's configuration; the site does not start so."
        )

    return _guarded("durability", look)


def check_migrations() -> Check:
    """Whether the tables are this code's."""

    def look() -> Check:
        with db.engine.connect() as connection:
            at = revision(connection)
        return migrations_check(at)

    return _guarded("migrations", look)


def migrations_check(at: str | None) -> Check:
    """What a database at migration `at` means for this code."""
    match standing(at):
        case Standing.CURRENT:
            return right("migrations", f"The tables are this version's ({at}).")
        case Standing.EMPTY:
            return wrong("migrations", "The database is empty.", "Run `campaign upgrade` to make the tables.")
        case Standing.BEHIND:
            return wrong("migrations", f"The database is at {at}, behind this version.", "Run `campaign upgrade`.")
        case _:
            return wrong(
                "migrations",
                f"The database is at {at}, which this version does not know.",
                "Install the version that made it, or a newer one.",
            )


def check_fingerprint() -> Check:
    """Whether this database was made with these keys."""

    def look() -> Check:
        with db.engine.connect() as connection:
            made_with = connection.execute(select(Site.key_fingerprint)).scalar()
        if made_with is None:
            return wrong("site", "The database has no site yet.", "Run `campaign up` or `campaign upgrade`.")
        if made_with != keys().fingerprint():
            return wrong(
                "fingerprint",
                f"The database was made with other keys ({made_with}, here {keys().fingerprint()}).",
                "Restore the key folder that belongs to it.",
            )
        return right("fingerprint", f"The keys belong to this database ({made_with}).")

    return _guarded("fingerprint", look)


def check_worker(now: datetime) -> Check:
    """Whether a worker has shown a sign of life within a minute."""

    def look() -> Check:
        with db.engine.connect() as connection:
            machines, last = connection.execute(
                select(func.count(), func.max(Heartbeat.at, type_=Heartbeat.at.type)).where(
                    Heartbeat.at >= now - WORKER_SILENT
                )
            ).one()
            ever = connection.execute(select(func.max(Heartbeat.at, type_=Heartbeat.at.type))).scalar()
        if machines:
            age = max(0, round((now - last).total_seconds()))
            return right("worker", f"Sign of life {age} s ago{f', {machines} machines' if machines > 1 else ''}.")
        said = "never showed a sign of life" if ever is None else f"is silent since {ever:%Y-%m-%d %H:%M:%S} UTC"
        return wrong(
            "worker", f"The worker {said}.", "Start it: `campaign up`, or `campaign worker` beside `campaign web`."
        )

    return _guarded("worker", look)
