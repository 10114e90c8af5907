"""Reading decisions about signatures."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select

from campaign.db import db
from campaign.signatures.models import Decision, DecisionState
from campaign.web.paging import Page, paged
from campaign.web.sorting import Sorting

PAGE_SIZE = 25
COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "when": Decision.decided_at,  # type: ignore[dict-item]  # a mapped column is one
    "size": Decision.signatures,  # type: ignore[dict-item]
    "by": Decision.actor,  # type: ignore[dict-item]
    "state": Decision.state,  # type: ignore[dict-item]
}


def decisions(number: int, mine: ColumnElement[bool], sorting: Sorting, state: DecisionState | None = None) -> Page:
    """One page of decisions of campaigns that fit `mine`; of one state, or of any."""
    query = select(Decision).where(mine).order_by(sorting.order(COLUMNS), Decision.id.desc())
    if state is not None:
        query = query.where(Decision.state == state)
    return paged(query, number=number, size=PAGE_SIZE)


def campaign_of_decision(decision_id: int) -> int | None:
    """Id of the campaign that a decision is about, or None when there is no such decision."""
    return db.session.scalar(select(Decision.campaign_id).where(Decision.id == decision_id))


def one_decision(decision_id: int) -> Decision | None:
    """One decision, fresh from the database."""
    return db.session.get(Decision, decision_id, populate_existing=True)


def proposals_waiting(mine: ColumnElement[bool]) -> int:
    """How many proposals wait for a second person."""
    query = select(func.count()).select_from(Decision).where(Decision.state == DecisionState.PROPOSED, mine)
    return db.session.scalar(query) or 0
