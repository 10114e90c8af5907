"""How often one address may be written to because of what somebody typed into a form."""

from datetime import datetime, timedelta

BETWEEN_LETTERS = timedelta(minutes=10)
LETTERS_A_DAY = 3
DAY = timedelta(hours=24)


def may_go_at(sent: int | None, last: datetime | None, now: datetime) -> datetime | None:
    """When the next letter may leave, after `sent` of the last 24 hours, `last` the newest; None for not today."""
    if last is None or not sent:
        return now
    if sent >= LETTERS_A_DAY:
        return None
    return max(now, last + BETWEEN_LETTERS)
