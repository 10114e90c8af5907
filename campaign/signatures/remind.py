"""Remind, once, those who signed and did not confirm."""

from datetime import datetime, timedelta

from sqlalchemy import select

from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.signatures.models import Signature, SignatureState

AFTER = timedelta(days=2)
UNTIL = timedelta(days=6)
REMINDER = "signatures.reminder"


def remind(now: datetime, *, limit: int = 500) -> int:
    """Owe the one reminder to entries between two and six days old; answers how many, at most `limit`."""
    with transaction() as session:
        entries = session.scalars(
            select(Signature)
            .where(
                Signature.state == SignatureState.PENDING,
                Signature.created_at <= now - AFTER,
                Signature.created_at > now - UNTIL,
                Signature.reminded_at.is_(None),
            )
            .order_by(Signature.created_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        ).all()
        for signature in entries:
            signature.reminded_at = signature.mailed_at = now
            signature.code_tries = 0
            post(REMINDER, signature.id, now, campaign_id=signature.campaign_id, priority=Priority.NOTICE)
    return len(entries)
