"""Reading promises for the desk: what waits for a reviewer, and all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from campaign.db import db
from campaign.organizations.commitments.queries import EVIDENCE_WAITS, PAGE_SIZE, says
from campaign.organizations.models import Commitment, CommitmentState, Organization, Support
from campaign.web.paging import Page, paged
from campaign.web.sorting import Sorting


class Wait(StrEnum):
    """For what a promise waits at the desk."""

    NEW = "new"  # to be read
    EVIDENCE = "evidence"  # to be judged
    DATE = "date"  # a new one is asked for
    OVER = "over"  # its day has gone by, and no reviewer has looked since


# What ended is judged all the same when its evidence came before.
_JUDGED = (CommitmentState.OPEN, CommitmentState.LATE, CommitmentState.LAPSED)
_HOLDS = (CommitmentState.OPEN, CommitmentState.LATE)


def _waits(today: date) -> dict[Wait, ColumnElement[bool]]:
    is_over = and_(
        Commitment.state.in_(_HOLDS),
        Commitment.due_on < today,
        or_(Commitment.reviewed_at.is_(None), func.date(Commitment.reviewed_at) <= Commitment.due_on),
    )
    return {
        Wait.NEW: Commitment.state == CommitmentState.PROPOSED,
        Wait.EVIDENCE: and_(Commitment.state.in_(_JUDGED), EVIDENCE_WAITS),
        Wait.DATE: and_(Commitment.state.in_(_HOLDS), Commitment.asked_due_on.is_not(None)),
        Wait.OVER: is_over,
    }


def _wait(today: date) -> ColumnElement[Any]:
    """The first reason for which a promise waits, or nothing."""
    return case(*((condition, reason.value) for reason, condition in _waits(today).items()), else_=None)


_SINCE = func.coalesce(
    case((Commitment.state == CommitmentState.PROPOSED, Commitment.created_at), else_=None),
    case((EVIDENCE_WAITS, Commitment.evidence_at), else_=None),
    Commitment.asked_at,
    Commitment.created_at,
)


@dataclass(frozen=True)
class DeskRow:
    """One promise in the desk's list; `wait` is the `Wait` that it waits for, if it does."""

    id: int
    campaign_id: int
    name: str
    promise: str
    due_on: date
    state: CommitmentState
    created_at: datetime
    wait: str | None


@dataclass(frozen=True)
class DeskFilters:
    """Which promises: of one campaign, waiting for something (any or one reason), in one state, with these words."""

    campaign_id: int | None = None
    waiting: bool = True
    wait: Wait | None = None
    state: CommitmentState | None = None
    words: str = ""


COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "waits": _SINCE,
    "stated": Commitment.created_at,  # type: ignore[dict-item]  # a mapped column is one
    "name": Organization.name_key,  # type: ignore[dict-item]
    "due": Commitment.due_on,  # type: ignore[dict-item]
    "state": Commitment.state,  # type: ignore[dict-item]
}


def desk_list(filters: DeskFilters, sorting: Sorting, number: int, today: date, mine: ColumnElement[bool]) -> Page:
    """One page of promises of campaigns that fit `mine`."""
    wait = _wait(today)
    query = (
        select(
            Commitment.id,
            Commitment.campaign_id,
            Organization.name,
            Commitment.promise,
            Commitment.due_on,
            Commitment.state,
            Commitment.created_at,
            wait,
        )
        .join(Support, Support.id == Commitment.support_id)
        .join(Organization, Organization.id == Support.organization_id)
        .where(mine)
    )
    if filters.campaign_id is not None:
        query = query.where(Commitment.campaign_id == filters.campaign_id)
    if filters.wait is not None:
        query = query.where(_waits(today)[filters.wait])
    elif filters.waiting:
        query = query.where(or_(*_waits(today).values()))
    if filters.state is not None:
        query = query.where(Commitment.state == filters.state)
    query = query.where(*(says(word) for word in filters.words.split()))
    query = query.order_by(sorting.order(COLUMNS), Commitment.id)
    page = paged(query, number=number, size=PAGE_SIZE, scalars=False)
    return Page([DeskRow(*row) for row in page.rows], page.number, page.total, page.size)


def waiting_by_reason(today: date, mine: ColumnElement[bool]) -> Mapping[Wait, int]:
    """How many promises wait for each reason; one may wait for two."""
    waits = _waits(today)
    row = db.session.execute(select(*(func.count().filter(each) for each in waits.values())).where(mine)).one()
    return dict(zip(waits, row, strict=True))


def promises_waiting(today: date, mine: ColumnElement[bool]) -> int:
    """How many promises wait for a reviewer, of campaigns that fit `mine`."""
    query = select(func.count()).select_from(Commitment).where(or_(*_waits(today).values()), mine)
    return db.session.scalar(query) or 0


def oldest_promise(today: date, mine: ColumnElement[bool]) -> datetime | None:
    """Since when the one that waits longest does, of campaigns that fit `mine`."""
    since = func.min(_SINCE, type_=Commitment.created_at.type)
    return db.session.scalar(select(since).where(or_(*_waits(today).values()), mine))


def next_waiting(after_id: int, today: date, mine: ColumnElement[bool]) -> int | None:
    """Id of the promise that has waited longest, other than this one."""
    query = (
        select(Commitment.id)
        .where(or_(*_waits(today).values()), Commitment.id != after_id, mine)
        .order_by(_SINCE, Commitment.id)
        .limit(1)
    )
    return db.session.scalar(query)


def reasons_to_wait(commitment_id: int, today: date) -> Sequence[Wait]:
    """For what one promise waits."""
    waits = _waits(today)
    row = db.session.execute(select(*waits.values()).where(Commitment.id == commitment_id)).one()
    return [reason for reason, holds in zip(waits, row, strict=True) if holds]


def campaign_of_commitment(commitment_id: int) -> int | None:
    """Id of the campaign that a promise belongs to, or None when there is no such promise."""
    return db.session.scalar(select(Commitment.campaign_id).where(Commitment.id == commitment_id))


def commitment_and_support(commitment_id: int) -> tuple[Commitment, Support] | None:
    """One promise with its support, for the desk."""
    row = db.session.execute(
        select(Commitment, Support)
        .join(Support, Support.id == Commitment.support_id)
        .where(Commitment.id == commitment_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None
