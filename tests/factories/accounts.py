"""Staff for tests, and a fast way to sign them in.

with app.app_context():
    reviewer = staff(RoleName.REVIEWER)
sign_in(client, reviewer)
client.post("/desk/…", data={…})  # carries a valid CSRF token by header
"""

import itertools
import secrets
import time
from datetime import UTC, datetime

from flask import session as made
from flask.testing import FlaskClient
from flask_security import hash_password
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from campaign.accounts import sessions
from campaign.accounts.models import CampaignRole, Role, RoleName, Staff
from campaign.accounts.site import prepare_site
from campaign.db import transaction
from campaign.tokens import new_public_id

WHEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "plum-lantern-quarry-57"
_numbers = itertools.count(1)


def staff(
    role: RoleName = RoleName.OWNER,
    *more: RoleName,
    email: str = "",
    name: str = "",
    password: str = "",
    campaign_id: int | None = None,
    now: datetime = WHEN,
) -> Staff:
    """A member of staff with these roles, in an open application context. Without a password no form signs them in.

    With `campaign_id` the roles hold for that campaign alone.
    """
    number = next(_numbers)
    prepare_site(now)
    with transaction() as session:
        person = Staff(
            public_id=new_public_id(),
            email=email or f"{role}-{number}@fullrecord.example", name=name or f"{role.title()} {number}", active=True,
            password=hash_password(password) if password else None, fs_uniquifier=secrets.token_hex(16), created_at=now,
        )  # fmt: skip
        session.add(person)
        if campaign_id is None:
            person.roles = list(session.scalars(select(Role).where(Role.name.in_((role, *more)))))
        else:
            person.campaign_roles = [CampaignRole(campaign_id=campaign_id, role=each) for each in (role, *more)]
    return person


def sign_in(client: FlaskClient, person: Staff) -> FlaskClient:
    """Sign a member of staff in without the forms: fresh, with a CSRF token in a header of every request."""
    with client.application.test_request_context("/desk"):
        token = generate_csrf()
        secret = made["csrf_token"]
    with client.session_transaction("/desk") as cookie, client.application.app_context(), transaction():
        sessions.begin(cookie, person.id, "Mozilla/5.0 (X11; Linux) Firefox/150.0", datetime.now(UTC))
        cookie.update({"_user_id": person.fs_uniquifier, "_fresh": True, "fs_paa": time.time(), "csrf_token": secret})
    client.environ_base["HTTP_X_CSRFTOKEN"] = token
    return client


def work_on(person: Staff, campaign_id: int, role: RoleName) -> Staff:
    """Give a member of staff a role for one campaign alone."""
    with transaction() as session:
        session.add(CampaignRole(staff_id=person.id, campaign_id=campaign_id, role=role))
    return person
