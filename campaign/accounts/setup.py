"""Set the site up: name it, and make its first owner."""

import secrets
from datetime import datetime

from flask_security import hash_password
from sqlalchemy import select

from campaign.accounts.models import Role, RoleName, Site, Staff
from campaign.accounts.refusals import OwnerExists
from campaign.audit.record import record
from campaign.db import transaction
from campaign.text import read_address
from campaign.tokens import new_public_id


def setup(site_name: str, about: str, name: str, email: str, password: str, now: datetime) -> Staff:
    """Name the site and make the owner. Raises OwnerExists when anybody is staff already, even a moment ago."""
    hashed = hash_password(password)
    with transaction() as session:
        # The site's one row is what two people who open the link at once would meet at.
        site = session.get_one(Site, 1, with_for_update=True, populate_existing=True)
        if session.scalar(select(Staff.id).limit(1)) is not None:
            raise OwnerExists(OwnerExists.__doc__)
        site.name, site.about = site_name, about
        owner = Staff(
            public_id=new_public_id(), email=read_address(email).exact, name=name, password=hashed, active=True,
            fs_uniquifier=secrets.token_hex(16), created_at=now,
        )  # fmt: skip
        owner.roles = list(session.scalars(select(Role).where(Role.name == RoleName.OWNER)))
        session.add(owner)
        session.flush()
        record(owner.id, owner.email, "site.set_up", f"staff {owner.id}", now, subject=f"staff {owner.id}")
    return owner
