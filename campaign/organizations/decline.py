"""Decline an organization: its contact gets the reason, word for word."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.models import Support, SupportState
from campaign.organizations.refusals import NoSuchSupport, NotWaiting

DECLINED = "organizations.declined"


def decline(support_id: int, reason: str, actor: Actor, now: datetime) -> Support:
    """Decline an application that its contact has confirmed. Raises NoSuchSupport, NotWaiting."""
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        if support.state != SupportState.WAITING:
            raise NotWaiting
        support.state = SupportState.DECLINED
        support.declined_at = now
        support.reviewer_id = actor.id
        support.review_note = reason
        post(DECLINED, support.id, now, campaign_id=support.campaign_id, priority=Priority.NOTICE)
        record(
            actor.id,
            actor.name,
            "support.declined",
            support.organization.slug,
            now,
            campaign_id=support.campaign_id,
            subject=f"support {support.id}",
        )
    return support
