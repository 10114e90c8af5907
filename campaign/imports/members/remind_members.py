"""Remind, once, members that have not answered for a week."""

from datetime import datetime, timedelta

from sqlalchemy import select

from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.models import Support, SupportState

AFTER = timedelta(days=7)
REMINDER = "imports.member_reminder"


def remind_members(now: datetime, *, limit: int = 500) -> int:
    """Owe the one reminder to invitations of over a week; answers how many, at most `limit`."""
    with transaction() as session:
        waiting = session.scalars(
            select(Support)
            .where(Support.state == SupportState.INVITED, Support.mails == 1, Support.mailed_at <= now - AFTER)
            .order_by(Support.id)
            .limit(limit)
            .with_for_update(of=Support, skip_locked=True)
            .execution_options(populate_existing=True)
        ).all()
        for support in waiting:
            support.mails, support.mailed_at = 2, now
            post(REMINDER, support.id, now, campaign_id=support.campaign_id, priority=Priority.NOTICE)
    return len(waiting)
