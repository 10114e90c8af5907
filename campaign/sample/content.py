"""Load the sample's pages: news, events and partners, some in three languages, and a free page in all."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.audit.record import COMMAND_LINE, record
from campaign.campaigns.models import Campaign
from campaign.content.facts import EventDetails, PageFacts, PartnerDetails
from campaign.content.media.read_picture import read_picture
from campaign.content.models import Asset, Page, PageKind, PageState, Revision
from campaign.db import transaction
from campaign.sample.about_words import ABOUT
from campaign.sample.category_names import add_category_names
from campaign.sample.content_words import EVENTS, NEWS, PARTNERS, PICTURE_ALT
from campaign.sample.sheet import Sheet
from campaign.sample.words import SLUG
from campaign.tokens import new_public_id
from campaign.web.kept import forget_kept

_KINDS = (PageKind.NEWS, PageKind.PAGE, PageKind.EVENT, PageKind.PARTNER)
_INK, _PAPER, _EMPTY = (39, 72, 90), (244, 246, 244), (223, 227, 225)


@dataclass(frozen=True)
class SamplePage:
    """One page to load, public since `shown_at`."""

    kind: PageKind
    slug: str
    sheets: Mapping[str, Sheet]
    shown_at: datetime
    category: str = ""
    in_menu: bool = False
    place: int = 0
    has_cover: bool = False
    facts: PageFacts | None = None


def load_content(now: datetime) -> int:
    """Load the pages once, into the sample campaign and the site; answers how many.

    A site that has a page of these kinds already, whoever wrote it, gets none, and so does one without the sample campaign.
    """
    with transaction() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.slug == SLUG)).one_or_none()
        here = session.scalar(select(Page.id).where(Page.kind.in_(_KINDS)).limit(1))
        if campaign is None or not campaign.is_sample or here is not None:
            return 0
        cover = _picture(session, campaign, now)
        pages = [*_news(now), *_about(now), *_events(now), *_partners(now)]
        for each in pages:
            _add(session, campaign, each, cover)
        add_category_names(session, [each.category for each in pages])
        record(
            COMMAND_LINE.id,
            COMMAND_LINE.name,
            "sample.loaded",
            f"{SLUG}: pages",
            now,
            campaign_id=campaign.id,
            subject=f"campaign {campaign.id}",
            pages=len(pages),
        )
    forget_kept()
    return len(pages)


def _news(now: datetime) -> list[SamplePage]:
    return [
        SamplePage(
            PageKind.NEWS, slug, sheets, now - timedelta(days=days), category=category, has_cover=slug == NEWS[0][0]
        )
        for slug, days, category, sheets in NEWS
    ]


def _about(now: datetime) -> list[SamplePage]:
    return [SamplePage(PageKind.PAGE, "about", ABOUT, now - timedelta(days=200), in_menu=True, place=1)]


def _events(now: datetime) -> list[SamplePage]:
    found = []
    for slug, days, hours, zone, place, online_url, sheets in EVENTS:
        begins = (now + timedelta(days=days)).replace(hour=17, minute=0, second=0, microsecond=0)
        details = EventDetails(
            starts_at=begins,
            ends_at=begins + timedelta(hours=hours),
            zone=zone,
            place=place,
            online_url=online_url,
        )
        found.append(SamplePage(PageKind.EVENT, slug, sheets, now - timedelta(days=60), facts=details))
    return found


def _partners(now: datetime) -> list[SamplePage]:
    return [
        SamplePage(
            PageKind.PARTNER, slug, sheets, now - timedelta(days=150),
            place=place, facts=PartnerDetails(website=website, role=role),
        )
        for place, (slug, website, role, sheets) in enumerate(PARTNERS, start=1)
    ]  # fmt: skip


def _add(session: Session, campaign: Campaign, sample: SamplePage, cover: Asset) -> None:
    page = Page(
        public_id=new_public_id(),
        kind=sample.kind,
        slug=sample.slug,
        campaign_id=campaign.id if sample.kind in (PageKind.NEWS, PageKind.EVENT) else None,
        language="en",
        category=sample.category,
        state=PageState.PUBLISHED,
        goes_live_at=sample.shown_at,
        in_menu=sample.in_menu,
        place=sample.place,
        cover_id=cover.id if sample.has_cover else None,
        created_at=sample.shown_at,
    )
    if sample.facts is not None:
        sample.facts.write_to(page)
    session.add(page)
    session.flush()
    own: Revision | None = None
    for language, sheet in sample.sheets.items():
        revision = Revision(
            page_id=page.id,
            language=language,
            number=1,
            title=sheet.title,
            summary=sheet.summary,
            body=sheet.body,
            source_id=own.id if own is not None else None,
            edits=1,
            created_at=sample.shown_at,
            published_at=sample.shown_at,
        )
        session.add(revision)
        session.flush()
        own = own or revision


def _picture(session: Session, campaign: Campaign, now: datetime) -> Asset:
    """A hundred trials as squares: those with a result are full."""
    columns, rows, side, gap = 16, 9, 76, 20
    drawn = Image.new("RGB", (columns * (side + gap) + gap, rows * (side + gap) + gap), _PAPER)
    pen = ImageDraw.Draw(drawn)
    for number in range(columns * rows):
        x, y = gap + number % columns * (side + gap), gap + number // columns * (side + gap)
        reported = (number * 7 + number // 5) % 4 != 0
        pen.rectangle((x, y, x + side, y + side), fill=_INK if reported else _EMPTY)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    made = read_picture(out.getvalue())
    asset = Asset(
        public_id=new_public_id(),
        campaign_id=campaign.id,
        name="one-in-four.jpg",
        media_type=made.media_type,
        size=len(made.data),
        sha256=made.sha256,
        width=made.width,
        height=made.height,
        alt=dict(PICTURE_ALT),
        credit="Drawn for the sample, public domain",
        data=made.data,
        created_at=now,
    )
    session.add(asset)
    session.flush()
    return asset
