"""Delete what is kept of second officers who never confirmed."""

from datetime import datetime

from sqlalchemy import delete, func, select

from campaign.db import transaction
from campaign.organizations.models import Officer
from campaign.organizations.officers.confirm_officer import LINK_LIVES

AT_ONCE = 500


def purge_officers(now: datetime) -> int:
    """Delete, at most 500 at once, who was not confirmed within 14 days of the newest letter, or of being named when no
    letter was owed; answers how many.
    """
    with transaction() as session:
        out_of_date = (
            select(Officer.id)
            .where(
                Officer.confirmed_at.is_(None),
                func.coalesce(Officer.mailed_at, Officer.created_at) < now - LINK_LIVES,
            )
            .order_by(Officer.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        gone = session.execute(
            delete(Officer).where(Officer.id.in_(out_of_date)).returning(Officer.id),
            execution_options={"synchronize_session": False},
        ).all()
    return len(gone)
