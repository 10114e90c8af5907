"""End one session of a member of staff, at once."""

from datetime import datetime

from campaign.accounts.models import StaffSession
from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.web.errors import NotFound


def end_session(session_id: int, of: int, by: Actor, now: datetime) -> StaffSession:
    """End a session of the member of staff `of`; the device is out with its next request. Twice is harmless.

    Raises NotFound for a session that is not theirs.
    """
    with transaction() as session:
        row = session.get(StaffSession, session_id, with_for_update=True, populate_existing=True)
        if row is None or row.staff_id != of:
            raise NotFound
        if row.ended_at is None:
            row.ended_at = now
            about = f"staff {of}"
            record(by.id, by.name, "staff.session_ended", about, now, subject=about, session=row.id)
    return row
