"""Remind, once, second officers who have not answered."""

from datetime import datetime, timedelta

from sqlalchemy import select

from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.authority.add_proof import PROVABLE
from campaign.organizations.models import Officer, Support

AFTER = timedelta(days=5)
UNTIL = timedelta(days=13)
REMINDER = "organizations.officer_reminder"


def remind_officers(now: datetime, *, limit: int = 500) -> int:
    """Owe the one reminder to officers who were written to five to thirteen days ago; answers how many."""
    with transaction() as session:
        rows = session.execute(
            select(Officer, Support.campaign_id)
            .join(Support, Support.id == Officer.support_id)
            .where(
                Officer.confirmed_at.is_(None),
                Officer.reminded_at.is_(None),
                Officer.mailed_at <= now - AFTER,
                Officer.mailed_at > now - UNTIL,
                Support.state.in_(PROVABLE),
            )
            .order_by(Officer.mailed_at)
            .limit(limit)
            .with_for_update(of=Officer, skip_locked=True)
            .execution_options(populate_existing=True)
        ).all()
        for officer, campaign_id in rows:
            officer.reminded_at = now
            post(REMINDER, officer.id, now, campaign_id=campaign_id, priority=Priority.NOTICE)
    return len(rows)
