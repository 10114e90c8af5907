"""What the tests of mail share."""

from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from campaign.config import Settings
from tests.mail.letters import TEMPLATES, people
from tests.servers.smtp import MailServer


@pytest.fixture(autouse=True)
def greetings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Gives the app under test the templates of the tests' own kind of letter."""
    people.clear()
    if "app" in request.fixturenames:
        app: Flask = request.getfixturevalue("app")
        own = DictLoader(TEMPLATES)
        if not isinstance(app.jinja_env.loader, ChoiceLoader):
            app.jinja_env.loader = ChoiceLoader([own, app.jinja_env.loader])  # type: ignore[list-item]
            app.extensions.pop("mail_templates", None)
    return


@pytest.fixture
def smtp(app: Flask, smtp_server: MailServer) -> Iterator[MailServer]:
    """The site sends its mail to this mail server."""
    before = app.extensions["settings"]
    app.extensions["settings"] = with_mail_to(before, smtp_server)
    yield smtp_server
    app.extensions["settings"] = before


def with_mail_to(settings: Settings, server: MailServer, **changes: object) -> Settings:
    """The same settings with this mail server."""
    return settings.__class__(**{**settings.__dict__, "smtp_url": server.url, **changes})
