"""Who is staff."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from campaign.accounts.models import Staff
from campaign.db import db
from campaign.web.errors import NotFound


def all_staff() -> Sequence[Staff]:
    """Everybody who is, was or is invited to be staff: active ones first, then by name and address."""
    return db.session.scalars(
        select(Staff).order_by(Staff.active.desc(), Staff.invited_at.is_(None), Staff.name, Staff.email)
    ).all()


def one_of_staff(staff_id: int) -> Staff:
    """One member of staff. Raises NotFound."""
    person = db.session.get(Staff, staff_id)
    if person is None:
        raise NotFound
    return person


def staff_names(staff_ids: Collection[int]) -> dict[int, str]:
    """What these members of staff are called, by id; whose account is gone is not among them."""
    rows = db.session.execute(select(Staff.id, Staff.name, Staff.email).where(Staff.id.in_(staff_ids)))
    return {id_: name or email for id_, name, email in rows}
