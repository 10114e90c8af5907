"""The one data set of supporters: every number and every list of them, on whatever page or file, is read here.

An organization counts when its support is approved and given on its behalf. Who was approved once and has left or
lapsed is kept apart and never counted; who was never approved is not here at all.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import idna
from sqlalchemy import ColumnElement, Select, String, and_, case, extract, func, or_, select, true, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from campaign.db import db
from campaign.organizations.directory.roll import Entry, Roll, SupporterCounts
from campaign.organizations.models import (
    Authority,
    Capacity,
    Identifier,
    IdentifierScheme,
    Logo,
    Organization,
    OrganizationKind,
    Support,
    SupportState,
)
from campaign.organizations.website import spelled
from campaign.text import folded

PIECE = 1000  # supporters read at once
GONE = (SupportState.LEFT, SupportState.LAPSED)


def counts_as_organization() -> ColumnElement[bool]:
    """What a row of support must be to count; use it wherever SQL counts organizations."""
    return and_(Support.state == SupportState.APPROVED, Support.capacity == Capacity.ON_BEHALF)


def is_public() -> ColumnElement[bool]:
    """Whether the public may know of a support: it is listed, or was and has left or lapsed."""
    return and_(Support.state.in_((SupportState.APPROVED, *GONE)), Support.approved_at.is_not(None))


def gone_at() -> ColumnElement[datetime | None]:
    """When it left or lapsed; None while it is listed."""
    return case(
        (Support.state == SupportState.LEFT, Support.left_at), (Support.state == SupportState.LAPSED, Support.lapsed_at)
    )


def _while_listed(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """What is public only as long as the support is listed, though it may still be stored; else empty."""
    return case((Support.state == SupportState.APPROVED, column), else_="")


@dataclass(frozen=True)
class Supporter:
    """One supporter as the public sees it; `gone_at` when it left or lapsed, else None."""

    id: int
    slug: str
    name: str
    website: str
    country: str
    kind: OrganizationKind
    capacity: Capacity
    affiliate: str
    statement: str
    since: datetime
    state: SupportState
    gone_at: datetime | None
    grade: Authority
    sponsor_id: int | None
    logo_sha256: str | None
    logo_width: int | None
    logo_height: int | None
    logo_alt: str | None
    logo_dark_sha256: str | None
    logo_dark_width: int | None
    logo_dark_height: int | None

    @property
    def website_spelled(self) -> str:
        """The website as people write it."""
        return spelled(self.website)

    @property
    def is_listed(self) -> bool:
        """Whether it stands on the list now."""
        return self.state == SupportState.APPROVED


def supporter_counts(campaign_id: int) -> SupporterCounts:
    """The counts of one campaign, from its rows, in one read."""
    ours = Support.capacity == Capacity.ON_BEHALF
    row = db.session.execute(
        select(
            func.count().filter(counts_as_organization()),
            func.count().filter(Support.state == SupportState.APPROVED, ~ours),
            func.count(Organization.country.distinct()).filter(counts_as_organization()),
            func.count().filter(Support.state == SupportState.LEFT, ours),
            func.count().filter(Support.state == SupportState.LAPSED, ours),
        )
        .select_from(Support)
        .join(Organization)
        .where(Support.campaign_id == campaign_id, is_public())
    ).one()
    return SupporterCounts(*row)


def organizations_since(campaign_id: int, moment: datetime) -> int:
    """How many of the organizations that count were approved at that moment or later."""
    query = select(func.count()).select_from(Support).where(
        Support.campaign_id == campaign_id, counts_as_organization(), Support.approved_at >= moment
    )  # fmt: skip
    return db.session.execute(query).scalar_one()


def organizations_by_campaign() -> dict[int, int]:
    """How many organizations count for each campaign that has any, by its id."""
    query = select(Support.campaign_id, func.count()).where(counts_as_organization()).group_by(Support.campaign_id)
    return dict(db.session.execute(query).all())


def roll(campaign_id: int, words: str = "") -> Roll:
    """All who support a campaign or did, with whether each meets the words, in one read.

    Plain rows, past the object-relational half of the session: there may be thousands, for a page of 25.
    """
    rows = db.session.connection().execute(
        select(
            Support.id,
            type_coerce(Support.state, String),
            type_coerce(Support.capacity, String),
            type_coerce(Organization.kind, String),
            Organization.country,
            type_coerce(Support.authority, String),
            extract("year", Support.approved_at),
            Organization.name_key,
            _meets(words),
        )
        .join(Organization)
        .where(Support.campaign_id == campaign_id, is_public())
        .order_by(func.coalesce(gone_at(), Support.approved_at).desc(), Support.id.desc())
    )
    return Roll([Entry._make(row) for row in rows.all()])


def _meets(words: str) -> ColumnElement[bool]:
    """Each word stands in the name, the website, an identifier, the statement, or the name of who speaks personally."""
    return and_(true(), *(_meets_word(word) for word in words.split()))


def _meets_word(word: str) -> ColumnElement[bool]:
    # An address or identifier may be pasted whole: https://www.example.org/, https://ror.org/05abcde12.
    bare = word.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    last = bare.rpartition("/")[2]
    # Databases fold the case of Latin letters only, or not even that: ask for the usual spellings.
    spellings = {word, word.lower(), word.upper(), word.capitalize()}
    return or_(
        and_(true(), *(Organization.name_key.contains(key, autoescape=True) for key in folded(word).split())),
        Organization.website.contains(_in_ascii(bare), autoescape=True),
        *(_while_listed(Support.statement).icontains(spelling, autoescape=True) for spelling in sorted(spellings)),
        *(_while_listed(Support.affiliate).icontains(spelling, autoescape=True) for spelling in sorted(spellings)),
        select(Identifier.organization_id)
        .where(Identifier.organization_id == Organization.id, Identifier.value.icontains(last, autoescape=True))
        .exists(),
    )


def _in_ascii(address: str) -> str:
    """An address as websites are stored, where that differs: münchen.example as xn--mnchen-3ya.example."""
    host, slash, path = address.partition("/")
    with suppress(idna.IDNAError):
        host = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    return host + slash + path


_COLUMNS: tuple[Any, ...] = (
    Support.id,
    Organization.slug,
    Organization.name,
    Organization.website,
    Organization.country,
    Organization.kind,
    Support.capacity,
    _while_listed(Support.affiliate),
    _while_listed(Support.statement),
    Support.approved_at,
    Support.state,
    gone_at(),
    Support.authority,
    Organization.sponsor_id,
    Logo.sha256,
    Logo.width,
    Logo.height,
    Logo.alt,
    Logo.dark_sha256,
    Logo.dark_width,
    Logo.dark_height,
)


def _public() -> Select[Any]:
    return select(*_COLUMNS).select_from(Support).join(Organization).outerjoin(Logo).where(is_public())


def _pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), PIECE):
        yield ids[start : start + PIECE]


def supporters(entries: Sequence[Entry]) -> list[Supporter]:
    """The words of these entries, in their order; one that went meanwhile is left out."""
    found: dict[int, Supporter] = {}
    for some in _pieces([entry.id for entry in entries]):
        found |= {row[0]: Supporter(*row) for row in db.session.execute(_public().where(Support.id.in_(some)))}
    return [found[entry.id] for entry in entries if entry.id in found]


def newest_supporters(campaign_id: int, limit: int) -> list[Supporter]:
    """The organizations listed last, newest first; personal affiliations are not among them."""
    rows = db.session.execute(
        _public()
        .where(Support.campaign_id == campaign_id, counts_as_organization())
        .order_by(Support.approved_at.desc(), Support.id.desc())
        .limit(limit)
    )
    return [Supporter(*row) for row in rows]


def identifiers_of(support_ids: Sequence[int]) -> dict[int, dict[IdentifierScheme, str]]:
    """The identifiers of the organizations of these supports, by support and scheme."""
    found: dict[int, dict[IdentifierScheme, str]] = {}
    for some in _pieces(support_ids):
        rows = db.session.execute(
            select(Support.id, Identifier.scheme, Identifier.value)
            .join(Identifier, Identifier.organization_id == Support.organization_id)
            .where(Support.id.in_(some))
        )
        for support_id, scheme, value in rows:
            found.setdefault(support_id, {})[scheme] = value
    return found
