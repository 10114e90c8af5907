"""Give a resource a file or a link, as a version in one language."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.audit.record import Actor, record
from campaign.content.models import Asset, Page, PageKind, ResourceFile
from campaign.content.refusals import NoSuchPage
from campaign.content.resources.file_types import Upload
from campaign.content.resources.refusals import SameFileThere, TooManyFiles
from campaign.db import transaction
from campaign.tokens import new_public_id

MOST_FILES = 300


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """A file that was checked, or a link: one of the two."""

    language: str
    version: str
    label: str = ""
    upload: Upload | None = None
    url: str = ""


def add_file(page_id: int, new: NewFile, actor: Actor, now: datetime) -> ResourceFile:
    """Store a file with its SHA-256, or a link. Raises NoSuchPage, SameFileThere, TooManyFiles."""
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
        if page is None or page.kind != PageKind.RESOURCE:
            raise NoSuchPage
        of_page = select(ResourceFile.id).where(ResourceFile.page_id == page_id)
        same = of_page.where(
            ResourceFile.language == new.language,
            ResourceFile.version == new.version,
            ResourceFile.label == new.label,
        )
        if session.scalar(same) is not None:
            raise SameFileThere
        if (session.scalar(select(func.count()).select_from(of_page.subquery())) or 0) >= MOST_FILES:
            raise TooManyFiles
        asset = _asset(new.upload, page.campaign_id, now) if new.upload is not None else None
        if asset is not None:
            session.add(asset)
            session.flush()
        file = ResourceFile(
            public_id=new_public_id(),
            page_id=page_id,
            language=new.language,
            version=new.version,
            label=new.label,
            asset_id=asset.id if asset is not None else None,
            url=new.url,
            downloads=0,
            created_at=now,
        )
        session.add(file)
        session.flush()
        record(
            actor.id,
            actor.name,
            "content.file_added",
            f"{page.kind} {page.slug}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
            file=asset.name if asset is not None else new.url,
            version=new.version,
            language=new.language,
            **({"sha256": asset.sha256} if asset is not None else {}),
        )
    return file


def _asset(upload: Upload, campaign_id: int | None, now: datetime) -> Asset:
    return Asset(
        public_id=new_public_id(),
        campaign_id=campaign_id,
        name=upload.name,
        media_type=upload.media_type,
        size=len(upload.data),
        sha256=hashlib.sha256(upload.data).hexdigest(),
        data=upload.data,
        created_at=now,
    )
