"""What the sample has to read: resources with their files, and lessons."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.content.create_page import PageWords
from campaign.content.models import Asset, Page, PageKind, PageState, ResourceFacts, ResourceFile, Revision
from campaign.content.resources.file_types import read_upload
from campaign.sample.category_names import add_category_names
from campaign.sample.paper import pdf_of
from campaign.sample.reading_words import LESSONS, RESOURCES, SampleFile
from campaign.tokens import new_public_id


def add_reading(session: Session, campaign: Campaign, now: datetime) -> int:
    """Add the sample's resources and lessons in the caller's transaction; answers how many. A slug that is taken is left
    to whoever has it."""
    taken = {tuple(row) for row in session.execute(select(Page.kind, Page.slug))}
    added: dict[str, Page] = {}
    for place, resource in enumerate(RESOURCES):
        if (PageKind.RESOURCE, resource.slug) in taken:
            continue
        since = now - timedelta(days=430 - 80 * place)
        page = _add_page(session, campaign, PageKind.RESOURCE, resource.slug, resource.words, since)
        page.category = resource.category
        older = added.get(resource.replaces)
        page.resource = ResourceFacts(
            licence=resource.licence,
            authors=resource.authors,
            issued=f"{since:{resource.issued}}",
            doi="",
            supersedes_id=older.id if older is not None else None,
        )
        for number, file in enumerate(resource.files):
            _add_file(session, campaign, page, file, since + timedelta(minutes=number))
        added[resource.slug] = page
    for place, (slug, words) in enumerate(LESSONS, 1):
        if (PageKind.LESSON, slug) not in taken:
            page = _add_page(session, campaign, PageKind.LESSON, slug, words, now - timedelta(days=75))
            page.place = place
            added[f"lesson {slug}"] = page
    add_category_names(session, [page.category for page in added.values()])
    session.flush()
    return len(added)


def _add_page(
    session: Session, campaign: Campaign, kind: PageKind, slug: str, words: dict[str, PageWords], since: datetime
) -> Page:
    page = Page(
        public_id=new_public_id(),
        kind=kind,
        slug=slug,
        campaign_id=campaign.id,
        language=next(iter(words)),
        state=PageState.PUBLISHED,
        goes_live_at=since,
        created_at=since,
    )
    session.add(page)
    session.flush()
    source: Revision | None = None
    for language, written in words.items():
        revision = Revision(
            page_id=page.id,
            language=language,
            number=1,
            title=written.title,
            summary=written.summary,
            body=written.body,
            source_id=source.id if source is not None else None,
            created_at=since,
            published_at=since,
        )
        session.add(revision)
        session.flush()
        source = source or revision
    return page


def _add_file(session: Session, campaign: Campaign, page: Page, file: SampleFile, since: datetime) -> None:
    asset = None
    if file.name:
        data = (
            pdf_of(file.title, file.text) if file.name.endswith(".pdf") else f"{file.title}\n\n{file.text}\n".encode()
        )
        upload = read_upload(file.name, data)
        asset = Asset(
            public_id=new_public_id(),
            campaign_id=campaign.id,
            name=upload.name,
            media_type=upload.media_type,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            data=data,
            created_at=since,
        )
        session.add(asset)
        session.flush()
    session.add(
        ResourceFile(
            public_id=new_public_id(),
            page_id=page.id,
            language=file.language,
            version=file.version,
            label=file.label,
            asset_id=asset.id if asset is not None else None,
            url=file.url,
            downloads=file.downloads,
            created_at=since,
        )
    )
