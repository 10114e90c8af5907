"""Support that was not renewed lapses on its day: no longer counted or listed, its promises end, its dates
stay in the history.
"""

from datetime import UTC, datetime, timedelta
from datetime import time as clock_time

from sqlalchemy import select

from campaign.campaigns.corrections import ORGANIZATION_LAPSED, note_correction
from campaign.campaigns.models import Measure
from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.commitments.end_with_support import end_with_support
from campaign.organizations.happened import happened
from campaign.organizations.models import EventKind, Support, SupportState, is_counted
from campaign.organizations.own.ask_to_renew import SECOND, can_end

LAPSED = "organizations.lapsed"


def lapse(now: datetime, *, limit: int = 500) -> int:
    """Let go of what was to be renewed by today and was not, and tell its contacts; answers how many, at most `limit`.

    Nobody lapses who was not asked at least 7 days before.
    """
    asked_before = datetime.combine(now.date() - SECOND + timedelta(days=1), clock_time(), UTC)
    with transaction() as session:
        found = session.scalars(
            select(Support)
            .where(can_end(now), Support.renew_by <= now.date(), Support.renewal_asked_at < asked_before)
            .order_by(Support.renew_by, Support.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=Support)
            .execution_options(populate_existing=True)
        ).all()
        for support in found:
            if is_counted(support):
                note_correction(support.campaign_id, now, Measure.ORGANIZATIONS, -1, ORGANIZATION_LAPSED)
            support.state = SupportState.LAPSED
            support.lapsed_at = now
            support.affiliate = ""
            end_with_support(session, support.id, now)
            happened(support.id, EventKind.LAPSED, now)
            post(LAPSED, support.id, now, campaign_id=support.campaign_id, priority=Priority.NOTICE)
    return len(found)
