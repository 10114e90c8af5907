"""Reading the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from campaign.audit.models import AuditEntry
from campaign.db import db


@dataclass(frozen=True)
class Wanted:
    """Which entries: of one act, one actor, one campaign, one UTC day; None means all."""

    act: str | None = None
    actor: str | None = None
    campaign_id: int | None = None
    day: date | None = None


def entries(wanted: Wanted) -> Select[Any]:
    """The entries wanted, newest first."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc())
    if wanted.act:
        query = query.where(AuditEntry.act == wanted.act)
    if wanted.actor:
        query = query.where(AuditEntry.actor == wanted.actor)
    if wanted.campaign_id is not None:
        query = query.where(AuditEntry.campaign_id == wanted.campaign_id)
    if wanted.day is not None:
        start = datetime(wanted.day.year, wanted.day.month, wanted.day.day, tzinfo=UTC)
        query = query.where(AuditEntry.at >= start, AuditEntry.at < start + timedelta(days=1))
    return query


def acts(within: ColumnElement[bool]) -> Sequence[str]:
    """Every act that was ever recorded among these entries, by name."""
    return db.session.scalars(select(AuditEntry.act).where(within).distinct().order_by(AuditEntry.act)).all()


def actors(within: ColumnElement[bool]) -> Sequence[str]:
    """Everybody who ever acted in these entries."""
    return db.session.scalars(select(AuditEntry.actor).where(within).distinct().order_by(AuditEntry.actor)).all()


def campaigns_acted_on(within: ColumnElement[bool]) -> Sequence[int]:
    """Ids of the campaigns that these entries are about."""
    query = select(AuditEntry.campaign_id).where(within, AuditEntry.campaign_id.is_not(None)).distinct()
    return db.session.scalars(query.order_by(AuditEntry.campaign_id)).all()  # type: ignore[return-value]  # none is None
