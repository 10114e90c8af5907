"""Reading the state of mail for the desk. No address is read, because no row holds one."""

from datetime import datetime

from sqlalchemy import String, case, column, func, or_, select, table
from sqlalchemy.sql.expression import TableClause

from campaign.db import db
from campaign.mail.models import Message, MessageState
from campaign.web.paging import Page, paged

# Rooms above this one are named, not imported.
_CAMPAIGN: TableClause = table("campaign", column("id"), column("slug", String))


def counts_by_state() -> dict[MessageState, int]:
    """How many letters are in each state; sent ones go after seven days."""
    counts = dict.fromkeys(MessageState, 0)
    for state, count in db.session.execute(select(Message.state, func.count()).group_by(Message.state)):
        counts[state] = count
    return counts


def last_sent() -> datetime | None:
    """When a letter last left."""
    return db.session.scalar(select(func.max(Message.sent_at)))


def letters_in_trouble(number: int) -> Page:
    """Letters that are stuck, then failed, then waiting after a failed try; newest first. Rows of Message and slug."""
    rank = case((Message.state == MessageState.STUCK, 0), (Message.state == MessageState.FAILED, 1), else_=2)
    query = (
        select(Message, _CAMPAIGN.c.slug)
        .outerjoin(_CAMPAIGN, _CAMPAIGN.c.id == Message.campaign_id)
        .where(
            or_(
                Message.state.in_([MessageState.STUCK, MessageState.FAILED]),
                Message.due_at.is_not(None) & Message.last_error.is_not(None),
            )
        )
        .order_by(rank, Message.id.desc())
        .execution_options(populate_existing=True)
    )
    return paged(query, number=number, scalars=False)
