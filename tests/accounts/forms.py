"""Filling in forms as a browser does: the CSRF token comes from the page."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


def csrf_token(page: TestResponse) -> str:
    """The CSRF token of the first form on a page."""
    found = _TOKEN.search(page.text)
    assert found, page.text
    return found[1]


def send(client: FlaskClient, path: str, *, to: str = "", **fields: str | list[str]) -> TestResponse:
    """Open a page, fill in its form and send it; to another address when the form says so."""
    page = client.get(path)
    return client.post(to or path, data={"csrf_token": csrf_token(page), **fields})
