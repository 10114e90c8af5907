"""Reading organizations' support. Every number on every page comes from these rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from campaign.db import db
from campaign.organizations.models import Capacity, Logo, Organization, OrganizationKind, Support, SupportState
from campaign.organizations.names import resemble
from campaign.organizations.website import host_of, spelled
from campaign.text import folded
from campaign.tokens import link_is_genuine, link_public_id
from campaign.web.paging import Page, paged

PURPOSE = "support"
PAGE_SIZE = 25


@dataclass(frozen=True)
class SupporterCounts:
    """How many stand behind a campaign: organizations, people who sign personally with an affiliation, countries of the
    organizations, and organizations that have left."""

    organizations: int
    personal: int
    countries: int
    left: int


@dataclass(frozen=True)
class Supporter:
    """One listed supporter, as the public sees it."""

    slug: str
    name: str
    website: str
    country: str
    kind: OrganizationKind
    capacity: Capacity
    affiliate: str
    statement: str
    since: datetime
    logo_sha256: str | None
    logo_width: int | None
    logo_height: int | None
    sponsor_id: int | None

    @property
    def website_spelled(self) -> str:
        """The website as people write it."""
        return spelled(self.website)


@dataclass(frozen=True)
class Filters:
    """What a visitor of the directory asks for. Empty means any."""

    words: str = ""
    kinds: tuple[OrganizationKind, ...] = ()
    countries: tuple[str, ...] = ()
    capacity: Capacity = Capacity.ON_BEHALF
    by_name: bool = False

    def without(self, part: str) -> "Filters":
        """The same with one of 'words', 'kinds', 'countries' dropped."""
        return Filters(
            "" if part == "words" else self.words,
            () if part == "kinds" else self.kinds,
            () if part == "countries" else self.countries,
            self.capacity,
            self.by_name,
        )

    @property
    def active(self) -> list[str]:
        """Which parts narrow the list."""
        return [part for part in ("words", "kinds", "countries") if getattr(self, part)]


@dataclass(frozen=True)
class Facets:
    """How many supporters each further choice would show: pairs of value and number, most first."""

    kinds: Sequence[tuple[OrganizationKind, int]]
    countries: Sequence[tuple[str, int]]


def supporter_counts(campaign_id: int) -> SupporterCounts:
    """The counts of one campaign, from its rows, in one read."""
    listed = Support.state == SupportState.APPROVED
    ours = Support.capacity == Capacity.ON_BEHALF
    row = db.session.execute(
        select(
            func.count().filter(listed, ours),
            func.count().filter(listed, ~ours),
            func.count(Organization.country.distinct()).filter(listed, ours),
            func.count().filter(Support.state == SupportState.LEFT, ours),
        )
        .select_from(Support)
        .join(Organization)
        .where(Support.campaign_id == campaign_id, Support.state.in_((SupportState.APPROVED, SupportState.LEFT)))
    ).one()
    return SupporterCounts(*row)


_COLUMNS = (
    Organization.slug,
    Organization.name,
    Organization.website,
    Organization.country,
    Organization.kind,
    Support.capacity,
    Support.affiliate,
    Support.statement,
    Support.approved_at,
    Logo.sha256,
    Logo.width,
    Logo.height,
    Organization.sponsor_id,
)


def _listed(campaign_id: int, capacity: Capacity, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Support)
        .join(Organization)
        .where(
            Support.campaign_id == campaign_id,
            Support.state == SupportState.APPROVED,
            Support.capacity == capacity,
        )
    )


def newest_supporters(campaign_id: int, limit: int) -> list[Supporter]:
    """The organizations listed last, newest first; personal affiliations are not among them."""
    rows = db.session.execute(
        _listed(campaign_id, Capacity.ON_BEHALF, *_COLUMNS)
        .outerjoin(Logo)
        .order_by(Support.approved_at.desc(), Support.id.desc())
        .limit(limit)
    )
    return [Supporter(*row) for row in rows]


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Organization.name_key.contains(word, autoescape=True) for word in folded(filters.words).split()
    ]
    if filters.kinds:
        conditions.append(Organization.kind.in_(filters.kinds))
    if filters.countries:
        conditions.append(Organization.country.in_(filters.countries))
    return conditions


def directory(campaign_id: int, filters: Filters, number: int) -> Page:
    """One page of listed supporters; its rows are `Supporter`."""
    order: tuple[ColumnElement[Any], ...] = (Support.approved_at.desc(), Support.id.desc())
    if filters.by_name:
        order = (Organization.name_key.asc(), Support.id.asc())
    query = _listed(campaign_id, filters.capacity, *_COLUMNS).outerjoin(Logo).where(*_conditions(filters))
    page = paged(query.order_by(*order), number=number, size=PAGE_SIZE, scalars=False)
    return Page([Supporter(*row) for row in page.rows], page.number, page.total, page.size)


def how_many(campaign_id: int, filters: Filters) -> int:
    """How many supporters match."""
    query = _listed(campaign_id, filters.capacity, func.count()).where(*_conditions(filters))
    return int(db.session.execute(query).scalar_one())


def facets(campaign_id: int, filters: Filters) -> Facets:
    """Numbers for kinds and countries, each under all the other filters; what is chosen is there even with none."""
    return Facets(
        _facet(campaign_id, filters.without("kinds"), Organization.kind, filters.kinds),
        _facet(campaign_id, filters.without("countries"), Organization.country, filters.countries),
    )


def _facet(campaign_id: int, filters: Filters, column: Any, chosen: Sequence[Any]) -> list[tuple[Any, int]]:
    query = _listed(campaign_id, filters.capacity, column, func.count()).where(*_conditions(filters)).group_by(column)
    found: dict[Any, int] = dict(db.session.execute(query).all())
    found.update({value: 0 for value in chosen if value not in found})
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def public_logo(slug: str) -> Logo | None:
    """The logo of an organization that some campaign lists, or None."""
    return db.session.scalars(
        select(Logo)
        .join(Organization)
        .where(
            Organization.slug == slug,
            select(Support.id)
            .where(Support.organization_id == Organization.id, Support.state == SupportState.APPROVED)
            .exists(),
        )
    ).one_or_none()


def support_by_token(token: str) -> Support | None:
    """The application that a mailed link is for, or None when the link is forged, damaged or its row is gone."""
    public_id = link_public_id(token)
    if public_id is None:
        return None
    support = db.session.scalars(select(Support).where(Support.public_id == public_id)).one_or_none()
    if support is None or not link_is_genuine(token, PURPOSE, public_id, support.token_version):
        return None
    return support


def campaign_of_support(support_id: int) -> int | None:
    """Id of the campaign that an application is for, or None when there is no such application."""
    return db.session.scalar(select(Support.campaign_id).where(Support.id == support_id))


def support_by_id(support_id: int) -> Support | None:
    """One application for the desk."""
    return db.session.get(Support, support_id)


def supports_by_id(ids: Sequence[int]) -> Sequence[Support]:
    """Applications by id, in no order."""
    return db.session.scalars(
        select(Support).where(Support.id.in_(ids)).execution_options(populate_existing=True)
    ).all()


def waiting_count(mine: ColumnElement[bool]) -> int:
    """How many applications wait for a person to decide, of campaigns that fit `mine`."""
    query = select(func.count()).select_from(Support).where(Support.state == SupportState.WAITING, mine)
    return db.session.execute(query).scalar_one()


def next_waiting(after: Support, mine: ColumnElement[bool]) -> int | None:
    """Id of the application that has waited longest, other than this one."""
    query = (
        select(Support.id)
        .where(Support.state == SupportState.WAITING, Support.id != after.id, mine)
        .order_by(Support.confirmed_at, Support.id)
        .limit(1)
    )
    return db.session.execute(query).scalar()


def look_alikes(support: Support, limit: int = 8) -> list[Support]:
    """Other applications to the same campaign whose name or website resembles this one's."""
    rows = db.session.execute(
        select(Support.id, Organization.name_key, Organization.website)
        .join(Organization)
        .where(Support.campaign_id == support.campaign_id, Support.id != support.id)
    ).all()
    mine, host = support.organization.name_key, host_of(support.organization.website)
    alike = [id_ for id_, key, website in rows if resemble(mine, key) or host_of(website) == host][:limit]
    return sorted(supports_by_id(alike), key=lambda other: other.organization.name_key)
