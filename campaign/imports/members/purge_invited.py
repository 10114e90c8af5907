"""Delete invitations that nobody answered."""

from datetime import datetime, timedelta

from sqlalchemy import select

from campaign.db import transaction
from campaign.organizations.drop import drop
from campaign.organizations.models import Support, SupportState

INVITATION_LIVES = timedelta(days=30)
AT_ONCE = 500


def purge_invited(now: datetime) -> int:
    """Delete, at most 500 at once, invitations of over 30 days; answers how many."""
    with transaction() as session:
        rows = session.execute(
            select(Support.id, Support.organization_id)
            .where(Support.state == SupportState.INVITED, Support.created_at <= now - INVITATION_LIVES)
            .order_by(Support.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True, of=Support)
        ).all()
        for support_id, organization_id in rows:
            drop(session, support_id, organization_id)
    return len(rows)
