"""Reading content: what the public may see, in the reader's language as far as there is one, and what the desk has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from campaign.content.models import Asset, Page, PageKind, PageState, Revision
from campaign.content.refusals import NoSuchPage, PageRetired
from campaign.db import db
from campaign.web.language import current_language

# Where the public finds each kind; a page's address is its place and its slug.
PLACES = {
    PageKind.NEWS: "/news",
    PageKind.PAGE: "/pages",
    PageKind.RESOURCE: "/resources",
    PageKind.LESSON: "/learn",
    PageKind.EVENT: "/events",
    PageKind.PARTNER: "/partners",
}


@dataclass(frozen=True)
class Picture:
    """The picture above a page."""

    public_id: bytes
    width: int
    height: int
    alt: str
    credit: str


@dataclass(frozen=True)
class Reading:
    """A page as the public reads it, its words in one language."""

    page_id: int
    public_id: bytes
    kind: PageKind
    slug: str
    category: str
    campaign_id: int | None
    place: int
    home_language: str
    language: str  # of the words; the page's own where the reader's language is lacking
    languages: tuple[str, ...]  # in which it can be read, its own first
    is_outdated: bool  # a translation of an earlier revision than the one in force
    title: str
    summary: str
    body: str
    goes_live_at: datetime
    updated_at: datetime  # when these words were published
    picture: Picture | None

    @property
    def path(self) -> str:
        """Where it stands, without a language."""
        return f"{PLACES[self.kind]}/{self.slug}"


def public_pages(now: datetime, *kinds: PageKind) -> Select[Page]:
    """Query of the pages of these kinds (all without any) that the public sees at `now`, newest first."""
    wanted = (Page.kind.in_(kinds),) if kinds else ()
    return (
        select(Page)
        .where(Page.state == PageState.PUBLISHED, Page.goes_live_at <= now, *wanted)
        .order_by(Page.goes_live_at.desc(), Page.id.desc())
    )


def readings(pages: Sequence[Page]) -> list[Reading]:
    """Pages with their words in the language at hand, in the order given; without published words one is left out."""
    language = current_language()
    by_page = {page.id: _Published(page) for page in pages}
    rows = db.session.scalars(
        select(Revision)
        .where(Revision.page_id.in_(by_page), Revision.published_at.is_not(None))
        .order_by(Revision.number)
        .execution_options(populate_existing=True)
    )
    for revision in rows:
        by_page[revision.page_id].newest[revision.language] = revision
    pictures = _pictures([page.cover_id for page in pages if page.cover_id is not None], language)
    found = (by_page[page.id].read(language, pictures.get(page.cover_id or 0)) for page in pages)
    return [reading for reading in found if reading is not None]


class _Published:
    """The newest published revision of a page in each language."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.newest: dict[str, Revision] = {}

    def read(self, language: str, picture: Picture | None) -> Reading | None:
        page, home = self.page, self.newest.get(self.page.language)
        words = self.newest.get(language) or home
        if words is None or words.published_at is None or page.goes_live_at is None:
            return None
        return Reading(
            page_id=page.id,
            public_id=page.public_id,
            kind=page.kind,
            slug=page.slug,
            category=page.category,
            campaign_id=page.campaign_id,
            place=page.place,
            home_language=page.language,
            language=words.language,
            languages=(page.language, *sorted(each for each in self.newest if each != page.language)),
            is_outdated=home is not None and words is not home and words.source_id != home.id,
            title=words.title,
            summary=words.summary,
            body=words.body,
            goes_live_at=page.goes_live_at,
            updated_at=max(words.published_at, page.goes_live_at),
            picture=picture,
        )


def _pictures(asset_ids: Sequence[int], language: str) -> dict[int, Picture]:
    rows = db.session.scalars(select(Asset).where(Asset.id.in_(asset_ids))) if asset_ids else ()
    return {
        asset.id: Picture(
            asset.public_id,
            asset.width or 0,
            asset.height or 0,
            asset.alt.get(language) or next(iter(asset.alt.values()), ""),
            asset.credit,
        )
        for asset in rows
    }


def reading(kind: PageKind, slug: str, now: datetime) -> Reading:
    """One public page. Raises NoSuchPage, also for drafts and what is not live yet, and PageRetired."""
    page = db.session.scalars(select(Page).where(Page.kind == kind, Page.slug == slug)).one_or_none()
    if page is not None and page.state == PageState.RETIRED and page.goes_live_at is not None:
        raise PageRetired
    shown = page is not None and page.state == PageState.PUBLISHED
    found = readings([page]) if page is not None and shown and page.goes_live_at and page.goes_live_at <= now else []
    if not found:
        raise NoSuchPage
    return found[0]


def newest_news(now: datetime, *, campaign_id: int | None = None, most: int = 3) -> list[Reading]:
    """The newest news: of one campaign and of the whole site, or of everything."""
    query = public_pages(now, PageKind.NEWS)
    if campaign_id is not None:
        query = query.where((Page.campaign_id == campaign_id) | Page.campaign_id.is_(None))
    return readings(db.session.scalars(query.limit(most)).all())


def newest_revision(page_id: int, language: str) -> Revision | None:
    """The newest words of a page in one language, a draft too, fresh from the database."""
    return db.session.scalars(_revisions(page_id, language).limit(1)).first()


def revision_in_force(page_id: int, language: str) -> Revision | None:
    """The words of a page that readers of one language see; None when none were published."""
    return db.session.scalars(_revisions(page_id, language).where(Revision.published_at.is_not(None)).limit(1)).first()


def revisions_of(page_id: int, language: str) -> Sequence[Revision]:
    """All words a page ever had in one language, newest first."""
    return db.session.scalars(_revisions(page_id, language)).all()


def _revisions(page_id: int, language: str) -> Select[Revision]:
    return (
        select(Revision)
        .where(Revision.page_id == page_id, Revision.language == language)
        .order_by(Revision.number.desc())
        .execution_options(populate_existing=True)
    )


def page_for_desk(page_id: int) -> Page:
    """One page, a draft too, fresh from the database. Raises NoSuchPage."""
    page = db.session.get(Page, page_id, populate_existing=True)
    if page is None:
        raise NoSuchPage
    return page


def campaign_of_page(page_id: int) -> int | None:
    """For gates: the campaign of a page; None for one of the whole site, or when there is none."""
    return db.session.scalar(select(Page.campaign_id).where(Page.id == page_id))
