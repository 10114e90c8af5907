"""The rule that somebody must be able to say who may do what."""

from sqlalchemy import select

from campaign.accounts.models import Role, RoleName, Staff
from campaign.accounts.refusals import LastOwner
from campaign.db import db


def keep_an_owner(losing: int | None) -> None:
    """Raise LastOwner when, without the person `losing`, no active owner is left. In the caller's transaction.

    The role's row is held, so two owners who leave at the same moment leave one after the other.
    """
    db.session.execute(select(Role.id).where(Role.name == RoleName.OWNER).with_for_update())
    owners = db.session.scalars(
        select(Staff.id).join(Staff.roles).where(Role.name == RoleName.OWNER, Staff.active).order_by(Staff.id)
    ).all()
    if losing is not None and list(owners) == [losing]:
        raise LastOwner(LastOwner.__doc__)
