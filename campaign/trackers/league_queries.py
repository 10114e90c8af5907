"""The league table of a register: sponsors with their records, ranked before they are searched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, null, select
from sqlalchemy.orm import aliased

from campaign.db import db
from campaign.text import folded
from campaign.trackers.edition_queries import Edition
from campaign.trackers.interval import share_interval
from campaign.trackers.models import SHOWN, Headline, Snapshot, SponsorKind, Standing, TrackedSponsor
from campaign.trackers.rules.verdict import years_after
from campaign.web.paging import Page

PAGE_SIZE: Final = 50
MINIMA: Final = (30, 10, 1)
MAJOR: Final = "major"
# A default that shows fewer sponsors than this is no table.
_ENOUGH: Final = 10
_NEAR_A_YEAR: Final = timedelta(days=60)

SORTS: Final = ("percent", "name", "due", "reported", "overdue", "change", "late", "fine")
STATUSES: Final = ("overdue", "complete", "inconsistent")


@dataclass(frozen=True, slots=True)
class LeagueChoice:
    """What a reader asks of the table. `least` is the number of due trials, or MAJOR; `backwards` turns the order."""

    least: int | str
    words: str = ""
    kind: SponsorKind | None = None
    country: str = ""
    status: str = ""
    sort: str = "percent"
    backwards: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """A sponsor in the table. `change` in percentage points over a year, `rank` among those with enough due."""

    slug: str
    name: str
    country: str
    kind: SponsorKind
    due: int
    reported: int
    inconsistent: int
    days_late: int
    finable_days: int
    percent: float | None
    rank: int
    change: float | None

    @property
    def overdue(self) -> int:
        """Due without results."""
        return self.due - self.reported

    @property
    def interval(self) -> tuple[float, float] | None:
        """In which range the true share lies, 19 times in 20."""
        return share_interval(self.reported, self.due)


@dataclass(frozen=True, slots=True)
class YearBefore:
    """The day a table is compared with, some year before, and the register's share on it."""

    snapshot_id: int
    data_date: date
    percent: float | None


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many sponsors have a trial at all, at least 1, 10 and 30 due, and how many are major."""

    all: int
    at_least: Mapping[int | str, int]

    @property
    def default(self) -> int:
        """30, or if fewer than ten sponsors have so many, the largest smaller number that ten reach."""
        return next((least for least in MINIMA if self.at_least[least] >= _ENOUGH), MINIMA[-1])


def league_sizes(edition: Edition) -> Sizes:
    """How many sponsors reach each size."""
    row = db.session.execute(
        select(
            func.count(),
            *(func.count().filter(Standing.due >= each) for each in MINIMA),
            func.count().filter(Standing.major),
        ).where(*_of(edition))
    ).one()
    return Sizes(row[0], dict(zip((*MINIMA, MAJOR), row[1:], strict=True)))


def league_facets(edition: Edition) -> tuple[list[SponsorKind], list[str]]:
    """Which kinds and countries the sponsors are of, as far as somebody has said."""
    kinds = db.session.scalars(select(Standing.kind).where(*_of(edition)).distinct())
    countries = db.session.scalars(
        select(TrackedSponsor.country)
        .join(Standing, Standing.sponsor_id == TrackedSponsor.id)
        .where(*_of(edition), TrackedSponsor.country != "")
        .distinct()
    )
    found = set(kinds)
    return [kind for kind in SponsorKind if kind in found], sorted(countries)


def year_before(edition: Edition) -> YearBefore | None:
    """The snapshot with sponsors nearest to one year before, if one lies within 60 days of it."""
    wanted = years_after(edition.data_date, -1)
    near = db.session.execute(
        select(Snapshot.id, Snapshot.data_date).where(
            Snapshot.register == edition.register,
            SHOWN,
            Snapshot.data_date.between(wanted - _NEAR_A_YEAR, wanted + _NEAR_A_YEAR),
            exists().where(Standing.snapshot_id == Snapshot.id, Standing.rule_version == edition.rule_version),
        )
    ).all()
    if not near:
        return None
    snapshot_id, day = min(near, key=lambda row: abs(row[1] - wanted))
    due, reported = db.session.execute(
        select(func.sum(Headline.due), func.sum(Headline.reported)).where(
            Headline.snapshot_id == snapshot_id, Headline.rule_version == edition.rule_version
        )
    ).one()
    return YearBefore(snapshot_id, day, round(100 * reported / due, 1) if due else None)


def league_page(edition: Edition, choice: LeagueChoice, before: YearBefore | None) -> Page:
    """One page of LeagueRows; a number past the end gives the last page."""
    query = _ranked(edition, choice, before)
    found = _searched(query.subquery("ranked"), choice)
    total = db.session.execute(select(func.count()).select_from(found.order_by(None).subquery())).scalar_one()
    number = min(choice.page, max(1, -(-total // PAGE_SIZE)))
    rows = db.session.execute(found.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return Page([LeagueRow(*row) for row in rows], number, total, PAGE_SIZE)


def sponsors_with_page(page: Page, judged: Edition | None) -> frozenset[str]:
    """Those sponsors of a page of the table whose trials are here: published figures may name others."""
    if judged is None:
        return frozenset()
    slugs = [row.slug for row in page.rows]
    query = select(TrackedSponsor.slug).join(Standing, Standing.sponsor_id == TrackedSponsor.id)
    return frozenset(db.session.scalars(query.where(*_of(judged), TrackedSponsor.slug.in_(slugs))))


def _of(edition: Edition) -> tuple[ColumnElement[bool], ...]:
    return Standing.snapshot_id == edition.snapshot_id, Standing.rule_version == edition.rule_version


def _ranked(edition: Edition, choice: LeagueChoice, before: YearBefore | None) -> Select[Any]:
    """Every sponsor that is large enough with its place, before anything is searched for."""
    former = aliased(Standing)
    change: Any = null() if before is None else Standing.percent - former.percent
    large = Standing.major if choice.least == MAJOR else Standing.due >= choice.least
    columns: tuple[Any, ...] = (
        *(TrackedSponsor.slug, Standing.name, TrackedSponsor.country, Standing.kind, Standing.due, Standing.reported),
        *(Standing.inconsistent, Standing.days_late, Standing.finable_days, Standing.percent),
        func.rank().over(order_by=Standing.percent.desc()).label("rank"),
        change.label("change"),
        TrackedSponsor.name_key,
    )
    query: Select[Any] = (
        select(*columns)
        .join(TrackedSponsor, TrackedSponsor.id == Standing.sponsor_id)
        .where(*_of(edition), large, Standing.due > 0)
    )
    if before is None:
        return query
    return query.outerjoin(
        former,
        and_(
            former.snapshot_id == before.snapshot_id,
            former.rule_version == edition.rule_version,
            former.sponsor_id == Standing.sponsor_id,
        ),
    )


def _searched(ranked: Any, choice: LeagueChoice) -> Select[Any]:
    columns = ranked.c
    query = select(*(columns[name] for name in LeagueRow.__slots__))
    if choice.words:
        for word in folded(choice.words).split():
            query = query.where(columns.name_key.contains(word, autoescape=True))
    if choice.kind is not None:
        query = query.where(columns.kind == choice.kind)
    if choice.country:
        query = query.where(columns.country == choice.country)
    if choice.status == "overdue":
        query = query.where(columns.due > columns.reported)
    elif choice.status == "complete":
        query = query.where(columns.due == columns.reported)
    elif choice.status == "inconsistent":
        query = query.where(columns.inconsistent > 0)
    key: Any = {
        "percent": columns.percent,
        "name": columns.name_key,
        "due": columns.due,
        "reported": columns.reported,
        "overdue": columns.due - columns.reported,
        "change": columns.change,
        "late": columns.days_late,
        "fine": columns.finable_days,
    }[choice.sort]
    descending = (choice.sort != "name") is not choice.backwards
    # Among equals the larger sponsor first: its share is the more certain one.
    return query.order_by((key.desc() if descending else key.asc()).nulls_last(), columns.due.desc(), columns.name_key)
