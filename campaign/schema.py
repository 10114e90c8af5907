"""Which migration a database is at, and bringing it to this code's. Works on a bare connection, without the site."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_LOCK = 0x436F7574  # one number for pg_advisory_lock: one process migrates at a time


# Structures of the site's search that a database keeps for itself, and no model knows: FTS5 tables, a generated column
# with its index.
_OF_SEARCH = ("search_words", "ix_search_document_words")


def is_modelled(item: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Whether Alembic should compare something that it found with the models (its `include_object`)."""
    found = name or ""
    if kind == "column":
        return (str(getattr(item, "table", "")), found) != ("search_document", "words")
    return not (reflected and found.startswith(_OF_SEARCH))


class Standing(StrEnum):
    """How a database stands to this code."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    UNKNOWN = "unknown"  # made by a newer version, or by something else


def known_revisions() -> list[str]:
    """Names of all migrations of this code, newest first."""
    return [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]


def revision(connection: Connection) -> str | None:
    """The migration a database is at; None when none ever ran."""
    return MigrationContext.configure(connection).get_current_revision()


def standing(at: str | None) -> Standing:
    """How a database at migration `at` stands to this code."""
    known = known_revisions()
    if at is None:
        return Standing.EMPTY
    if at not in known:
        return Standing.UNKNOWN
    return Standing.CURRENT if at == known[0] else Standing.BEHIND


def migrate(engine: Engine, lock_folder: Path) -> None:
    """Bring the database of the running app to the newest migration; others who want the same wait until it is done."""
    with _alone(engine, lock_folder):
        migrations = current_app.extensions["migrate"].migrate
        command.upgrade(migrations.get_config(), "head")


@contextmanager
def _alone(engine: Engine, lock_folder: Path) -> Iterator[None]:
    if engine.dialect.name == "sqlite":
        lock_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (lock_folder / "migrate.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    else:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Waiting for the other one may take longer than any statement of the site may.
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
                connection.invalidate()  # its settings are not for the next one who takes it from the pool
