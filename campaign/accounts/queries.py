"""Who is staff."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.accounts.models import CampaignRole, Staff, StaffSession
from campaign.accounts.sessions import ABSOLUTE
from campaign.db import db
from campaign.web.errors import NotFound


def all_staff() -> Sequence[Staff]:
    """Everybody who is, was or is invited to be staff: active ones first, then by name and address."""
    return db.session.scalars(
        select(Staff)
        .where(Staff.deleted_at.is_(None))
        .order_by(Staff.active.desc(), Staff.invited_at.is_(None), Staff.name, Staff.email)
    ).all()


def former_staff() -> int:
    """How many accounts were deleted."""
    return db.session.scalar(select(func.count()).select_from(Staff).where(Staff.deleted_at.is_not(None))) or 0


def people_of(campaign_id: int) -> Sequence[Staff]:
    """Everybody with a role for this campaign alone, by name and address."""
    with_a_role = select(CampaignRole.staff_id).where(CampaignRole.campaign_id == campaign_id)
    return db.session.scalars(select(Staff).where(Staff.id.in_(with_a_role)).order_by(Staff.name, Staff.email)).all()


def one_of_campaign(campaign_id: int, staff_id: int) -> Staff:
    """One of the people of a campaign. Raises NotFound for anybody else, on the site or not."""
    given = select(CampaignRole.staff_id).where(
        CampaignRole.campaign_id == campaign_id, CampaignRole.staff_id == staff_id
    )
    person = db.session.scalar(select(Staff).where(Staff.id.in_(given)))
    if person is None:
        raise NotFound
    return person


@dataclass(frozen=True)
class Sessions:
    """The sessions of a member of staff: those that may run, and those of the last 30 days that do not."""

    running: Sequence[StaffSession]
    over: Sequence[StaffSession]


def sessions_of(staff_id: int, now: datetime) -> Sessions:
    """The sessions of a member of staff, newest first.

    One that was not used for 30 minutes is over and still among those that may run: what a page reads is not written
    down, so only the device knows.
    """
    rows = db.session.scalars(
        select(StaffSession).where(StaffSession.staff_id == staff_id).order_by(StaffSession.id.desc()).limit(50)
    ).all()
    running = [row for row in rows if row.ended_at is None and row.began_at > now - ABSOLUTE]
    return Sessions(running, [row for row in rows if row not in running])


def one_of_staff(staff_id: int) -> Staff:
    """One member of staff. Raises NotFound."""
    person = db.session.get(Staff, staff_id)
    if person is None or person.deleted_at is not None:
        raise NotFound
    return person


def staff_names(staff_ids: Collection[int]) -> dict[int, str]:
    """What these members of staff are called, by id; whose account is gone is not among them."""
    rows = db.session.execute(select(Staff.id, Staff.name, Staff.email).where(Staff.id.in_(staff_ids)))
    return {id_: name or email for id_, name, email in rows}
