"""Forget what is out of date: counters of networks, caps on mail, letters that were sent, old sessions of staff."""

from datetime import datetime

from campaign.accounts.forget_sessions import forget_sessions
from campaign.db import transaction
from campaign.mail.forget import forget_letters
from campaign.web.limits import forget as forget_counts


def forget(now: datetime) -> None:
    """Drop everything that is only good for a while and is past it."""
    with transaction():
        forget_counts(now)
    forget_letters(now)
    forget_sessions(now)
