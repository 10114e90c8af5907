"""Owe the weekly letters: on Mondays, to everybody about whose sponsor there is something to tell."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from campaign.db import db, transaction
from campaign.mail.models import Message, Priority
from campaign.mail.post import post
from campaign.sealed import seal_for_site
from campaign.trackers.alerts.queries import news
from campaign.trackers.models import Alert, AlertState

WEEKLY: Final = "trackers.alert_weekly"
HOUR: Final = 6  # UTC, on Mondays
_AT_ONCE: Final = 25


def last_monday(now: datetime) -> datetime:
    """The last Monday, six o'clock UTC, at or before `now`."""
    this_week = now.replace(hour=HOUR, minute=0, second=0, microsecond=0) - timedelta(days=now.weekday())
    return this_week if this_week <= now else this_week - timedelta(days=7)


def tell_alerts(clock: Callable[[], datetime]) -> int:
    """Post a letter for each active alert that was told nothing since Monday and has news; answers how many.

    What has no news is told nothing, and looked at again next week. Rows say what is due, so it may run at any hour and
    twice; a worker that was down on Monday tells on Tuesday.
    """
    posted = 0
    while True:
        now = clock()
        with transaction() as session:
            due = session.scalars(
                select(Alert)
                .where(Alert.state == AlertState.ACTIVE, Alert.told_until < last_monday(now))
                .order_by(Alert.sponsor_id, Alert.id)
                .limit(_AT_ONCE)
                .with_for_update(skip_locked=True)
                .execution_options(populate_existing=True)
            ).all()
            if not due:
                return posted
            for alert in due:
                assert alert.told_until is not None
                if news(alert.sponsor_id, alert.told_until, now).is_any:
                    _post(alert, alert.told_until, now)
                    posted += 1
                alert.told_until = now


def _post(alert: Alert, since: datetime, now: datetime) -> None:
    """The letter is written when it is sent; which days it is about goes along, sealed."""
    message = post(WEEKLY, 0, now, priority=Priority.BULK)
    span = {"alert": alert.id, "since": since.isoformat(), "until": now.isoformat()}
    message.sealed = seal_for_site(Message.__tablename__, message.public_id, span)
    db.session.flush()
    message.about_id = message.id
