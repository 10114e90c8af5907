"""What an organization was merged into, and what into it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from campaign.db import db
from campaign.organizations.models import Merge, Organization, Support

OPEN = Merge.undone_at.is_(None)


def is_merged_away(organization_id: int) -> bool:
    """Whether a reviewer said that this organization is another one."""
    return db.session.scalar(select(Merge.id).where(Merge.from_id == organization_id, OPEN)) is not None


def not_merged_away() -> ColumnElement[bool]:
    """SQL condition: the organization stands for itself."""
    return Organization.id.not_in(select(Merge.from_id).where(OPEN))


def kept_slug(slug: str) -> str | None:
    """The slug of the organization that the one at `slug` was merged into, as far as that goes; None when it was not.

    For addresses that the public knew before; one that was never public is not told of.
    """
    row = select(Organization.id, Organization.slug)
    organization = db.session.execute(row.where(Organization.slug == slug)).first()
    while organization is not None:
        done = db.session.scalars(select(Merge).where(Merge.from_id == organization.id, OPEN)).one_or_none()
        if done is None:
            break
        if organization.slug == slug and not _was_public(done):
            return None
        organization = db.session.execute(row.where(Organization.id == done.into_id)).one()
    return organization.slug if organization is not None and organization.slug != slug else None


def _was_public(done: Merge) -> bool:
    """Whether some support of what was merged away had been listed by then."""
    listed = select(Support.id).where(Support.id.in_(done.moved), Support.approved_at <= done.merged_at)
    return any(one["approved_at"] for one in done.declined) or db.session.scalar(listed.limit(1)) is not None


def merges_of(organization_id: int) -> Sequence[tuple[Merge, str]]:
    """Merges that stand of which an organization is either side, newest first, each with the name that went."""
    rows = db.session.execute(
        select(Merge, Organization.name)
        .join(Organization, Organization.id == Merge.from_id)
        .where(OPEN, (Merge.from_id == organization_id) | (Merge.into_id == organization_id))
        .order_by(Merge.merged_at.desc(), Merge.id.desc())
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in rows]
