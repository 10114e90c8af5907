"""Delete applications that were declined, once the decision can no longer be undone."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import transaction
from campaign.organizations.drop import drop
from campaign.organizations.models import Support, SupportState
from campaign.organizations.purge_unconfirmed import AT_ONCE
from campaign.organizations.reopen import UNDO_FOR


def purge_declined(now: datetime) -> int:
    """Delete, at most 500 at once, what was declined more than 30 days ago; answers how many."""
    with transaction() as session:
        out_of_date = (
            select(Support.id, Support.organization_id)
            .where(Support.state == SupportState.DECLINED, Support.declined_at < now - UNDO_FOR)
            .order_by(Support.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        rows = session.execute(out_of_date).all()
        for support_id, organization_id in rows:
            drop(session, support_id, organization_id)
    return len(rows)
