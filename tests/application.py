"""The app under test: one per database and process, migrated once, emptied after each test.

- `app`, `client`: a test that asks for one of them runs on each database (see `--database`).
- `address`: the same for a real browser.
- `session`: for tests that call verbs; an application context is open. Do not mix it with `client`: a request made
  inside an open application context shares its session.
- `wakes`: what `queue.wake` was asked for, as (task, ids). Nothing runs by itself; a test that needs the work done
  calls the verb that the task calls. Stories run the real worker: `start_site`.
"""

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, MetaData
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from campaign import create_app
from campaign.config import Settings
from campaign.db import db
from campaign.keys import KeyStore
from tests.servers.site import Site

# What every test's site is set to; a test that needs something else makes an app of its own.
SETTINGS = {"CAMPAIGN_BASE_URL": "http://localhost", "CAMPAIGN_FORM_MIN_SECONDS": "0"}


class Wakes(list[tuple[str, tuple[int, ...]]]):
    """Stands in for the thread that publishes wake-ups, and remembers them."""

    def put(self, task: str, ids: tuple[int, ...]) -> None:
        self.append((task, ids))


@pytest.fixture(scope="session")
def app(database_url: str, scratch_folder: Path) -> Iterator[Flask]:
    """The site on a migrated database."""
    data = scratch_folder / database_url.partition(":")[0]
    KeyStore.make(data / "keys")
    settings = SETTINGS | {"CAMPAIGN_DATABASE_URL": database_url, "CAMPAIGN_DATA_DIR": str(data)}
    site = create_app(Settings.from_environment(settings))
    site.testing = True
    site.extensions["waker"] = Wakes()
    site.extensions["security"].pwd_context.update(argon2__rounds=1, argon2__memory_cost=64, argon2__parallelism=1)
    with site.app_context():
        flask_migrate.upgrade()
    yield site
    with site.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empties the database after each test that has one."""
    if "app" not in request.fixturenames:
        yield
        return
    site: Flask = request.getfixturevalue("app")
    site.extensions["waker"].clear()
    site.extensions["site_cache"].forget()
    site.extensions.pop("kept", None)
    site.extensions.pop("pictures", None)
    yield
    with site.app_context():
        empty(db.engine, db.metadata)


def empty(engine: Engine, metadata: MetaData) -> None:
    """Delete every row of every table, and start the ids from one again."""
    with engine.begin() as connection:
        names = connection.exec_driver_sql(_which_are_filled(metadata)).scalars().all()
        if not names:
            return
        if engine.dialect.name == "postgresql":
            quoted = ", ".join(f'"{name}"' for name in names)
            connection.exec_driver_sql(f"TRUNCATE {quoted} RESTART IDENTITY CASCADE")
        else:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for name in names:
                connection.exec_driver_sql(f'DELETE FROM "{name}"')


@functools.cache
def _which_are_filled(metadata: MetaData) -> str:
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in metadata.tables)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser without scripts."""
    return app.test_client()


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


def _until_sent(body: Any) -> Iterator[bytes]:
    """An answer's parts. Its file is closed also when the browser has gone; Werkzeug's server leaves that to chance."""
    try:
        yield from body
    finally:
        body.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the app under test answers a browser: it is served by a thread."""

    def closing(environ: Any, start_response: Any) -> Iterator[bytes]:
        return _until_sent(app(environ, start_response))

    server = make_server("127.0.0.1", 0, closing, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The database session of an open application context."""
    with app.app_context():
        yield db.session()


@pytest.fixture
def wakes(app: Flask) -> Wakes:
    """The wake-ups of this test so far."""
    recorded: Wakes = app.extensions["waker"]
    return recorded


@pytest.fixture
def start_site(scratch_folder: Path, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Starts real sites, web and worker processes and all: `start_site(CAMPAIGN_SMTP_URL=smtp_server.url)`."""
    with contextlib.ExitStack() as running:

        def start(**settings: str) -> Site:
            site = Site(scratch_folder / f"{tmp_path.name}-{len(started)}", settings)
            started.append(site)
            running.callback(site.stop)
            return site.start()

        started: list[Site] = []
        yield start
