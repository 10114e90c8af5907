"""Which registers were judged before the last decisions about names."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from campaign.db import db
from campaign.trackers.facts import Register
from campaign.trackers.laws import LAWS
from campaign.trackers.models import NameChange
from campaign.trackers.queries import newest_judged

# Judging a register takes a minute; whoever places names places many, so it waits until they pause, but not for ever.
QUIET: Final = timedelta(minutes=2)
LONGEST: Final = timedelta(minutes=20)


def registers_out_of_date(now: datetime) -> list[Register]:
    """Registers whose newest judged data were begun before a change of the table of names that is due by now."""
    found = []
    for register in LAWS:
        newest = newest_judged(register)
        if newest is None:
            continue
        since = NameChange.made_at >= newest.started_at
        first = db.session.scalar(select(func.min(NameChange.made_at)).where(since))
        last = db.session.scalar(select(func.max(NameChange.made_at)).where(since))
        if first is not None and last is not None and min(last + QUIET, first + LONGEST) <= now:
            found.append(register)
    return found
