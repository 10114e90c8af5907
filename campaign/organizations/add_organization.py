"""Add an organization under a slug of its own, within the caller's transaction."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaign.organizations.models import Organization, OrganizationKind
from campaign.organizations.names import next_slug, slug_of
from campaign.text import folded
from campaign.tokens import new_public_id


def add_organization(
    session: Session, name: str, website: str, country: str, kind: OrganizationKind, now: datetime
) -> Organization:
    """A new organization; its slug is the name's, with a number when another one has it."""
    wanted = slug_of(name)
    taken = set(session.scalars(select(Organization.slug).where(Organization.slug.startswith(wanted, autoescape=True))))
    while True:
        slug = next_slug(wanted, taken)
        organization = Organization(
            public_id=new_public_id(),
            slug=slug,
            name=name,
            name_key=folded(name),
            website=website,
            country=country,
            kind=kind,
            created_at=now,
        )
        try:
            with session.begin_nested():
                session.add(organization)
        except IntegrityError as error:
            # Another organization of this name took the slug since we looked.
            if "slug" not in str(error.orig):
                raise
            taken.add(slug)
        else:
            return organization
