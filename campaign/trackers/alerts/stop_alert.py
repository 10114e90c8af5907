"""End the letters about one sponsor, and forget the address."""

from sqlalchemy import delete

from campaign.db import transaction
from campaign.tokens import link_is_genuine, link_public_id
from campaign.trackers.alerts.queries import STOP_PURPOSE
from campaign.trackers.models import Alert
from campaign.trackers.refusals import AlertUnknown


def stop_alert(token: str) -> bool:
    """Delete the row that a link to end letters is for; answers whether it was there. Raises AlertUnknown if forged."""
    public_id = stop_link_id(token)
    with transaction() as session:
        gone = session.execute(delete(Alert).where(Alert.public_id == public_id).returning(Alert.id)).all()
    return bool(gone)


def stop_link_id(token: str) -> bytes:
    """The public id that a link to end letters was made for; the row may be gone. Raises AlertUnknown if forged."""
    public_id = link_public_id(token)
    if public_id is None or not link_is_genuine(token, STOP_PURPOSE, public_id):
        raise AlertUnknown
    return public_id
