"""Caps on the letters that own pages cause, as the form of applications has them: three a day, ten minutes apart."""

from datetime import datetime

from campaign.sealed import daily_address_tag
from campaign.text import Address
from campaign.web.limits import spend

LETTERS_A_DAY = 3
_DAY, _TEN_MINUTES = 86400, 600


def may_write(address: Address, now: datetime) -> bool:
    """Count one more letter to an address, within the caller's transaction; False when it has had enough."""
    tag = daily_address_tag(now.date(), address.canonical)[:8]
    soon = spend(tag, "own page letter", now, window=_TEN_MINUTES) > 1
    often = spend(tag, "own page letters", now, window=_DAY) > LETTERS_A_DAY
    return not (soon or often)


def may_ask(support: bytes, now: datetime) -> bool:
    """Count one more new address that one support (its public id) asks for; False after three in a day."""
    return spend(support[:8], "own page address", now, window=_DAY) <= LETTERS_A_DAY
