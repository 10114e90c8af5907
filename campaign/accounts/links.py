"""One-time links for people who have no password yet. Derived from rows, never stored; see `campaign.tokens`."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from campaign.accounts.models import Site, Staff
from campaign.config import Settings
from campaign.db import db
from campaign.tokens import link_is_genuine, link_public_id, make_link_token

INVITATION_GOOD_FOR = timedelta(days=7)


def setup_link() -> str | None:
    """The address where the first owner is made; None once there is one, or before the site is prepared."""
    site = db.session.get(Site, 1)
    if site is None or staff_exist():
        return None
    return f"{_base_url()}/setup/{make_link_token('setup', site.public_id)}"


def staff_exist() -> bool:
    """Whether anybody is staff, or invited to be."""
    return db.session.scalar(select(Staff.id).limit(1)) is not None


def is_setup_token(token: str) -> bool:
    """Whether this is the token of the site's set-up link, used up or not."""
    site = db.session.get(Site, 1)
    return site is not None and link_is_genuine(token, "setup", site.public_id)


def invitation_link(person: Staff) -> str:
    """The address where an invited person chooses a password. A later invitation makes it worthless."""
    return f"{_base_url()}/invitation/{make_link_token('invitation', person.public_id, _version(person))}"


def invited_by(token: str, now: datetime) -> Staff | None:
    """The person whose open invitation this token is; None when it is forged, used, outdated or over 7 days old."""
    public_id = link_public_id(token)
    person = db.session.scalar(select(Staff).where(Staff.public_id == public_id)) if public_id else None
    if person is None or person.invited_at is None or now >= person.invited_at + INVITATION_GOOD_FOR:
        return None
    return person if link_is_genuine(token, "invitation", person.public_id, _version(person)) else None


def _version(person: Staff) -> int:
    return int(person.invited_at.timestamp()) if person.invited_at else 0


def _base_url() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url
