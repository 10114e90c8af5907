"""Say which sponsor of trials an organization is, so that its record stands beside its name."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.organizations.models import Organization
from campaign.organizations.refusals import NoSuchOrganization
from campaign.organizations.shared import Reviews, everywhere, refuse_if_shared
from campaign.trackers.records import canonical_sponsor


def link_sponsor(
    organization_id: int, slug: str, actor: Actor, now: datetime, *, reviews: Reviews = everywhere
) -> Organization:
    """Link an organization with the sponsor at `slug`, or with the one that it is the same as; empty unlinks it.

    The same again changes nothing. `reviews` says for which campaigns the actor may decide. Raises NoSuchOrganization,
    NoSuchSponsor, SharedElsewhere.
    """
    with transaction() as session:
        organization = session.get(Organization, organization_id, with_for_update=True, populate_existing=True)
        if organization is None:
            raise NoSuchOrganization
        sponsor = canonical_sponsor(slug) if slug else None
        meant = sponsor.id if sponsor is not None else None
        if organization.sponsor_id != meant:
            refuse_if_shared(organization_id, reviews)
            organization.sponsor_id = meant
            record(
                actor.id, actor.name, "organization.linked", organization.slug, now,
                subject=f"organization {organization.id}", sponsor=sponsor.slug if sponsor is not None else "",
            )  # fmt: skip
    return organization
