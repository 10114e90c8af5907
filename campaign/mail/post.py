"""Owe somebody a letter: a row in the caller's transaction, and a wake-up after it."""

from datetime import datetime
from typing import Any

from campaign.db import db
from campaign.mail.models import Message, Priority
from campaign.queue import wake
from campaign.tokens import new_public_id

DELIVER = "mail.deliver_due"


def letter_sql(about_id: str, campaign_id: str) -> str:
    """The insertion of one Message as SQL, for verbs that owe a letter in the very statement that causes it.

    `about_id` and `campaign_id` are SQL expressions; `letter_values` and `:now` fill in the rest.
    """
    return (
        "INSERT INTO message"
        " (public_id, kind, about_id, campaign_id, priority, state, unknowns, attempts, due_at, created_at)"
        f" SELECT :message_id, :kind, {about_id}, {campaign_id}, :priority, 'waiting', 0, 0, :now, :now"
    )


def letter_values(kind: str, priority: Priority = Priority.PERSON) -> dict[str, Any]:
    """The parameters of `letter_sql` but for `:now`."""
    return {"message_id": new_public_id(), "kind": kind, "priority": priority.value}


def post(
    kind: str,
    about_id: int,
    now: datetime,
    *,
    campaign_id: int | None = None,
    priority: Priority = Priority.PERSON,
    sealed: bytes | None = None,
) -> Message:
    """Add a Message of `kind` about the row `about_id` to the caller's transaction; wake the worker after it."""
    message = Message(
        public_id=new_public_id(),
        kind=kind,
        about_id=about_id,
        campaign_id=campaign_id,
        priority=priority,
        sealed=sealed,
        due_at=now,
        created_at=now,
    )
    db.session.add(message)
    wake(DELIVER)
    return message
