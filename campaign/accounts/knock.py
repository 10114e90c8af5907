"""Count an attempt at a sign-in page from one network, before anything slow is done for it."""

from datetime import datetime

from campaign.db import transaction
from campaign.web.errors import Refusal
from campaign.web.limits import spend

PER_HOUR = 120


class TooManyAttempts(Refusal):
    """Many sign-ins were tried from your network. Please wait an hour, or use another network."""

    status = 429
    title = "Too many attempts"
    retry_after = 3600


def knock(network: bytes, now: datetime) -> None:
    """Count one attempt from `network` (a network tag). Raises TooManyAttempts after 120 in an hour."""
    with transaction():
        if spend(network, "sign-in", now) > PER_HOUR:
            raise TooManyAttempts(TooManyAttempts.__doc__)
