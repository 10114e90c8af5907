"""Whoever holds the address presses the button: letters come from the next Monday on."""

from datetime import datetime

from campaign.db import transaction
from campaign.trackers.alerts.queries import LINK_LIFE, alert_by_token
from campaign.trackers.models import Alert, AlertState
from campaign.trackers.refusals import AlertExpired, AlertUnknown


def confirm_alert(token: str, now: datetime) -> Alert:
    """Confirm a request by its mailed link; again changes nothing. Raises AlertUnknown, AlertExpired."""
    with transaction() as session:
        found = alert_by_token(token)
        if found is None:
            raise AlertUnknown
        alert = session.get(Alert, found.id, with_for_update=True, populate_existing=True)
        if alert is None:
            raise AlertUnknown
        if alert_has_expired(alert, now):
            raise AlertExpired
        if alert.state is AlertState.UNCONFIRMED:
            alert.state = AlertState.ACTIVE
            alert.confirmed_at = alert.told_until = now
    return alert


def alert_has_expired(alert: Alert, now: datetime) -> bool:
    """Whether the link to confirm has run out: 7 days after the newest letter."""
    return alert.state is AlertState.UNCONFIRMED and now - (alert.mailed_at or alert.made_at) >= LINK_LIFE
