"""Make a member of staff: with a password at once, or with an invitation by mail."""

import secrets
from collections.abc import Collection
from datetime import datetime

from flask import render_template
from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from campaign.accounts.links import invitation_link
from campaign.accounts.models import RoleName, Staff
from campaign.accounts.refusals import AddressTaken
from campaign.accounts.set_roles import give
from campaign.accounts.site import site_facts
from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.mail.post_written import post_written
from campaign.text import read_address
from campaign.tokens import new_public_id


def create_staff(
    email: str,
    roles: Collection[RoleName],
    by: Actor,
    now: datetime,
    *,
    name: str = "",
    password: str | None = None,
    campaign_id: int | None = None,
) -> Staff:
    """Make a member of staff with roles for the whole site; with `campaign_id`, for that campaign alone.

    Without a password they get a letter with a link, which `invitation_link` also gives. Raises AddressTaken,
    NoSuchRole, and AddressFault for what is no e-mail address.
    """
    address = read_address(email).exact
    hashed = hash_password(password) if password else None
    with transaction() as session:
        if session.scalar(select(Staff.id).where(Staff.email == address)) is not None:
            raise AddressTaken(AddressTaken.__doc__)
        person = Staff(
            public_id=new_public_id(), email=address, name=name, password=hashed, active=bool(hashed),
            invited_at=None if hashed else now, fs_uniquifier=secrets.token_hex(16), created_at=now,
        )  # fmt: skip
        try:
            with session.begin_nested():
                session.add(person)
        except IntegrityError:  # somebody else invited them a moment ago
            raise AddressTaken(AddressTaken.__doc__) from None
        give(person, roles, campaign_id)
        record(
            by.id, by.name, "staff.created", f"staff {person.id}", now, campaign_id=campaign_id,
            subject=f"staff {person.id}", roles=sorted(roles),
        )  # fmt: skip
        if not hashed:
            write_invitation(person, now)
    return person


def write_invitation(person: Staff, now: datetime) -> None:
    """Owe an invited person the letter with their link. In the caller's transaction."""
    site = site_facts().name
    text = render_template("accounts/mail/invitation.txt", site_name=site, link=invitation_link(person))
    post_written(person.email, f"You are invited to the desk of {site}", text, now)
