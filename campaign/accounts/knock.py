"""Hold back one network at the sign-in pages: many attempts, or many that failed."""

from datetime import datetime

from campaign.db import transaction
from campaign.web.errors import Refusal
from campaign.web.limits import spend, spent

PER_HOUR = 120
# An office behind one address has many people who mistype; somebody who guesses at many accounts has more.
FAILED_PER_HOUR = 30


class TooManyAttempts(Refusal):
    """Many sign-ins were tried from your network. Please wait an hour, or use another network."""

    status = 429
    title = "Too many attempts"
    retry_after = 3600


def knock(network: bytes, now: datetime) -> None:
    """Count one attempt from `network` (a network tag), before anything slow is done for it.

    Raises TooManyAttempts after 120 in an hour, or 30 that failed.
    """
    with transaction():
        if spend(network, "sign-in", now) > PER_HOUR or spent(network, "sign-in failed", now) >= FAILED_PER_HOUR:
            raise TooManyAttempts(TooManyAttempts.__doc__)


def note_failure(network: bytes, now: datetime) -> None:
    """Count a wrong password, code or passkey from a network. In the caller's transaction."""
    spend(network, "sign-in failed", now)
