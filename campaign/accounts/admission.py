"""Letting staff in: one slow look at the password outside any transaction, then verdict and counting inside one.

Whoever asks, known or not, locked or not, costs one argon2 verification and gets the same answer.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_security import hash_password, verify_password
from sqlalchemy import select

from campaign.accounts.models import Staff
from campaign.audit.record import record
from campaign.db import db
from campaign.text import AddressFault, read_address

FREE_FAILURES = 5
LONGEST_LOCK = timedelta(hours=1)


@dataclass(frozen=True)
class Weighed:
    """What came of looking at a password: whose it would be (None: nobody's), and whether it is right."""

    staff_id: int | None
    right: bool


def weigh(address: str, password: str) -> Weighed:
    """Compare a password with the stored one. Writes nothing and takes as long for an address that nobody has."""
    person = find_by_address(address)
    stored = person.password if person is not None and person.password else _decoy()
    right = verify_password(current_app.extensions["security"].password_util.normalize(password), stored)
    return Weighed(
        person.id if person is not None else None, right and person is not None and person.password is not None
    )


def find_by_address(address: str) -> Staff | None:
    """The member of staff with this e-mail address, however its letters were typed."""
    try:
        exact = read_address(address).exact
    except AddressFault:
        return None
    return db.session.scalar(select(Staff).where(Staff.email == exact))


def _decoy() -> str:
    """The hash that is looked at when there is none to look at: of a password nobody has."""
    kept = current_app.extensions
    if "decoy_password" not in kept:
        kept["decoy_password"] = hash_password(secrets.token_hex(16))
    decoy: str = kept["decoy_password"]
    return decoy


def admit(weighed: Weighed, now: datetime) -> Staff | None:
    """The member of staff who gave the right password, or None; a wrong one is counted. In the caller's transaction."""
    person = hold(weighed.staff_id)
    if person is None or is_locked(person, now):
        return None
    if not weighed.right:
        count_failure(person, now)
        return None
    return person if person.active else None


def hold(staff_id: int | None) -> Staff | None:
    """The row as it is now, kept from others until the caller's transaction ends."""
    if staff_id is None:
        return None
    return db.session.get(Staff, staff_id, with_for_update=True, populate_existing=True)


def is_locked(person: Staff, now: datetime) -> bool:
    """Whether nothing this person types is looked at for the moment."""
    return person.locked_until is not None and person.locked_until > now


def count_failure(person: Staff, now: datetime) -> None:
    """Count a wrong password or code. From the fifth on, wait: 1 minute, 2, 4 … up to an hour."""
    person.failures += 1
    over = person.failures - FREE_FAILURES
    if over >= 0:
        person.locked_until = now + min(timedelta(minutes=2 ** min(over, 10)), LONGEST_LOCK)
        about = f"staff {person.id}"
        record(None, "sign-in page", "staff.locked", about, now, subject=about, failures=person.failures)


def forget_failures(person: Staff) -> None:
    """Start counting anew, once somebody has proved who they are."""
    person.failures = 0
    person.locked_until = None
