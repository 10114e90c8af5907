"""Say what a colleague is for."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from campaign.accounts.last_owner import keep_an_owner
from campaign.accounts.models import Role, RoleName, Staff
from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.web.errors import NotFound


def set_roles(staff_id: int, roles: Collection[RoleName], by: Actor, now: datetime) -> Staff:
    """Give a colleague exactly these roles. Raises NotFound, and LastOwner when nobody would be owner any more."""
    with transaction() as session:
        keep_an_owner(losing=None if RoleName.OWNER in roles else staff_id)
        person = session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
        if person is None:
            raise NotFound
        before = sorted(role.name for role in person.roles)
        person.roles = list(session.scalars(select(Role).where(Role.name.in_(roles))))
        record(by.id, by.name, "staff.roles_set", f"staff {person.id}", now, before=before, roles=sorted(roles))
    return person
