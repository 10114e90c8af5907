"""Write one line of an organization's public history, within the caller's transaction."""

from datetime import datetime

from campaign.db import db
from campaign.organizations.models import Event, EventKind


def happened(support_id: int, what: EventKind, now: datetime, detail: str = "") -> None:
    """Note what happened to a support. `detail` are public words and name no person."""
    db.session.add(Event(support_id=support_id, at=now, what=what, detail=detail))
