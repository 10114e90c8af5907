"""Reading events: to come and past, with their facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select

from campaign.content.event_times import EventTimes, event_times
from campaign.content.models import EventFacts, Page, PageKind
from campaign.content.queries import Reading, public_pages, readings
from campaign.db import db

_END = func.coalesce(EventFacts.ends_at, EventFacts.starts_at)


@dataclass(frozen=True)
class Happening:
    """An event as the public reads it."""

    reading: Reading
    facts: EventFacts
    times: EventTimes
    is_over: bool


def to_come(now: datetime, *, most: int = 100, campaign_id: int | None = None) -> list[Happening]:
    """Events that are not over, the next one first."""
    return _happenings(_events(now, now <= _END, campaign_id).order_by(EventFacts.starts_at).limit(most), now)


def past(now: datetime, *, most: int = 100) -> list[Happening]:
    """Events that are over, the newest first."""
    return _happenings(_events(now, now > _END).order_by(EventFacts.starts_at.desc()).limit(most), now)


def _events(now: datetime, when: ColumnElement[bool], campaign_id: int | None = None) -> Select[Page]:
    query = public_pages(now, PageKind.EVENT).order_by(None).join(EventFacts).where(when)
    if campaign_id is not None:
        query = query.where((Page.campaign_id == campaign_id) | Page.campaign_id.is_(None))
    return query


def _happenings(query: Select[Page], now: datetime) -> list[Happening]:
    return with_facts(readings(db.session.scalars(query).all()), now)


def with_facts(found: Sequence[Reading], now: datetime) -> list[Happening]:
    """Events with when and where they are."""
    facts = {
        each.page_id: each
        for each in db.session.scalars(
            select(EventFacts)
            .where(EventFacts.page_id.in_([reading.page_id for reading in found]))
            .execution_options(populate_existing=True)
        )
    }
    return [
        Happening(
            reading,
            facts[reading.page_id],
            event_times(facts[reading.page_id]),
            (facts[reading.page_id].ends_at or facts[reading.page_id].starts_at) < now,
        )
        for reading in found
        if reading.page_id in facts
    ]
