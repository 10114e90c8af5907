"""The map of the site for search engines (sitemaps.org 0.9): every public page once in each language it can be read in.

Up to 10,000 addresses are one file; more are parts of 10,000, with an index. Registers may hold hundreds of thousands
of trials, so the long lists are counted and read in pieces.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from sqlalchemy import Select, func, or_, select

from campaign.campaigns.queries import public_campaigns
from campaign.clock import now
from campaign.content.models import PageKind
from campaign.content.queries import PLACES, public_pages, readings
from campaign.db import db
from campaign.organizations.directory.queries import is_public
from campaign.organizations.models import Organization, Support
from campaign.trackers.edition_queries import Edition, newest_judged
from campaign.trackers.law import PUBLISHED_VERSION
from campaign.trackers.models import SponsorKind, Standing, TrackedSponsor, Trial, Verdict
from campaign.web.errors import NotFound
from campaign.web.formats import stamp
from campaign.web.language import offered, public_address

PART: Final = 10_000  # addresses in one file
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True)
class Listed:
    """One page: its path, when it last changed, and the languages in which it can be read (none: it has only one)."""

    path: str
    changed: datetime | date | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Some pages: how many, and a way to read those from one place on."""

    length: int
    read: Callable[[int, int], Sequence[Listed]]  # offset, limit


def sitemap() -> str:
    """The map itself, or when there are more than one file takes, the index of its parts."""
    sections = _sections()
    total = sum(section.length for section in sections)
    if total <= PART:
        return _written(_from(sections, 0, total))
    parts = "".join(
        f"<sitemap><loc>{escape(public_address(f'/sitemap-{number}.xml', offered()[0]))}</loc></sitemap>\n"
        for number in range(1, -(-total // PART) + 1)
    )
    return f'{_HEAD}<sitemapindex xmlns="{_SCHEMA}">\n{parts}</sitemapindex>\n'


def sitemap_part(number: int) -> str:
    """One part of the map, from 1. Raises NotFound when there is none."""
    sections = _sections()
    if not 1 <= number <= -(-sum(section.length for section in sections) // PART):
        raise NotFound
    return _written(_from(sections, (number - 1) * PART, PART))


def _from(sections: Sequence[Section], offset: int, limit: int) -> Iterator[Listed]:
    for section in sections:
        if limit <= 0:
            return
        if offset < section.length:
            found = section.read(offset, limit)
            yield from found
            limit -= min(limit, section.length - offset)
        offset = max(0, offset - section.length)


def _written(pages: Iterator[Listed]) -> str:
    lines = "".join(_urls(page) for page in pages)
    return f'{_HEAD}<urlset xmlns="{_SCHEMA}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{lines}</urlset>\n'


def _urls(page: Listed) -> str:
    languages = [language for language in offered() if language in page.languages]
    changed = f"<lastmod>{_when(page.changed)}</lastmod>" if page.changed is not None else ""
    others = ""
    if len(languages) > 1:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(public_address(page.path, language))}/>'
            for language in languages
        )
    return "".join(
        f"<url><loc>{escape(public_address(page.path, language))}</loc>{changed}{others}</url>\n"
        for language in languages or offered()[:1]
    )


def _when(changed: datetime | date) -> str:
    return stamp(changed) if isinstance(changed, datetime) else changed.isoformat()


def _sections() -> list[Section]:
    few = _few()
    judged = newest_judged(PUBLISHED_VERSION)
    sections = [
        Section(len(few), lambda offset, limit: few[offset : offset + limit]),
        _rows(
            select(Organization.slug, func.max(Support.approved_at))
            .join(Support, Support.organization_id == Organization.id)
            .where(is_public())
            .group_by(Organization.id, Organization.slug)
            .order_by(Organization.id),
            lambda slug, changed: Listed(f"/organizations/{slug}", changed),
        ),
    ]
    days = {each.snapshot_id: (each.register.value, each.data_date) for each in judged}

    def tracked(place: str, name: str, snapshot_id: int) -> Listed:
        register, day = days[snapshot_id]
        return Listed(f"/trackers/{register}/{place}/{name}", day)

    if judged:
        query = (
            select(TrackedSponsor.slug, Standing.snapshot_id)
            .join(Standing, Standing.sponsor_id == TrackedSponsor.id)
            .where(_under(Standing, judged), Standing.kind != SponsorKind.INDIVIDUAL)
            .order_by(Standing.snapshot_id, TrackedSponsor.id)
        )
        sections.append(_rows(query, lambda slug, snapshot_id: tracked("sponsors", slug, snapshot_id)))
        trials = (
            select(Trial.identifier, Verdict.snapshot_id)
            .join(Verdict, Verdict.trial_id == Trial.id)
            .where(_under(Verdict, judged))
            .order_by(Verdict.snapshot_id, Verdict.trial_id)
        )
        sections.append(_rows(trials, lambda identifier, snapshot_id: tracked("trials", identifier, snapshot_id)))
    return sections


def _under(table: type[Standing] | type[Verdict], editions: Sequence[Edition]) -> Any:
    return or_(
        *(
            (table.snapshot_id == edition.snapshot_id) & (table.rule_version == edition.rule_version)
            for edition in editions
        )
    )


def _rows(query: Select[*tuple[Any, ...]], listed: Callable[..., Listed]) -> Section:
    length = db.session.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()

    def read(offset: int, limit: int) -> list[Listed]:
        return [listed(*row) for row in db.session.execute(query.offset(offset).limit(limit))]

    return Section(length, read)


def _few() -> list[Listed]:
    """Pages that are not many: sections, campaigns, content."""
    moment, everywhere = now(), tuple(offered())
    campaigns = public_campaigns()
    read = readings(db.session.scalars(public_pages(moment)).all())
    content = [Listed(page.path, page.updated_at, page.languages) for page in read]
    kinds = {page.kind: page.updated_at for page in reversed(read)}
    newest = [*kinds.values(), *(campaign.opened_at for campaign in campaigns if campaign.opened_at is not None)]
    places = [
        Listed(PLACES[kind], kinds[kind], everywhere) for kind in PLACES if kind in kinds and kind != PageKind.PAGE
    ]
    of_campaigns = [
        page
        for campaign in campaigns
        for page in (
            Listed(f"/c/{campaign.slug}", campaign.published_at, campaign.languages),
            Listed(f"/c/{campaign.slug}/supporters", None, everywhere),
            Listed(f"/c/{campaign.slug}/promises", None, everywhere),
        )
    ]
    return [
        Listed("/", max(newest, default=None), everywhere),
        Listed("/how-we-count", None, everywhere),
        Listed("/privacy", None, everywhere),
        Listed("/trackers"),
        Listed("/trackers/methods"),
        *(
            Listed(f"/trackers/{edition.register.value}", edition.data_date)
            for edition in newest_judged(PUBLISHED_VERSION)
        ),
        *of_campaigns,
        *places,
        *content,
    ]
