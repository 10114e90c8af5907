"""Whether mail flows: for the doctor, /readyz and the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, true

from campaign.db import db
from campaign.mail.models import OWED, STUCK, Message

LATE = timedelta(seconds=120)


@dataclass(frozen=True)
class MailHealth:
    """How the mail stands. Ages are None when there is nothing of the kind."""

    owed: int  # letters that wait, whether for their first or another try
    oldest_due: timedelta | None  # how long the longest-waiting letter has been due
    retried: int  # letters that wait after a try that failed
    oldest_retried: timedelta | None  # how long ago the oldest of them was asked for
    stuck: int  # letters that wait for a person

    @property
    def late(self) -> bool:
        """Whether letters are not even tried in time: no worker is running, or not enough."""
        return self.oldest_due is not None and self.oldest_due > LATE

    @property
    def well(self) -> bool:
        """Whether nobody need look."""
        return not self.late and not self.stuck


def mail_health(now: datetime, mine: ColumnElement[bool] | None = None) -> MailHealth:
    """How the mail stands now, all of it or what fits `mine`.

    Reads only few rows, so it may be asked every few seconds.
    """
    mine = true() if mine is None else mine
    owed, oldest_due = db.session.execute(
        select(func.count(Message.id), func.min(Message.due_at)).where(OWED, mine)
    ).one()
    retried, oldest_retried = db.session.execute(
        select(func.count(Message.id), func.min(Message.created_at)).where(OWED, mine, Message.last_error.is_not(None))
    ).one()
    stuck = db.session.scalar(select(func.count(Message.id)).where(STUCK, mine)) or 0
    return MailHealth(
        owed=owed,
        oldest_due=now - oldest_due if oldest_due is not None and oldest_due <= now else None,
        retried=retried,
        oldest_retried=now - oldest_retried if retried else None,
        stuck=stuck,
    )
