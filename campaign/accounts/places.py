"""Where somebody may hold a role: the campaigns, as much of them as this room needs.

Campaigns are a room above this one, so their tables are named as foreign keys name them.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import column, select, table

from campaign.db import db

_campaign = table("campaign", column("id"), column("slug"), column("language"))
_text = table("campaign_text", column("campaign_id"), column("language"), column("version"), column("title"))


@dataclass(frozen=True)
class Place:
    """A campaign by id, with the last part of its address and its newest title."""

    id: int
    slug: str
    title: str


def places(ids: Collection[int] | None = None) -> list[Place]:
    """Every campaign, or those with these ids; the newest first."""
    query = (
        select(_campaign.c.id, _campaign.c.slug, _text.c.title)
        .join(_text, (_text.c.campaign_id == _campaign.c.id) & (_text.c.language == _campaign.c.language))
        .order_by(_campaign.c.id.desc(), _text.c.version)
    )
    if ids is not None:
        query = query.where(_campaign.c.id.in_(list(ids)))
    return list({id_: Place(id_, slug, title) for id_, slug, title in db.session.execute(query)}.values())


def place_of_slug(slug: str) -> Place | None:
    """The campaign with this slug."""
    return next((place for place in places() if place.slug == slug), None)
