"""Say what a picture shows, and who made it."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.content.models import Asset
from campaign.content.refusals import AltMissing, NoSuchPicture
from campaign.db import transaction


def describe_picture(asset_id: int, alt: dict[str, str], credit: str, actor: Actor, now: datetime) -> Asset:
    """Store the descriptions by language, one at least. Raises NoSuchPicture, AltMissing."""
    alt = {language: said for language, said in alt.items() if said}
    if not alt:
        raise AltMissing
    with transaction() as session:
        asset = session.get(Asset, asset_id, with_for_update=True, populate_existing=True)
        if asset is None:
            raise NoSuchPicture
        asset.alt, asset.credit = alt, credit
        record(
            actor.id,
            actor.name,
            "asset.described",
            asset.name,
            now,
            campaign_id=asset.campaign_id,
            subject=f"asset {asset_id}",
            languages=sorted(alt),
        )
    return asset
