"""How long a staff session lives: 30 minutes without use, 12 hours in all.

The session is a signed cookie. It names the member of staff by `Staff.fs_uniquifier`, which changes when they sign out
or change their password, so a copied cookie dies with the session it was copied from.
"""

import secrets
from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
FRESH = timedelta(minutes=5)  # how long a typed password opens what needs one
RESET = timedelta(hours=1)  # how long the link in a letter about a forgotten password is good

STAFF_PATHS = ("/desk", "/setup/", "/invitation/")

Cookie = MutableMapping[str, Any]


class StaffSessions(SecureCookieSessionInterface):
    """Sessions where staff are, and nowhere else: a visitor's request never opens one, so it never sets a cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a staff page; elsewhere one that nothing can be written to."""
        if request.path.startswith(STAFF_PATHS):
            return super().open_session(app, request)
        return self.null_session_class()


def begin(cookie: Cookie, now: datetime) -> None:
    """Start a session at sign-in: a new session id, a new CSRF secret, both clocks at zero."""
    cookie.pop("csrf_token", None)
    cookie["sid"] = secrets.token_urlsafe(16)
    cookie["began"] = cookie["seen"] = int(now.timestamp())


def is_over(cookie: Cookie, now: datetime) -> bool:
    """Whether a session was idle too long or has lived too long; one that does not say when it began is over."""
    moment = int(now.timestamp())
    idle = moment - cookie.get("seen", 0)
    age = moment - cookie.get("began", 0)
    return bool(idle >= IDLE.total_seconds() or age >= ABSOLUTE.total_seconds())


def is_fresh(cookie: Cookie, now: datetime) -> bool:
    """Whether the password was typed in the last five minutes."""
    return bool(0 <= now.timestamp() - cookie.get("fs_paa", 0) < FRESH.total_seconds())


def touch(cookie: Cookie, now: datetime) -> None:
    """Note that the session was used. At most once a minute, so that not every answer sets a cookie."""
    if int(now.timestamp()) - cookie.get("seen", 0) >= 60:
        cookie["seen"] = int(now.timestamp())
