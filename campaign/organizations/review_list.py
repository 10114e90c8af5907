"""The desk's list of organizations: what can be asked of it by URL, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from werkzeug.datastructures import MultiDict

from campaign.campaigns.queries import CampaignFacts
from campaign.db import db
from campaign.organizations.models import Capacity, Organization, OrganizationKind, Support, SupportState
from campaign.text import folded, tidy
from campaign.web.countries import country_names
from campaign.web.paging import Page, paged
from campaign.web.sorting import Sorting

PAGE_SIZE = 50

COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "name": Organization.name_key,  # type: ignore[dict-item]  # a mapped column is one
    "country": Organization.country,  # type: ignore[dict-item]
    "kind": Organization.kind,  # type: ignore[dict-item]
    "received": Support.created_at,  # type: ignore[dict-item]
    "confirmed": Support.confirmed_at,  # type: ignore[dict-item]
    "state": Support.state,  # type: ignore[dict-item]
}


@dataclass(frozen=True)
class ReviewFilter:
    """Which applications: of one campaign, in one state, with words in the name, and so on. None and empty mean any."""

    campaign_id: int | None = None
    state: SupportState | None = SupportState.WAITING
    words: str = ""
    kind: OrganizationKind | None = None
    country: str = ""
    capacity: Capacity | None = None

    @property
    def narrow(self) -> bool:
        """Whether anything but the state was asked for."""
        return bool(self.campaign_id or self.words or self.kind or self.country or self.capacity)


def read_review_filter(asked: MultiDict[str, str], campaigns: Mapping[int, CampaignFacts]) -> ReviewFilter:
    """What a URL asks for; what makes no sense, or is of somebody else's campaign, is left out."""
    by_slug = {campaign.slug: id_ for id_, campaign in campaigns.items()}
    state = asked.get("state", "")
    country = asked.get("country", "")
    return ReviewFilter(
        campaign_id=by_slug.get(asked.get("campaign", "")),
        state=None if state == "any" else {each.value: each for each in SupportState}.get(state, SupportState.WAITING),
        words=tidy(asked.get("q", ""))[:100],
        kind={each.value: each for each in OrganizationKind}.get(asked.get("kind", "")),
        country=country if country in country_names() else "",
        capacity={each.value: each for each in Capacity}.get(asked.get("speaks", "")),
    )


def _matching(columns: Any, wanted: ReviewFilter, mine: ColumnElement[bool]) -> Select[Any]:
    query = select(columns).select_from(Support).join(Organization).where(mine)
    if wanted.campaign_id is not None:
        query = query.where(Support.campaign_id == wanted.campaign_id)
    if wanted.state is not None:
        query = query.where(Support.state == wanted.state)
    for word in folded(wanted.words).split():
        query = query.where(Organization.name_key.contains(word, autoescape=True))
    if wanted.kind is not None:
        query = query.where(Organization.kind == wanted.kind)
    if wanted.country:
        query = query.where(Organization.country == wanted.country)
    if wanted.capacity is not None:
        query = query.where(Support.capacity == wanted.capacity)
    return query


def review_list(wanted: ReviewFilter, sorting: Sorting, number: int, mine: ColumnElement[bool]) -> Page:
    """One page of applications, of those that fit `mine`."""
    query = _matching(Support, wanted, mine).order_by(sorting.order(COLUMNS), Support.id)
    return paged(query, number=number, size=PAGE_SIZE)


def matching_supports(wanted: ReviewFilter, mine: ColumnElement[bool], limit: int) -> list[int]:
    """Ids of the applications that match, lowest first, at most `limit`."""
    return list(db.session.scalars(_matching(Support.id, wanted, mine).order_by(Support.id).limit(limit)))
