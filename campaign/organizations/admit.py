"""Count one application from a network before any work is done for it."""

from datetime import datetime

from campaign.db import transaction
from campaign.organizations.refusals import TooManyApplications
from campaign.web.limits import spend


def admit(network: bytes, now: datetime, *, hard_per_hour: int) -> None:
    """Let an application from a network (a `sealed.network_tag`) in, or raise TooManyApplications; 0: no limit."""
    with transaction():
        hits = spend(network, "support", now)
    if hard_per_hour and hits > hard_per_hour:
        raise TooManyApplications(now)
