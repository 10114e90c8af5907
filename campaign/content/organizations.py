"""Which organization a partner is. Content knows the table by its name alone: organizations are a room beside it."""

from collections.abc import Sequence

from sqlalchemy import column, select, table

from campaign.db import db

_ORGANIZATION = table("organization", column("id"), column("slug"))
_SUPPORT = table("support", column("organization_id"), column("state"))


def organization_id_of(slug: str) -> int | None:
    """The organization with this address."""
    found: int | None = db.session.execute(
        select(_ORGANIZATION.c.id).where(_ORGANIZATION.c.slug == slug)
    ).scalar_one_or_none()
    return found


def organization_slug_of(organization_id: int) -> str:
    """Its address; empty when it is gone."""
    return listed_slugs([organization_id], only_listed=False).get(organization_id, "")


def listed_slugs(organization_ids: Sequence[int], *, only_listed: bool = True) -> dict[int, str]:
    """Addresses by id, of those with a public page: a supporter of some campaign today."""
    query = select(_ORGANIZATION.c.id, _ORGANIZATION.c.slug).where(_ORGANIZATION.c.id.in_(organization_ids))
    if only_listed:
        listed = select(_SUPPORT.c.organization_id).where(_SUPPORT.c.state == "approved")
        query = query.where(_ORGANIZATION.c.id.in_(listed))
    return dict(db.session.execute(query).all())
