"""Redirects stay on this site: what the framework builds from a request's Host header loses it.

A route's own slashes, and the library that signs staff in, lead to whole addresses whose host is the one that the
request named. Whoever can make a browser or a cache send another one would lead readers there, so such a redirect
becomes one within the site. Links in letters, feeds and pages are built from the site's own address, never from a
request.
"""

from typing import Final
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, redirect, request

_SLASHES: Final = "/\\"  # as browsers read them


def within_the_site(address: str, host: str) -> str:
    """The path, query and fragment of an address at `host`; any other address as it is."""
    parts = urlsplit(address)
    if not parts.netloc or parts.netloc != host:
        return address
    path = parts.path.lstrip(_SLASHES)  # two of them before a name would be another host
    return urlunsplit(("", "", f"/{path}", parts.query, parts.fragment))


def install(app: Flask) -> None:
    """Look at every redirect."""

    @app.after_request
    def stay(response: Response) -> Response:
        asked = response.headers.get("Location", "")
        there = within_the_site(asked, request.host)
        if there != asked:
            response.headers["Location"] = there
            response.set_data(redirect(there, response.status_code).get_data())  # its page has a link too
        return response
