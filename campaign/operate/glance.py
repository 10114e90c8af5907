"""A look at a database without the site: before keys exist, before tables exist, without making anything."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from campaign.config import Settings
from campaign.db import DatabaseUnavailable
from campaign.schema import revision


@dataclass(frozen=True)
class Glance:
    """What a database says of itself: the migration it is at, and the name of the keys it was made with."""

    revision: str | None
    fingerprint: str | None


def bare_engine(settings: Settings, **options: Any) -> Engine:
    """An engine without pool and guards on the database of these settings."""
    sqlite = settings.database.startswith("sqlite")
    arguments = {} if sqlite else {"connect_timeout": 5, "application_name": "countersign-shell"}
    return create_engine(settings.database, poolclass=NullPool, connect_args=arguments, **options)


def is_sqlite(settings: Settings) -> bool:
    """Whether the database is one file on this machine."""
    return settings.database.startswith("sqlite")


def sqlite_file(settings: Settings) -> str:
    """Path of the database file of a SQLite site."""
    return make_url(settings.database).database or ""


def glance(settings: Settings) -> Glance:
    """Look at the database of these settings; a missing SQLite file is an empty one. Raises DatabaseUnavailable."""
    if is_sqlite(settings) and not Path(sqlite_file(settings)).exists():
        return Glance(None, None)
    engine = bare_engine(settings)
    try:
        with engine.connect() as connection:
            at = revision(connection)
            made_with = None
            if inspect(connection).has_table("site"):
                made_with = connection.execute(text("SELECT key_fingerprint FROM site")).scalar()
            return Glance(at, made_with)
    except DBAPIError as error:
        raise DatabaseUnavailable(type(error.orig).__name__) from error
    finally:
        engine.dispose()
