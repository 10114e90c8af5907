"""A log with entries, and a file of heads of a test's own."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from campaign.audit.record import record
from campaign.config import Settings
from campaign.db import db, transaction
from campaign.keys import KeyStore, keys
from tests.factories.accounts import WHEN


@pytest.fixture
def store(app: Flask) -> KeyStore:
    with app.app_context():
        return keys()


@pytest.fixture
def file(app: Flask) -> Iterator[Path]:
    """Where the app under test keeps its heads; nothing is there yet."""
    settings: Settings = app.extensions["settings"]
    settings.heads_file.unlink(missing_ok=True)
    yield settings.heads_file
    settings.heads_file.unlink(missing_ok=True)


def written(count: int, first: int = 0) -> None:
    """Entries of the command line, one a day; a few have an object and details."""
    for number in range(first, first + count):
        with transaction():
            record(
                None,
                "command line",
                "staff.created",
                f"staff {number}",
                WHEN + timedelta(days=number),
                subject=f"staff {number}" if number % 2 else None,
                number=number,
            )


def change(statement: str, **values: object) -> None:
    """Do to the database what its writer could do."""
    with transaction() as session:
        session.connection().execute(text(statement), values)
    db.session.expire_all()


def ids() -> list[int]:
    with db.engine.connect() as connection:
        return list(connection.execute(text("SELECT id FROM audit_entry ORDER BY id")).scalars())
