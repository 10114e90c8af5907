"""Delete entries that nobody confirmed in seven days."""

from datetime import datetime

from sqlalchemy import delete, select

from campaign.db import transaction
from campaign.signatures.models import LINK_LIFE, Signature, SignatureState


def purge_pending(now: datetime, *, limit: int = 5000) -> int:
    """Delete unconfirmed entries of over seven days, at most `limit` a run; answers how many."""
    with transaction() as session:
        due = (
            select(Signature.id)
            .where(Signature.state == SignatureState.PENDING, Signature.created_at <= now - LINK_LIFE)
            .limit(limit)
        )
        gone = session.execute(
            delete(Signature)
            .where(Signature.id.in_(due))
            .returning(Signature.id)
            .execution_options(synchronize_session=False)
        ).all()
    return len(gone)
