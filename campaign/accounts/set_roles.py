"""Say what a colleague is for: on the whole site, or for one campaign."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from campaign.accounts.last_owner import keep_an_owner
from campaign.accounts.models import CampaignRole, Role, RoleName, Staff
from campaign.accounts.refusals import NoSuchRole
from campaign.accounts.roles import FOR_ONE_CAMPAIGN, campaign_roles, site_roles
from campaign.audit.record import Actor, record
from campaign.db import db, transaction
from campaign.web.errors import NotFound


def set_roles(
    staff_id: int, roles: Collection[RoleName], by: Actor, now: datetime, *, campaign_id: int | None = None
) -> Staff:
    """Give a colleague exactly these roles for the whole site; with `campaign_id`, for that campaign alone.

    The ones held elsewhere stay. No roles means that what was held there is taken away. Raises NotFound, LastOwner when
    nobody would be owner of the site any more, and NoSuchRole for one that no campaign has.
    """
    with transaction() as session:
        if campaign_id is None:
            keep_an_owner(losing=None if RoleName.OWNER in roles else staff_id)
        person = session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
        if person is None or person.deleted_at is not None:
            raise NotFound
        before = site_roles(person) if campaign_id is None else campaign_roles(person).get(campaign_id, [])
        give(person, roles, campaign_id)
        record(
            by.id, by.name, "staff.roles_set", f"staff {person.id}", now, campaign_id=campaign_id,
            subject=f"staff {person.id}", before=sorted(before), roles=sorted(roles),
        )  # fmt: skip
    return person


def give(person: Staff, roles: Collection[RoleName], campaign_id: int | None) -> None:
    """Make these the roles that somebody holds in one place. In the caller's transaction. Raises NoSuchRole."""
    if campaign_id is None:
        person.roles = list(db.session.scalars(select(Role).where(Role.name.in_(roles))))
        return
    if not set(roles) <= set(FOR_ONE_CAMPAIGN):
        raise NoSuchRole(NoSuchRole.__doc__)
    stay = {given.role for given in person.campaign_roles if given.campaign_id == campaign_id and given.role in roles}
    for given in list(person.campaign_roles):
        if given.campaign_id == campaign_id and given.role not in roles:
            person.campaign_roles.remove(given)
    person.campaign_roles += [
        CampaignRole(campaign_id=campaign_id, role=role) for role in RoleName if role in roles and role not in stay
    ]
    db.session.flush()
