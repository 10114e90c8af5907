"""A site of a test's own, on a database of its own."""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update

from campaign.accounts.models import Site as SiteRow
from campaign.config import Settings
from campaign.db import db, transaction
from campaign.operate.prepare import at_work
from campaign.operate.prepare import start_site as make_site
from tests.servers.postgres import create_database, find_binaries

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_numbers = itertools.count()


@dataclass
class Ground:
    """Where a new site can be made: its settings as an environment. Nothing is there yet."""

    environment: dict[str, str]

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.environment)

    def site(self) -> Flask:
        """Make or open the site."""
        return make_site(self.settings, NOW)

    def name(self, name: str | None = None) -> str:
        """Set and read the site's name, and leave no connection open."""
        app = self.site()
        with at_work(app):
            if name is not None:
                with transaction() as session:
                    session.execute(update(SiteRow).values(name=name))
            with db.engine.connect() as connection:
                found = connection.execute(text("SELECT name FROM site")).scalar_one()
        return str(found)


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("CAMPAIGN_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def embedded(tmp_path: Path) -> Ground:
    """The embedded default in a new folder."""
    return Ground({"CAMPAIGN_DATA_DIR": str(tmp_path / "var")})


@pytest.fixture
def ground(
    database_url: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    worker_number: int,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Ground]:
    """The embedded default, then an empty PostgreSQL database with its client programs on the search path."""
    environment = {"CAMPAIGN_DATA_DIR": str(tmp_path / "var")}
    if database_url.startswith("postgresql"):
        monkeypatch.setenv("PATH", f"{find_binaries()}{os.pathsep}{os.environ['PATH']}")
        servers: dict[str, Any] = request.getfixturevalue("servers")
        name = f"commands_{worker_number}_{next(_numbers)}"
        environment["CAMPAIGN_DATABASE_URL"] = create_database(servers["postgresql"], name)
    yield Ground(environment)
