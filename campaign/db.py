"""The database: models' base, session, the one place that commits, and guards against stray writes."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, MetaData, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time; a naive one is refused, and SQLite's naive ones come back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite gives out row ids only to columns declared INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every table. Constraint names follow one convention, so code can turn them into sentences."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UtcDateTime()})


def words(kind: type[StrEnum], name: str) -> Enum:
    """Column type for a StrEnum: stored by value as text, held by a CHECK constraint called `name`."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=max(24, *(len(member.value) for member in kind)),
        values_callable=lambda members: [member.value for member in members],
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

# How a row is locked for an edit (`with_for_update=`): other editors wait, and whoever adds a row that refers to it, a
# signature or a letter, does not.
FOR_EDIT = {"key_share": True}

_OPEN = "callbacks after commit"
REST_SECONDS = 1.0


class StrayWrite(RuntimeError):
    """Something wrote outside `transaction()`."""


class DatabaseUnavailable(RuntimeError):
    """The database cannot be reached or cannot store anything now. Nothing was recorded."""


@contextmanager
def transaction(*, one_statement: bool = False) -> Iterator[Session]:
    """One use case, one transaction: commits at the end, rolls back on any exception, then runs what waits for it.

    Nesting is an error: what needs the caller's transaction does not open one. With `one_statement` the block promises
    to run a single statement on PostgreSQL, which then commits by itself: one round trip instead of three.
    Raises DatabaseUnavailable when the database is away, full or read-only.
    """
    session = db.session()
    if _OPEN in session.info:
        raise RuntimeError("transaction() inside transaction(): the inner verb must use the caller's")
    # Ends the read transaction of this request, or SQLite would refuse to turn it into a write.
    if session.in_transaction():
        session.commit()
    options = {"begin": "IMMEDIATE"}
    if one_statement and session.get_bind().dialect.name == "postgresql":
        options["isolation_level"] = "AUTOCOMMIT"
    callbacks: list[Callable[[], None]] = []
    session.info[_OPEN] = callbacks
    try:
        session.connection(execution_options=options)
        yield session
        session.commit()
    except BaseException as error:
        session.rollback()
        if isinstance(error, DBAPIError) and is_outage(error):
            raise DatabaseUnavailable(type(error.orig).__name__) from error
        raise
    finally:
        del session.info[_OPEN]
    for callback in callbacks:
        callback()


def after_commit(callback: Callable[[], None]) -> None:
    """Run `callback` once the open transaction has committed, and never if it rolls back."""
    db.session().info[_OPEN].append(callback)


def in_transaction() -> bool:
    """Whether a `transaction()` is open here."""
    return _OPEN in db.session().info


def abandon() -> None:
    """Give up the read transaction of this request after it failed, so that the session can be used again."""
    db.session.rollback()


def is_outage(error: DBAPIError) -> bool:
    """Whether an error says that the database is away, full, locked or read-only, rather than that we asked wrongly."""
    if error.connection_invalidated:
        return True
    name = type(error.orig).__name__
    if isinstance(error.orig, sqlite3.OperationalError):
        return any(
            word in str(error.orig)
            for word in ("locked", "full", "readonly", "read-only", "unable to open", "disk I/O")
        )
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return name in ("OperationalError", "InterfaceError", "ConnectionTimeout")
    # 08 connection, 53 out of resources, 57 operator intervention, 58 system error, 25006 read only,
    # 55P03 lock timeout, 40P01 deadlock
    return state[:2] in ("08", "53", "57", "58") or state in ("25006", "55P03", "40P01", "3D000", "28P01")


def _refuse_stray_flush(session: Session, *_: object) -> None:
    if _OPEN not in session.info and (session.new or session.dirty or session.deleted):
        raise StrayWrite("a write outside transaction()")


def _refuse_stray_statement(state: ORMExecuteState) -> None:
    if _OPEN not in state.session.info and (state.is_insert or state.is_update or state.is_delete):
        raise StrayWrite("a write outside transaction()")


def _configure_sqlite(connection: Any, _: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, see _begin
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        how = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {how}")


def _ping_after_a_rest(connection: Any, record: ConnectionPoolEntry, _: object) -> None:
    """Try a connection that nobody has used for a while before it is handed out; under load none rests that long."""
    if time.monotonic() - record.info.get("used", time.monotonic()) < REST_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise DisconnectionError from error


def _note_use(_: Any, record: ConnectionPoolEntry) -> None:
    record.info["used"] = time.monotonic()


def install_guards(engine: Engine) -> None:
    """Hook the guards on the session and, for SQLite, durability and locking on each connection."""
    if not event.contains(Session, "before_flush", _refuse_stray_flush):
        event.listen(Session, "before_flush", _refuse_stray_flush)
        event.listen(Session, "do_orm_execute", _refuse_stray_statement)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", _ping_after_a_rest)


def durability_faults() -> list[str]:
    """What is wrong with the database's durability, a sentence each; empty when acknowledged writes are safe."""
    engine = db.engine
    faults = []
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            wanted = {"journal_mode": ("wal",), "synchronous": ("2", "3"), "foreign_keys": ("1",)}
            for pragma, good in wanted.items():
                value = str(connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()).lower()
                if value not in good:
                    faults.append(f"SQLite {pragma} is {value}, must be {good[0]}")
        else:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                value = str(connection.exec_driver_sql(f"SHOW {name}").scalar())
                if value == "off":
                    faults.append(f"PostgreSQL {name} is off; an acknowledged signature could be lost")
    return faults
