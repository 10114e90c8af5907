"""Keep the filter of a list under a name."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.desk.models import SavedFilter
from campaign.desk.saved.lists import known_query
from campaign.desk.saved.refusals import NameTaken, NoSuchList, TooManyFilters

MOST = 50


def save_filter(endpoint: str, query: str, name: str, actor: Actor, now: datetime, *, shared: bool) -> SavedFilter:
    """Keep what a list understands of `query`. Raises NoSuchList, NameTaken, TooManyFilters."""
    assert actor.id is not None
    kept = known_query(endpoint, query)
    if kept is None:
        raise NoSuchList
    try:
        with transaction() as session:
            mine = select(func.count()).select_from(SavedFilter).where(SavedFilter.staff_id == actor.id)
            if (session.scalar(mine) or 0) >= MOST:
                raise TooManyFilters
            saved = SavedFilter(
                staff_id=actor.id, endpoint=endpoint, query=kept, name=name, shared=shared, created_at=now
            )  # fmt: skip
            session.add(saved)
            session.flush()
            record(
                actor.id, actor.name, "filter.saved", name, now, subject=f"saved_filter {saved.id}",
                list=endpoint, shared=shared,
            )  # fmt: skip
    except IntegrityError:
        raise NameTaken from None
    return saved
