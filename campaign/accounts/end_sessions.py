"""End all sessions of a member of staff, at once."""

from datetime import datetime

from campaign.accounts.models import Staff
from campaign.accounts.sessions import end_all
from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.web.errors import NotFound


def end_sessions(staff_id: int, by: Actor, now: datetime, *, but: int | None = None) -> int:
    """Sign somebody out on every device, or on every other than the session `but`; answers on how many.

    Raises NotFound.
    """
    with transaction() as session:
        if session.get(Staff, staff_id, with_for_update=True, populate_existing=True) is None:
            raise NotFound
        ended = end_all(staff_id, now, but=but)
        about = f"staff {staff_id}"
        record(by.id, by.name, "staff.sessions_ended", about, now, subject=about, sessions=ended)
    return ended
