"""Reading filters with a name."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qs

from sqlalchemy import or_, select

from campaign.accounts.models import Staff
from campaign.db import db
from campaign.desk.models import SavedFilter


@dataclass(frozen=True)
class Kept:
    """One filter: whose it is, unless one's own."""

    id: int
    endpoint: str
    query: str
    name: str
    shared: bool
    mine: bool
    owner: str

    def is_asked(self, query: str) -> bool:
        """Whether a URL asks for just this."""
        return parse_qs(self.query) == {name: values for name, values in parse_qs(query).items() if name != "page"}


def filters_of(staff_id: int, endpoints: Collection[str], slugs: Collection[str]) -> list[Kept]:
    """One's own filters of these lists, then what colleagues share; those about a campaign only if its slug is among
    `slugs`, which are those that this person may know of.
    """
    rows = db.session.execute(
        select(SavedFilter, Staff.name, Staff.email)
        .join(Staff, Staff.id == SavedFilter.staff_id)
        .where(
            SavedFilter.endpoint.in_(endpoints),
            or_(SavedFilter.staff_id == staff_id, SavedFilter.shared & Staff.active),
        )
        .order_by(SavedFilter.staff_id != staff_id, SavedFilter.name, SavedFilter.id)
        .limit(200)
    )
    found = []
    for saved, name, email in rows:
        campaigns = parse_qs(saved.query).get("campaign", [])
        if saved.staff_id == staff_id or all(slug in slugs for slug in campaigns):
            found.append(
                Kept(
                    saved.id, saved.endpoint, saved.query, saved.name, saved.shared, saved.staff_id == staff_id,
                    name or email,
                )
            )  # fmt: skip
    return found
