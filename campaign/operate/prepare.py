"""Make a site ready to serve: tables, roles, the site's row; refuse, in a sentence, where that is not ours to do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Flask

from campaign import create_app
from campaign.accounts.site import prepare_site
from campaign.campaigns.renew_wordings import renew_wordings
from campaign.clock import now
from campaign.config import Settings
from campaign.db import db
from campaign.desk.health import Grade, check_database, foundations
from campaign.keys import KeyStore
from campaign.operate.glance import glance
from campaign.operate.refusals import SiteNotReady
from campaign.operate.upgrade import upgrade
from campaign.schema import Standing, migrate, standing


@contextmanager
def at_work(app: Flask) -> Iterator[None]:
    """An application context that leaves no connection to the database open."""
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def open_site() -> Flask:
    """The site for a command: made and migrated on the embedded default, elsewhere as it stands and fit to serve.

    Raises SiteNotReady, KeyFault, SettingsError or DatabaseUnavailable.
    """
    settings = Settings.from_environment(os.environ)
    app = create_app(settings)
    with at_work(app):
        if settings.embedded_database:
            make_ready(settings, now())
        require_ready()
    return app


def start_site(settings: Settings, now: datetime) -> Flask:
    """The site for `campaign up`: as `open_site`, and an empty database of a server gets its keys and tables too."""
    seen = glance(settings)
    if seen.fingerprint is None and not settings.embedded_database:
        KeyStore.make(settings.keys_folder)
    app = create_app(settings)
    with at_work(app):
        if settings.embedded_database or standing(seen.revision) is Standing.EMPTY:
            make_ready(settings, now)
        elif standing(seen.revision) is Standing.CURRENT:
            prepare_site(now)
            renew_wordings(now)
        require_ready()
    return app


def make_ready(settings: Settings, now: datetime) -> None:
    """Make or migrate what is missing; an existing SQLite database is backed up first."""
    at = glance(settings).revision
    match standing(at):
        case Standing.EMPTY:
            migrate(db.engine, settings.data_dir)
        case Standing.BEHIND:
            upgrade(settings, now)
        case _:
            pass
    if standing(glance(settings).revision) is Standing.CURRENT:
        prepare_site(now)
        renew_wordings(now)


def require_ready() -> None:
    """Raise SiteNotReady with the first thing that is wrong with database, tables, durability or keys."""
    for check in (check_database(), *foundations()):
        if check.grade is Grade.WRONG:
            raise SiteNotReady(f"{check.found} {check.advice}")
