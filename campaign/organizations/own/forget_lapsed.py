"""Forget the contacts of support that lapsed so long ago that it can no longer be renewed."""

from datetime import datetime, timedelta

from sqlalchemy import select

from campaign.db import transaction
from campaign.organizations.forget_contact import forget_contact
from campaign.organizations.models import Support, SupportState
from campaign.organizations.own.renew import LAPSED_FOR


def forget_lapsed(now: datetime, *, limit: int = 500) -> int:
    """Erase contact and second officer of what lapsed more than a year ago; answers how many, at most `limit`."""
    with transaction() as session:
        found = session.scalars(
            select(Support)
            .where(
                Support.state == SupportState.LAPSED,
                Support.sealed.is_not(None),
                Support.lapsed_at < now - LAPSED_FOR - timedelta(days=1),
            )
            .order_by(Support.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=Support)
            .execution_options(populate_existing=True)
        ).all()
        for support in found:
            forget_contact(session, support)
            support.statement = ""
            support.token_version += 1
    return len(found)
