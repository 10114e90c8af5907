"""Record an act of the command line that works beside the site: on its database, from outside."""

from datetime import datetime
from typing import Any

from campaign import create_app
from campaign.audit.record import COMMAND_LINE, record
from campaign.config import Settings
from campaign.db import transaction
from campaign.operate.glance import glance
from campaign.operate.prepare import at_work
from campaign.schema import Standing, standing


def note_act(settings: Settings, act: str, about: str, now: datetime, **details: Any) -> bool:
    """Add an entry to the audit log; answers False where there is no site yet or its tables are of another version.

    Raises KeyFault, DatabaseUnavailable.
    """
    seen = glance(settings)
    if seen.fingerprint is None or standing(seen.revision) is not Standing.CURRENT:
        return False
    with at_work(create_app(settings)), transaction():
        record(COMMAND_LINE.id, COMMAND_LINE.name, act, about, now, subject="site 1", **details)
    return True
