"""Reading resources: the list with its facets, one with its files, and what replaces what."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import aliased

from campaign.content.models import Asset, Page, PageKind, PageState, ResourceFacts, ResourceFile, Revision
from campaign.content.queries import Reading, campaign_of_page, public_pages, reading, readings
from campaign.content.refusals import NoSuchPage
from campaign.content.resources.file_types import ending_of, words_of
from campaign.content.resources.licences import Licence, licence_of
from campaign.content.resources.particulars import Issued, authors_of, issued_of
from campaign.content.resources.refusals import FileWithdrawn, NoSuchFile
from campaign.db import db
from campaign.web.language import current_language

LANGUAGE, CATEGORY, LICENCE = "language", "category", "licence"
USED = "used"  # the order by downloads


@dataclass(frozen=True)
class FileShown:
    """A file or link of a resource. `words` says what it is, marked for translation; sizes are in bytes."""

    id: int
    key: str  # the public id, hexadecimal
    language: str
    version: str
    label: str
    url: str
    name: str
    media_type: str
    words: str
    ending: str
    size: int
    sha256: str
    asset_id: int | None
    downloads: int
    withdrawn_at: datetime | None
    created_at: datetime

    @property
    def age(self) -> tuple[tuple[int, ...], int]:
        """Later versions come after earlier ones: by the figures in their names, then by when they were added."""
        return tuple(int(figures) for figures in re.findall(r"[0-9]{1,9}", self.version)), self.id


@dataclass(frozen=True)
class Shelf:
    """The files of a resource: the newest version in each language, and all that came before or was withdrawn."""

    newest: tuple[tuple[str, tuple[FileShown, ...]], ...]
    earlier: tuple[FileShown, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which there is a file or link."""
        return tuple(language for language, _ in self.newest)

    @property
    def version(self) -> str:
        """The newest version in any language; empty without files."""
        found = [file for _, files in self.newest for file in files]
        return max(found, key=lambda file: file.age).version if found else ""

    @property
    def downloads(self) -> int:
        """Presses of the buttons of all files, withdrawn ones too."""
        return sum(file.downloads for _, files in self.newest for file in files) + sum(
            file.downloads for file in self.earlier
        )

    @property
    def endings(self) -> tuple[str, ...]:
        """What kinds of files the newest ones are, each once: PDF, CSV."""
        return tuple(dict.fromkeys(file.ending for _, files in self.newest for file in files if file.ending))


@dataclass(frozen=True)
class Facts:
    """What one must know to use and cite a resource."""

    licence: Licence | None = None
    authors: tuple[str, ...] = ()
    doi: str = ""
    issued: Issued | None = None
    supersedes_id: int | None = None


@dataclass(frozen=True)
class Filters:
    """What the URL asks of the list. `everything`: those too that a newer one replaces."""

    language: str = ""
    category: str = ""
    licence: str = ""
    everything: bool = False
    sort: str = ""

    @property
    def active(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.language or self.category or self.licence)


@dataclass(frozen=True)
class Listed:
    """A resource in the list."""

    reading: Reading
    facts: Facts
    shelf: Shelf
    is_replaced: bool


@dataclass(frozen=True)
class _Row:
    page_id: int
    category: str
    licence: str
    languages: frozenset[str]
    downloads: int
    is_replaced: bool


@dataclass(frozen=True)
class Catalogue:
    """The public resources that a list may show, newest first, and the figures beside its filters."""

    ids: tuple[int, ...]
    total: int  # without any filter, and without those that were replaced
    replaced: int  # how many more there are that a newer one replaces
    facets: dict[str, tuple[tuple[str, int], ...]]


def catalogue(filters: Filters, now: datetime) -> Catalogue:
    """Find the resources that `filters` let through; each facet counts what choosing it would leave."""
    rows = _rows(now)
    shown = [row for row in rows if filters.everything or not row.is_replaced]
    tests: dict[str, Callable[[_Row], bool]] = {
        LANGUAGE: lambda row: not filters.language or filters.language in row.languages,
        CATEGORY: lambda row: not filters.category or row.category == filters.category,
        LICENCE: lambda row: not filters.licence or row.licence == filters.licence,
    }
    values: dict[str, Callable[[_Row], Iterable[str]]] = {
        LANGUAGE: lambda row: row.languages,
        CATEGORY: lambda row: (row.category,),
        LICENCE: lambda row: (row.licence,),
    }
    facets = {}
    for name, value_of in values.items():
        others = [test for other, test in tests.items() if other != name]
        left = [row for row in shown if all(test(row) for test in others)]
        counts = Counter(value for row in left for value in value_of(row) if value)
        facets[name] = tuple(sorted(counts.items(), key=lambda pair: pair[0].casefold()))
    found = [row for row in shown if all(test(row) for test in tests.values())]
    if filters.sort == USED:
        found.sort(key=lambda row: -row.downloads)
    replaced = sum(row.is_replaced for row in rows)
    return Catalogue(tuple(row.page_id for row in found), len(rows) - replaced, replaced, facets)


def _rows(now: datetime) -> list[_Row]:
    """Every public resource in few columns, newest first."""
    public = public_pages(now, PageKind.RESOURCE).subquery()
    languages: dict[int, set[str]] = {}
    downloads: Counter[int] = Counter()
    for page_id, language, presses, given in db.session.execute(
        select(
            ResourceFile.page_id,
            ResourceFile.language,
            func.sum(ResourceFile.downloads),
            func.count().filter(ResourceFile.withdrawn_at.is_(None)),
        )
        .join(public, public.c.id == ResourceFile.page_id)
        .group_by(ResourceFile.page_id, ResourceFile.language)
    ):
        downloads[page_id] += presses
        if given:
            languages.setdefault(page_id, set()).add(language)
    replaced = set(
        db.session.scalars(select(ResourceFacts.supersedes_id).join(public, public.c.id == ResourceFacts.page_id))
    )
    found = db.session.execute(
        select(public.c.id, public.c.category, func.coalesce(ResourceFacts.licence, ""))
        .outerjoin(ResourceFacts, ResourceFacts.page_id == public.c.id)
        .order_by(public.c.goes_live_at.desc(), public.c.id.desc())
    )
    return [
        _Row(id_, category, licence, frozenset(languages.get(id_, ())), downloads[id_], id_ in replaced)
        for id_, category, licence in found
    ]


def listed(page_ids: Sequence[int], now: datetime) -> list[Listed]:
    """Resources as the list shows them, in this order; without published words one is left out."""
    pages = {page.id: page for page in db.session.scalars(select(Page).where(Page.id.in_(page_ids)))}
    facts, files = _facts(page_ids), _files(page_ids)
    replaced = set(
        db.session.scalars(
            public_pages(now, PageKind.RESOURCE)
            .join(ResourceFacts, ResourceFacts.page_id == Page.id)
            .with_only_columns(ResourceFacts.supersedes_id)
            .order_by(None)
        )
    )
    return [
        Listed(
            found,
            facts.get(found.page_id, Facts()),
            shelf(files.get(found.page_id, []), found.home_language),
            found.page_id in replaced,
        )
        for found in readings([pages[page_id] for page_id in page_ids if page_id in pages])
    ]


@dataclass(frozen=True)
class Resource:
    """One resource as the public reads it, and those that it replaces and is replaced by, as far as they are public."""

    reading: Reading
    facts: Facts
    shelf: Shelf
    replaces: tuple[Reading, ...]
    replaced_by: tuple[Reading, ...]


def resource(slug: str, now: datetime) -> Resource:
    """One public resource. Raises NoSuchPage, PageRetired."""
    found = reading(PageKind.RESOURCE, slug, now)
    facts = _facts([found.page_id]).get(found.page_id, Facts())
    public = public_pages(now, PageKind.RESOURCE)
    older = public.where(Page.id == facts.supersedes_id)
    newer = public.join(ResourceFacts, ResourceFacts.page_id == Page.id).where(
        ResourceFacts.supersedes_id == found.page_id
    )
    return Resource(
        found,
        facts,
        shelf(_files([found.page_id]).get(found.page_id, []), found.home_language),
        tuple(readings(db.session.scalars(older).all())),
        tuple(readings(db.session.scalars(newer).all())),
    )


def shelf(files: Sequence[FileShown], home_language: str) -> Shelf:
    """Sort files: the reader's language comes first, then the resource's own, then by code."""
    given = sorted((file for file in files if file.withdrawn_at is None), key=lambda file: file.language)
    newest: list[tuple[str, tuple[FileShown, ...]]] = []
    for language, some in groupby(given, key=lambda file: file.language):
        of_language = list(some)
        latest = max(of_language, key=lambda file: file.age).version
        newest.append((language, tuple(file for file in of_language if file.version == latest)))
    first = (current_language(), home_language)
    newest.sort(key=lambda pair: (first.index(pair[0]) if pair[0] in first else len(first), pair[0]))
    on_top = {file.id for _, some in newest for file in some}
    earlier = sorted((file for file in files if file.id not in on_top), key=lambda file: file.age, reverse=True)
    return Shelf(tuple(newest), tuple(earlier))


def public_file(slug: str, key: str, now: datetime) -> FileShown:
    """A file or link of a public resource by its public id in hexadecimal.

    Raises NoSuchPage, PageRetired, NoSuchFile, FileWithdrawn.
    """
    page_id = reading(PageKind.RESOURCE, slug, now).page_id
    try:
        public_id = bytes.fromhex(key)
    except ValueError:
        raise NoSuchFile from None
    found = _shown(ResourceFile.page_id == page_id, ResourceFile.public_id == public_id)
    if not found:
        raise NoSuchFile
    if found[0][1].withdrawn_at is not None:
        raise FileWithdrawn
    return found[0][1]


def desk_shelf(page: Page) -> Shelf:
    """All files of a resource, as the desk sees them."""
    return shelf(_files([page.id]).get(page.id, []), page.language)


def _facts(page_ids: Sequence[int]) -> dict[int, Facts]:
    rows = db.session.scalars(
        select(ResourceFacts).where(ResourceFacts.page_id.in_(page_ids)).execution_options(populate_existing=True)
    )
    return {
        row.page_id: Facts(
            licence_of(row.licence), authors_of(row.authors), row.doi, issued_of(row.issued), row.supersedes_id
        )
        for row in rows
    }


def _files(page_ids: Sequence[int]) -> dict[int, list[FileShown]]:
    found: dict[int, list[FileShown]] = {}
    for page_id, file in _shown(ResourceFile.page_id.in_(page_ids)):
        found.setdefault(page_id, []).append(file)
    return found


def _shown(*where: ColumnElement[bool]) -> list[tuple[int, FileShown]]:
    rows = db.session.execute(
        select(
            ResourceFile.page_id, ResourceFile.id, ResourceFile.public_id, ResourceFile.language, ResourceFile.version,
            ResourceFile.label, ResourceFile.url, ResourceFile.asset_id, ResourceFile.downloads,
            ResourceFile.withdrawn_at, ResourceFile.created_at,
            Asset.name, Asset.media_type, Asset.size, Asset.sha256,
        )
        .outerjoin(Asset, Asset.id == ResourceFile.asset_id)
        .where(*where)
        .order_by(ResourceFile.id)
    )  # fmt: skip
    return [(row.page_id, _file(row)) for row in rows]


def _file(row: Row[*tuple[Any, ...]]) -> FileShown:
    name = row.name or ""
    return FileShown(
        id=row.id,
        key=row.public_id.hex(),
        language=row.language,
        version=row.version,
        label=row.label,
        url=row.url,
        name=name,
        media_type=row.media_type or "",
        words=words_of(name),
        ending=ending_of(name),
        size=row.size or 0,
        sha256=row.sha256 or "",
        asset_id=row.asset_id,
        downloads=row.downloads,
        withdrawn_at=row.withdrawn_at,
        created_at=row.created_at,
    )


def campaign_of_file(page_id: int, file_id: int) -> int | None:
    """Whose page a file's page is; the file itself is looked for by the verb."""
    return campaign_of_page(page_id)


def facts_for_desk(page_id: int) -> tuple[Page, ResourceFacts]:
    """A resource, a draft too, and its facts as they are stored. Raises NoSuchPage."""
    page = db.session.get(Page, page_id, populate_existing=True)
    if page is None or page.kind != PageKind.RESOURCE:
        raise NoSuchPage
    facts = db.session.get(ResourceFacts, page_id, populate_existing=True)
    return page, facts or ResourceFacts(page_id=page_id, licence="", authors="", doi="", issued="", supersedes_id=None)


def replaceable(page: Page) -> list[tuple[int, str]]:
    """Resources that this one may replace, by title: those of its campaign, or all for one of the whole site."""
    newest = aliased(Revision)
    title = (
        select(newest.title)
        .where(newest.page_id == Page.id, newest.language == Page.language)
        .order_by(newest.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(Page.id, title, Page.slug).where(
        Page.kind == PageKind.RESOURCE, Page.id != page.id, Page.state != PageState.DRAFT
    )
    if page.campaign_id is not None:
        query = query.where(Page.campaign_id == page.campaign_id)
    rows = [(id_, words or slug) for id_, words, slug in db.session.execute(query)]
    return sorted(rows, key=lambda row: row[1].casefold())
