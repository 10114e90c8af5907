"""Reading content: what the public may see, in the reader's language as far as there is one, and what the desk has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_

from campaign.content.models import Asset, Page, PageKind, PageState, Revision
from campaign.content.refusals import NoSuchPage, PageRetired
from campaign.db import db
from campaign.web.language import current_language
from campaign.web.moved import Moved

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
    name: str = "picture"

    @property
    def path(self) -> str:
        """Where the site shows it."""
        return f"/media/{self.public_id.hex()}/{self.name}"


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
            asset.name,
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


def words_to_translate(page_id: int, language: str) -> Revision | None:
    """The words in the page's own language that translations are made from: those that wait for their moment, else
    those in force, else the draft.
    """
    newest = newest_revision(page_id, language)
    if newest is not None and newest.due_at is not None and newest.published_at is None:
        return newest
    return revision_in_force(page_id, language) or newest


def made_from(page: Page, language: str) -> Revision | None:
    """The words of which the public translation is, when those to translate are newer; None for one up to date."""
    public, home = revision_in_force(page.id, language), words_to_translate(page.id, page.language)
    if language == page.language or public is None or home is None or public.source_id in (None, home.id):
        return None
    return db.session.get(Revision, public.source_id)


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


def page_by_public_id(public_id: bytes) -> Page | None:
    """One page by its name outside the database, a draft too."""
    return db.session.scalars(select(Page).where(Page.public_id == public_id)).one_or_none()


def campaign_of_page(page_id: int) -> int | None:
    """For gates: the campaign of a page; None for one of the whole site, or when there is none."""
    return db.session.scalar(select(Page.campaign_id).where(Page.id == page_id))


def moved_page(kind: PageKind, slug: str, now: datetime) -> Page | None:
    """The page that once had this address and that the public sees, or saw, at another one."""
    found = db.session.scalar(select(Moved.object_id).where(Moved.kind == kind.value, Moved.slug == slug))
    page = db.session.get(Page, found) if found is not None else None
    return page if page is not None and page.goes_live_at is not None and page.goes_live_at <= now else None


def drafted(page: Page) -> Reading:
    """A page as it would be read once its newest words were published, in the language at hand or its own."""
    language = current_language()
    newest = newest_revision(page.id, language) or newest_revision(page.id, page.language)
    assert newest is not None  # a page is made with its first words
    covers = _pictures([page.cover_id] if page.cover_id is not None else [], language)
    return Reading(
        page_id=page.id,
        public_id=page.public_id,
        kind=page.kind,
        slug=page.slug,
        category=page.category,
        campaign_id=page.campaign_id,
        place=page.place,
        home_language=page.language,
        language=newest.language,
        languages=tuple(each.language for each in newest_words(page.id)),
        is_outdated=False,
        title=newest.title,
        summary=newest.summary,
        body=newest.body,
        goes_live_at=page.goes_live_at or newest.created_at,
        updated_at=newest.published_at or newest.created_at,
        picture=covers.get(page.cover_id or 0),
    )


def newest_words(page_id: int) -> list[Revision]:
    """The newest words of a page in each language that has any, its own language first."""
    rows = db.session.scalars(
        select(Revision)
        .where(Revision.page_id == page_id)
        .order_by(Revision.number)
        .execution_options(populate_existing=True)
    )
    newest = {revision.language: revision for revision in rows}
    own = db.session.scalar(select(Page.language).where(Page.id == page_id))
    return sorted(newest.values(), key=lambda each: (each.language != own, each.language))


def neighbours(reading: Reading, now: datetime) -> tuple[Reading | None, Reading | None]:
    """The news before and after this one, in the order in which they became public."""
    here = tuple_(Page.goes_live_at, Page.id)
    this = tuple_(literal(reading.goes_live_at, Page.goes_live_at.type), literal(reading.page_id))
    query = public_pages(now, reading.kind)
    older = db.session.scalars(query.where(here < this).limit(1)).all()
    newer = db.session.scalars(
        query.where(here > this).order_by(None).order_by(Page.goes_live_at, Page.id).limit(1)
    ).all()
    before, after = readings(older), readings(newer)
    return (before[0] if before else None), (after[0] if after else None)


def categories(kind: PageKind, now: datetime) -> list[tuple[str, int]]:
    """The categories of a kind that have something public, with how many pages, by name."""
    shown = public_pages(now, kind).order_by(None).with_only_columns(Page.category, func.count())
    found = db.session.execute(shown.where(Page.category != "").group_by(Page.category))
    return sorted((category, count) for category, count in found)


def campaigns_with(kind: PageKind, now: datetime) -> dict[int, int]:
    """How many public pages of a kind each campaign has."""
    shown = public_pages(now, kind).order_by(None).with_only_columns(Page.campaign_id, func.count())
    found = db.session.execute(shown.where(Page.campaign_id.is_not(None)).group_by(Page.campaign_id))
    return {campaign_id: count for campaign_id, count in found if campaign_id is not None}


def known_categories(whose: ColumnElement[bool]) -> list[str]:
    """The categories of those pages, for the desk to choose from."""
    return sorted(db.session.scalars(select(Page.category).where(Page.category != "", whose).distinct()))
