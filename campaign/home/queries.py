"""What the front page reads of the rooms below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.campaigns.models import Campaign, CampaignState
from campaign.content.models import PageKind
from campaign.content.queries import Reading, public_pages, readings
from campaign.db import db
from campaign.organizations.directory.queries import counts_as_organization
from campaign.organizations.models import Organization, Support


@dataclass(frozen=True)
class NewSupporter:
    """An organization that joined lately."""

    name: str
    slug: str
    country: str
    since: datetime


def newest_organizations(most: int) -> Sequence[NewSupporter]:
    """The organizations that joined any public campaign last; each once, the newest first."""
    since = func.max(Support.approved_at, type_=Support.approved_at.type)
    rows = db.session.execute(
        select(Organization.name, Organization.slug, Organization.country, since)
        .join(Support, Support.organization_id == Organization.id)
        .join(Campaign, Campaign.id == Support.campaign_id)
        .where(counts_as_organization(), Campaign.state != CampaignState.DRAFT)
        .group_by(Organization.id, Organization.name, Organization.slug, Organization.country)
        .order_by(since.desc(), Organization.id.desc())
        .limit(most)
    )
    return [NewSupporter(name, slug, country, at) for name, slug, country, at in rows if at is not None]


def newest_of(kind: PageKind, now: datetime, most: int) -> list[Reading]:
    """The newest pages of a kind that the public sees, in the language at hand."""
    return readings(db.session.scalars(public_pages(now, kind).limit(most)).all())


def first_lessons(now: datetime, most: int) -> list[Reading]:
    """Lessons in their order."""
    found = db.session.scalars(public_pages(now, PageKind.LESSON)).all()
    return readings(sorted(found, key=lambda page: (page.place, page.id))[:most])
