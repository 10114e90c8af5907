"""Keep the exact words of the boxes, so that each consent can be shown with what was agreed to."""

from datetime import datetime

from sqlalchemy import select

from campaign.campaigns.models import Campaign, ConsentWording
from campaign.campaigns.wording import boxes
from campaign.db import db


def store_wording(campaign: Campaign, now: datetime) -> ConsentWording:
    """The row for the words in force, made if they are new; within the caller's transaction."""
    words = boxes(
        campaign.controller,
        campaign.recipient,
        [(partner.id, partner.name) for partner in campaign.partners if partner.offered],
    )
    found = db.session.scalar(
        select(ConsentWording).where(ConsentWording.campaign_id == campaign.id, ConsentWording.sha256 == words.sha256)
    )
    if found is None:
        found = ConsentWording(
            campaign_id=campaign.id,
            language=campaign.language,
            sha256=words.sha256,
            boxes=words.as_json(),
            created_at=now,
        )
        db.session.add(found)
        db.session.flush()
    campaign.wording_id = found.id
    return found
