"""Decline what an organization asked for: all stays as it is, and its contact gets the reason, word for word."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.models import Change, ChangeState
from campaign.organizations.own.accept_change import fields
from campaign.organizations.own.lock_change import lock_change
from campaign.organizations.refusals import ChangeDecided
from campaign.organizations.speaker import HAVE_A_PAGE

DECLINED = "organizations.change_declined"


def decline_change(change_id: int, reason: str, actor: Actor, now: datetime) -> Change:
    """Decline a waiting change. Raises NoSuchChange, ChangeDecided."""
    with transaction() as session:
        change, support = lock_change(session, change_id)
        if change.state != ChangeState.WAITING or support.state not in HAVE_A_PAGE:
            raise ChangeDecided
        change.state = ChangeState.DECLINED
        change.decided_at = now
        change.staff_id = actor.id
        change.note = reason
        post(DECLINED, change.id, now, campaign_id=support.campaign_id, priority=Priority.NOTICE)
        record(
            actor.id, actor.name, "change.declined", support.organization.slug, now, campaign_id=support.campaign_id,
            subject=f"organization {support.organization_id}", change=change.id, fields=sorted(fields(change)),
        )  # fmt: skip
    return change
