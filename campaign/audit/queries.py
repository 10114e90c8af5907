"""Reading the audit log: for its page, and for the history of one object."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, column, func, or_, select, table

from campaign.audit.models import AuditEntry
from campaign.audit.words import ROOMS, words_for
from campaign.db import db
from campaign.web.paging import Page, paged

# Rooms above this one are named, not imported.
_CAMPAIGN = table("campaign", column("id"), column("slug", String))
_TEXT = table("campaign_text", column("campaign_id"), column("title", String), column("version"))
_STAFF = table("staff", column("id"), column("name", String), column("email", String))

HISTORY_SIZE = 20


class Order(StrEnum):
    """How the log is sorted."""

    NEWEST = "-at"
    OLDEST = "at"
    PERSON = "person"
    ACT = "act"


_ORDERS: dict[Order, tuple[Any, ...]] = {
    Order.NEWEST: (AuditEntry.id.desc(),),
    Order.OLDEST: (AuditEntry.id,),
    Order.PERSON: (AuditEntry.actor, AuditEntry.id.desc()),
    Order.ACT: (AuditEntry.act, AuditEntry.id.desc()),
}


@dataclass(frozen=True)
class Wanted:
    """Which entries: of one act, one room, one person, one campaign, from one UTC day to another, about one object
    ('organization 12'), with words in what they are about; None means all.
    """

    act: str | None = None
    room: str | None = None
    actor: str | None = None
    campaign_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    subject: str | None = None
    words: str | None = None

    @property
    def narrow(self) -> bool:
        """Whether anything is left out."""
        return any(value is not None for value in vars(self).values())


@dataclass(frozen=True)
class Options:
    """What the log can be filtered by: pairs of a value and what it is called."""

    acts: Sequence[tuple[str, str]]
    rooms: Sequence[tuple[str, str]]
    actors: Sequence[tuple[str, str]]
    campaigns: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Told:
    """One entry as a history shows it: `person` is what colleagues call the actor, None for one without a name."""

    at: datetime
    person: str | None
    actor: str
    is_staff: bool
    act: str
    words: str
    about: str
    details: dict[str, Any]


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The wish as SQL conditions."""
    found: list[ColumnElement[bool]] = []
    for column_, value in (
        (AuditEntry.act, wanted.act),
        (AuditEntry.actor, wanted.actor),
        (AuditEntry.campaign_id, wanted.campaign_id),
        (AuditEntry.subject, wanted.subject),
    ):
        found += [column_ == value] if value is not None else []
    if wanted.room is not None:
        found.append(or_(*(AuditEntry.act.startswith(f"{prefix}.", autoescape=True) for prefix in ROOMS[wanted.room])))
    if wanted.first_day is not None:
        found.append(AuditEntry.at >= _midnight(wanted.first_day))
    if wanted.last_day is not None:
        found.append(AuditEntry.at < _midnight(wanted.last_day) + timedelta(days=1))
    return found + [AuditEntry.about.icontains(word, autoescape=True) for word in (wanted.words or "").split()]


def entries(wanted: Wanted, mine: ColumnElement[bool], order: Order, number: int) -> Page:
    """One page of entries, of campaigns that fit `mine`."""
    query = select(AuditEntry).where(*conditions(wanted), mine).order_by(*_ORDERS[order])
    return paged(query, number=number)


def options(mine: ColumnElement[bool]) -> Options:
    """What occurs in the entries that fit `mine`."""
    acts = db.session.scalars(select(AuditEntry.act).where(mine).distinct().order_by(AuditEntry.act)).all()
    actors = db.session.scalars(select(AuditEntry.actor).where(mine).distinct().order_by(AuditEntry.actor)).all()
    campaigns = db.session.scalars(
        select(AuditEntry.campaign_id).where(mine, AuditEntry.campaign_id.is_not(None)).distinct()
    ).all()
    names = campaign_names([id_ for id_ in campaigns if id_ is not None])
    here = {act.partition(".")[0] for act in acts}
    return Options(
        sorted(((act, words_for(act)) for act in acts), key=lambda pair: pair[1]),
        [(room, room) for room, prefixes in ROOMS.items() if here & set(prefixes)],
        [(actor, actor) for actor in actors],
        sorted(names.items(), key=lambda pair: pair[1].lower()),
    )


def campaign_names(ids: Sequence[int]) -> dict[int, str]:
    """Campaigns by id: the title of the newest text, and the address where two have one title or it has none."""
    newest = select(_TEXT.c.campaign_id, func.max(_TEXT.c.version).label("version")).group_by(_TEXT.c.campaign_id)
    last = newest.subquery()
    rows = db.session.execute(
        select(_CAMPAIGN.c.id, _CAMPAIGN.c.slug, func.max(_TEXT.c.title))
        .select_from(_CAMPAIGN)
        .outerjoin(last, last.c.campaign_id == _CAMPAIGN.c.id)
        .outerjoin(_TEXT, (_TEXT.c.campaign_id == _CAMPAIGN.c.id) & (_TEXT.c.version == last.c.version))
        .where(_CAMPAIGN.c.id.in_(ids))
        .group_by(_CAMPAIGN.c.id, _CAMPAIGN.c.slug)
    )
    found = [(id_, slug, title or slug) for id_, slug, title in rows]
    titles = [title for _, _, title in found]
    return {id_: f"{title} ({slug})" if titles.count(title) > 1 else title for id_, slug, title in found}


def history(subjects: Sequence[str], mine: ColumnElement[bool], number: int) -> Page:
    """One page of `Told` about these objects ('support 12', 'organization 7'), newest first.

    An organization supports several campaigns: what was done for one that does not fit `mine` is left out.
    """
    query = (
        select(AuditEntry, _STAFF.c.name)
        .outerjoin(_STAFF, _STAFF.c.id == AuditEntry.actor_id)
        .where(AuditEntry.subject.in_(subjects), or_(AuditEntry.campaign_id.is_(None), mine))
        .order_by(AuditEntry.id.desc())
    )
    page = paged(query, number=number, size=HISTORY_SIZE, scalars=False)
    told = [
        Told(
            entry.at, name or None, entry.actor, entry.actor_id is not None, entry.act, words_for(entry.act),
            entry.about, entry.details,
        )
        for entry, name in page.rows
    ]  # fmt: skip
    return Page(told, page.number, page.total, page.size)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
