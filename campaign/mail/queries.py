"""Reading the state of mail for the desk. No address is read, because no row holds one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, case, column, func, or_, select, table
from sqlalchemy.sql.expression import TableClause

from campaign.db import db
from campaign.mail.models import Message, MessageState
from campaign.web.paging import Page, paged
from campaign.web.sorting import Sorting

# Rooms above this one are named, not imported.
_CAMPAIGN: TableClause = table("campaign", column("id"), column("slug", String))


def counts_by_state(mine: ColumnElement[bool]) -> dict[MessageState, int]:
    """How many letters that fit `mine` are in each state; sent ones go after seven days."""
    counts = dict.fromkeys(MessageState, 0)
    for state, count in db.session.execute(select(Message.state, func.count()).where(mine).group_by(Message.state)):
        counts[state] = count
    return counts


def last_sent(mine: ColumnElement[bool]) -> datetime | None:
    """When a letter last left."""
    return db.session.scalar(select(func.max(Message.sent_at)).where(mine))


_RANK = case((Message.state == MessageState.STUCK, 0), (Message.state == MessageState.FAILED, 1), else_=2)
COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "state": _RANK,
    "letter": Message.kind,  # type: ignore[dict-item]  # a mapped column is one
    "asked": Message.created_at,  # type: ignore[dict-item]
    "tries": Message.attempts,  # type: ignore[dict-item]
}


def letters_in_trouble(wanted: MessageState | None, sorting: Sorting, number: int, mine: ColumnElement[bool]) -> Page:
    """Letters of those that fit `mine` that are stuck, failed, or waiting after a failed try; in one of these states or
    in any. Rows of Message and slug.
    """
    query: Any = (
        select(Message, _CAMPAIGN.c.slug)
        .outerjoin(_CAMPAIGN, _CAMPAIGN.c.id == Message.campaign_id)
        .where(
            mine,
            or_(
                Message.state.in_([MessageState.STUCK, MessageState.FAILED]),
                Message.due_at.is_not(None) & Message.last_error.is_not(None),
            ),
        )
        .order_by(sorting.order(COLUMNS), Message.id.desc())
        .execution_options(populate_existing=True)
    )
    if wanted is not None:
        query = query.where(Message.state == wanted)
    return paged(query, number=number, scalars=False)
