"""Forget who disputed a verdict: the address 30 days after the answer, and what is not shown altogether."""

from datetime import datetime, timedelta

from sqlalchemy import select

from campaign.db import transaction
from campaign.trackers.models import Dispute, DisputeState

KEPT = timedelta(days=30)
AT_ONCE = 500


def forget_disputes(now: datetime) -> int:
    """Empty addresses, and delete withheld objections, of answers older than 30 days; at most 500, answers how many."""
    with transaction() as session:
        due = (
            select(Dispute)
            .where(
                Dispute.answered_at < now - KEPT,
                (Dispute.state == DisputeState.WITHHELD) | Dispute.sealed.is_not(None),
            )
            .order_by(Dispute.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        found = session.scalars(due).all()
        for dispute in found:
            if dispute.state is DisputeState.WITHHELD:
                session.delete(dispute)
            else:
                dispute.sealed = None
    return len(found)
