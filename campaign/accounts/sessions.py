"""How long a staff session lives: 30 minutes without use, 12 hours in all, or until it is ended.

The session is a signed cookie. It names the member of staff by `Staff.fs_uniquifier`, which changes when they sign out
or change their password, and a row of `staff_session`, which every request of the desk asks for: ending that row shuts
the desk at once, and a copied cookie dies with the session it was copied from.

What the desk reads writes nothing. So the time of the last use is in the cookie, and the row knows of sign-in and of
forms sent only.
"""

import hashlib
import secrets
from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from sqlalchemy import exists, select, update

from campaign.accounts.devices import device_name
from campaign.accounts.models import StaffSession
from campaign.db import db, transaction

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
FRESH = timedelta(minutes=5)  # how long a typed password opens what needs one
NOTED_EVERY = timedelta(minutes=5)  # how often a row hears of forms that are sent
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


def begin(cookie: Cookie, staff_id: int, user_agent: str, now: datetime) -> StaffSession:
    """Start a session at sign-in: a new session id, a new CSRF secret, both clocks at zero, and its row.

    In the caller's transaction.
    """
    cookie.pop("csrf_token", None)
    cookie["sid"] = secrets.token_urlsafe(16)
    cookie["began"] = cookie["seen"] = int(now.timestamp())
    row = StaffSession(
        digest=_digest(cookie), staff_id=staff_id, device=device_name(user_agent), began_at=now, seen_at=now
    )
    db.session.add(row)
    return row


def _digest(cookie: Cookie) -> bytes:
    return hashlib.sha256(str(cookie.get("sid", "")).encode()).digest()


def is_running(cookie: Cookie, now: datetime) -> bool:
    """Whether the session that a cookie speaks of has its row, and nobody has ended it."""
    if is_over(cookie, now):
        return False
    return bool(
        db.session.scalar(
            select(exists().where(StaffSession.digest == _digest(cookie), StaffSession.ended_at.is_(None)))
        )
    )


def this_session(cookie: Cookie) -> int | None:
    """The id of the row that a cookie speaks of."""
    return db.session.scalar(select(StaffSession.id).where(StaffSession.digest == _digest(cookie)))


def note_use(cookie: Cookie, now: datetime) -> None:
    """Let the row know that a form was sent, at most every five minutes. Opens its own transaction."""
    row = (StaffSession.digest == _digest(cookie), StaffSession.seen_at <= now - NOTED_EVERY)
    if db.session.scalar(select(exists().where(*row))):
        with transaction() as session:
            session.execute(update(StaffSession).where(*row).values(seen_at=now))


def end_all(staff_id: int, now: datetime, *, but: int | None = None) -> int:
    """End every session of a member of staff, or every one but one; answers how many. In the caller's transaction."""
    mine, runs = StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None)
    others = (mine, runs, StaffSession.began_at > now - ABSOLUTE, StaffSession.id != (but or 0))
    ended = db.session.execute(update(StaffSession).where(*others).values(ended_at=now).returning(StaffSession.id))
    return len(ended.all())


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
