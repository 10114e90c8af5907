"""Delete a picture that no page shows."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.content.media.queries import pages_that_show
from campaign.content.models import Asset
from campaign.content.refusals import NoSuchPicture, PictureInUse
from campaign.db import transaction


def delete_picture(asset_id: int, actor: Actor, now: datetime) -> None:
    """Raises NoSuchPicture, and PictureInUse while a page has it above it or in words that are shown or drafted."""
    with transaction() as session:
        asset = session.get(Asset, asset_id, with_for_update=True, populate_existing=True)
        if asset is None:
            raise NoSuchPicture
        if pages_that_show(asset):
            raise PictureInUse
        session.delete(asset)
        record(
            actor.id,
            actor.name,
            "asset.deleted",
            asset.name,
            now,
            campaign_id=asset.campaign_id,
            subject=f"asset {asset_id}",
        )
