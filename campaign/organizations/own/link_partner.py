"""Say which supporting organization a partner is: its own page then tells how many ticked its box."""

from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Partner
from campaign.db import transaction
from campaign.organizations.models import Capacity, Organization, Support, SupportState
from campaign.organizations.refusals import NoSuchSupporter

LINKED = "partner.linked"


def link_partner(
    campaign_id: int, partner_id: int, organization_id: int | None, actor: Actor, now: datetime
) -> Partner:
    """Link a partner of a campaign with an organization that the campaign lists; None unlinks it.

    The same again changes nothing. Raises NoSuchSupporter.
    """
    with transaction() as session:
        partner = session.get(Partner, partner_id, with_for_update=True, populate_existing=True)
        if partner is None or partner.campaign_id != campaign_id:
            raise NoSuchSupporter
        slug = ""
        if organization_id is not None:
            found = session.scalar(
                select(Organization.slug)
                .join(Support, Support.organization_id == Organization.id)
                .where(
                    Organization.id == organization_id,
                    Support.campaign_id == campaign_id,
                    Support.state == SupportState.APPROVED,
                    Support.capacity == Capacity.ON_BEHALF,
                )
            )
            if found is None:
                raise NoSuchSupporter
            slug = found
        if partner.organization_id != organization_id:
            partner.organization_id = organization_id
            record(
                actor.id, actor.name, LINKED, partner.name, now, campaign_id=campaign_id,
                subject=f"partner {partner.id}", organization=slug,
            )  # fmt: skip
    return partner
