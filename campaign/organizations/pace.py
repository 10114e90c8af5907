"""How often one address may be written to because of what somebody typed into a form: three letters a day, ten minutes
apart.

Applications and second officers count letters in their rows; own pages have no row for a stranger's address, so they
count by the address itself.
"""

from datetime import datetime, timedelta

from campaign.sealed import daily_address_tag
from campaign.text import Address
from campaign.web.limits import spend

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


def may_write(address: Address, now: datetime) -> bool:
    """Count one more letter from an own page to an address, within the caller's transaction; False when it has had
    enough.
    """
    tag = daily_address_tag(now.date(), address.canonical)[:8]
    soon = spend(tag, "own page letter", now, window=int(BETWEEN_LETTERS.total_seconds())) > 1
    often = spend(tag, "own page letters", now, window=int(DAY.total_seconds())) > LETTERS_A_DAY
    return not (soon or often)


def may_ask(support: bytes, now: datetime) -> bool:
    """Count one more new address that one support (its public id) asks for; False after three in a day."""
    return spend(support[:8], "own page address", now, window=int(DAY.total_seconds())) <= LETTERS_A_DAY
