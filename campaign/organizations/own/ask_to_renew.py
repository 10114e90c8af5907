"""Ask contacts to renew: a letter 30 days before the year ends, and one 7 days before."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from campaign.campaigns.models import Campaign, CampaignState
from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.models import Support, SupportState

PLEASE_RENEW = "organizations.please_renew"
FIRST = timedelta(days=30)
SECOND = timedelta(days=7)


def can_end(now: datetime) -> ColumnElement[bool]:
    """SQL condition: listed, by somebody who can be asked, in a campaign that goes on. Invented supporters stay."""
    going_on = select(Campaign.id).where(
        Campaign.state == CampaignState.OPEN, or_(Campaign.closes_at.is_(None), Campaign.closes_at > now)
    )
    return and_(
        Support.state == SupportState.APPROVED,
        Support.sealed.is_not(None),
        Support.is_sample.is_(False),
        Support.campaign_id.in_(going_on),
    )


def ask_to_renew(now: datetime, *, limit: int = 500) -> int:
    """Owe the letters that are due; answers how many, at most `limit`.

    Whoever could not be asked in time, since the worker was down, is asked late, and then has 7 days.
    """
    today = now.date()
    with transaction() as session:
        found = session.scalars(
            select(Support)
            .where(
                can_end(now),
                or_(
                    and_(Support.renew_by <= today + FIRST, Support.renewal_asked_at.is_(None)),
                    and_(
                        Support.renew_by <= today + SECOND,
                        Support.renew_by > today,
                        Support.renewal_asked_at <= now - SECOND,
                    ),
                ),
            )
            .order_by(Support.renew_by, Support.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=Support)
            .execution_options(populate_existing=True)
        ).all()
        for support in found:
            support.renewal_asked_at = now
            post(PLEASE_RENEW, support.id, now, campaign_id=support.campaign_id, priority=Priority.NOTICE)
    return len(found)
