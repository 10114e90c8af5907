"""Fixtures of drills."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from tests.drills.running import Running
from tests.mail.site import greetings, smtp
from tests.servers.site import Site
from tests.servers.smtp import MailServer

__all__ = ["greetings", "smtp"]


@pytest.fixture
def start_on(
    new_database: Callable[[str], str], smtp_server: MailServer, scratch_folder: Path, tmp_path: Path
) -> Iterator[Callable[..., Running]]:
    """Starts a real site with an open campaign: `start_on("postgresql", CAMPAIGN_WEB_WORKERS="1")`.

    It takes forms at once and without limit, so that one machine can stand for many.
    """
    with ExitStack() as running:

        def start(kind: str, **settings: str) -> Running:
            base = {
                "CAMPAIGN_SMTP_URL": smtp_server.url,
                "CAMPAIGN_FORM_MIN_SECONDS": "0",
                "CAMPAIGN_SIGN_SOFT_PER_HOUR": "0",
                "CAMPAIGN_SIGN_HARD_PER_HOUR": "0",
            }
            if "CAMPAIGN_DATABASE_URL" not in settings:
                base["CAMPAIGN_DATABASE_URL"] = new_database(kind)
            site = Site(scratch_folder / tmp_path.name, base | settings)
            running.callback(site.stop)
            return Running(site.start())

        yield start


@pytest.fixture
def start_running(database_url: str, start_on: Callable[..., Running]) -> Callable[..., Running]:
    """The same on each database."""
    return partial(start_on, database_url.partition(":")[0])
