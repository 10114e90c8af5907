"""Write one line of an organization's public history, within the caller's transaction."""

from datetime import datetime

from campaign.db import db
from campaign.organizations.models import Event, EventKind


def happened(support_id: int, what: EventKind, now: datetime, detail: str = "") -> Event:
    """Note what happened to a support; answers the line. `detail` are public words and name no person."""
    event = Event(support_id=support_id, at=now, what=what, detail=detail)
    db.session.add(event)
    return event
