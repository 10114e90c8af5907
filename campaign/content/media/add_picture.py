"""Take a picture in."""

from datetime import datetime
from pathlib import PurePath

from campaign.audit.record import Actor, record
from campaign.content.media.read_picture import PagePicture
from campaign.content.models import Asset
from campaign.content.refusals import AltMissing
from campaign.db import transaction
from campaign.text import slugify
from campaign.tokens import new_public_id


def add_picture(
    picture: PagePicture,
    name: str,
    alt: dict[str, str],
    actor: Actor,
    now: datetime,
    *,
    credit: str = "",
    campaign_id: int | None = None,
) -> Asset:
    """Store a picture with what it shows, by language. `name` is of the file that was sent. Raises AltMissing."""
    alt = {language: said for language, said in alt.items() if said}
    if not alt:
        raise AltMissing
    with transaction() as session:
        asset = Asset(
            public_id=new_public_id(),
            campaign_id=campaign_id,
            name=f"{slugify(PurePath(name).stem) or 'picture'}.{picture.suffix}",
            media_type=picture.media_type,
            size=len(picture.data),
            sha256=picture.sha256,
            width=picture.width,
            height=picture.height,
            alt=alt,
            credit=credit,
            data=picture.data,
            created_at=now,
        )
        session.add(asset)
        session.flush()
        record(
            actor.id,
            actor.name,
            "asset.added",
            asset.name,
            now,
            campaign_id=campaign_id,
            subject=f"asset {asset.id}",
            size=asset.size,
        )
    return asset
