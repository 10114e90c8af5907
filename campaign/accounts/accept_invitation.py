"""Accept an invitation: choose a name and a password."""

import secrets
from datetime import datetime

from flask_security import hash_password

from campaign.accounts.admission import forget_failures
from campaign.accounts.links import invited_by
from campaign.accounts.models import Staff
from campaign.accounts.refusals import LinkExpired
from campaign.accounts.sessions import end_all
from campaign.audit.record import record
from campaign.db import transaction


def accept_invitation(token: str, name: str, password: str, now: datetime) -> Staff:
    """Make the invited person's account work. Raises LinkExpired when the link is used, outdated or over 7 days old."""
    hashed = hash_password(password)
    with transaction() as session:
        found = invited_by(token, now)
        person = session.get(Staff, found.id, with_for_update=True, populate_existing=True) if found else None
        if person is None or person.invited_at is None:
            raise LinkExpired(LinkExpired.__doc__)
        person.name, person.password, person.active, person.invited_at = name, hashed, True, None
        person.tf_primary_method = person.tf_totp_secret = person.tf_last_counter = person.mf_recovery_codes = None
        person.fs_uniquifier = secrets.token_hex(16)
        person.webauthn.clear()
        forget_failures(person)
        end_all(person.id, now)
        about = f"staff {person.id}"
        record(person.id, person.email, "staff.invitation_accepted", about, now, subject=about)
    return person
