"""Delete requests for letters that nobody confirmed."""

from datetime import datetime

from sqlalchemy import delete, func

from campaign.db import transaction
from campaign.trackers.alerts.queries import LINK_LIFE
from campaign.trackers.models import Alert, AlertState


def forget_alerts(now: datetime) -> int:
    """Delete what was not confirmed within 7 days of the newest letter; answers how many."""
    with transaction() as session:
        gone = session.execute(
            delete(Alert)
            .where(
                Alert.state == AlertState.UNCONFIRMED,
                func.coalesce(Alert.mailed_at, Alert.made_at) <= now - LINK_LIFE,
            )
            .returning(Alert.id)
            .execution_options(synchronize_session=False)
        ).all()
    return len(gone)
