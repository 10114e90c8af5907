"""Delete applications that nobody confirmed."""

from datetime import datetime

from sqlalchemy import func, select

from campaign.db import transaction
from campaign.organizations.confirm import LINK_LIVES
from campaign.organizations.drop import drop
from campaign.organizations.models import Support, SupportState

AT_ONCE = 500


def purge_unconfirmed(now: datetime) -> int:
    """Delete, at most 500 at once, what was not confirmed within 14 days of the newest letter; answers how many."""
    with transaction() as session:
        out_of_date = (
            select(Support.id, Support.organization_id)
            .where(
                Support.state == SupportState.UNCONFIRMED,
                func.coalesce(Support.mailed_at, Support.created_at) < now - LINK_LIVES,
            )
            .order_by(Support.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        rows = session.execute(out_of_date).all()
        for support_id, organization_id in rows:
            drop(session, support_id, organization_id)
    return len(rows)
