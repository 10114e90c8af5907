"""Forget sessions of staff that are long over."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from campaign.accounts.models import StaffSession
from campaign.db import transaction

KEPT = timedelta(days=30)


def forget_sessions(now: datetime) -> int:
    """Delete sessions that began more than 30 days ago; answers how many."""
    with transaction() as session:
        gone = session.execute(
            delete(StaffSession).where(StaffSession.began_at < now - KEPT).returning(StaffSession.id),
            execution_options={"synchronize_session": False},
        )
        return len(gone.all())
