"""Take a file of a resource back: it stays named with the day, and its address answers 410."""

from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import Actor, record
from campaign.content.models import Page, ResourceFile
from campaign.content.resources.refusals import NoSuchFile
from campaign.db import transaction


def withdraw_file(page_id: int, file_id: int, actor: Actor, now: datetime) -> ResourceFile:
    """Give the file to nobody any more. Raises NoSuchFile. Harmless when it was withdrawn already."""
    with transaction() as session:
        file = session.scalars(
            select(ResourceFile)
            .where(ResourceFile.id == file_id, ResourceFile.page_id == page_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()
        if file is None:
            raise NoSuchFile
        if file.withdrawn_at is None:
            file.withdrawn_at = now
            page = session.get_one(Page, page_id)
            record(
                actor.id,
                actor.name,
                "content.file_withdrawn",
                f"{page.kind} {page.slug}",
                now,
                campaign_id=page.campaign_id,
                subject=f"page {page_id}",
                version=file.version,
                language=file.language,
            )
    return file
