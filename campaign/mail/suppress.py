"""Promise an address that it gets no more mail of a campaign."""

from datetime import datetime

from sqlalchemy import bindparam, select, text

from campaign.db import UtcDateTime, db
from campaign.mail.models import Suppression

_PROMISE = text(
    "INSERT INTO suppression (campaign_id, address_tag, reason, created_at) VALUES (:campaign_id, :tag, :reason, :now)"
    " ON CONFLICT (campaign_id, address_tag) DO NOTHING"
).bindparams(bindparam("now", type_=UtcDateTime()))


def suppress(campaign_id: int, address_tag: bytes, reason: str, now: datetime) -> None:
    """Never write to this address about this campaign again, within the caller's transaction.

    `address_tag` is the tag of its canonical spelling in the campaign. Once is enough; a second time changes nothing.
    """
    db.session.execute(_PROMISE, {"campaign_id": campaign_id, "tag": address_tag, "reason": reason, "now": now})


def is_suppressed(campaign_id: int, address_tag: bytes) -> bool:
    """Whether this address must get no mail of the campaign."""
    found = select(Suppression.id).where(Suppression.campaign_id == campaign_id, Suppression.address_tag == address_tag)
    return db.session.scalar(found) is not None
