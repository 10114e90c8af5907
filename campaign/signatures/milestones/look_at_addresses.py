"""Show staff whom a milestone tells; the look is recorded."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.signatures.milestones.queries import addresses_of, one_milestone


def look_at_addresses(campaign_id: int, milestone_id: int, actor: Actor, now: datetime) -> tuple[str, ...]:
    """The addresses, once the audit log says who reads them. Raises NoSuchMilestone."""
    with transaction() as session:
        milestone = one_milestone(campaign_id, milestone_id)
        addresses = addresses_of(milestone)
        record(
            actor.id, actor.name, "milestone.addresses_looked_at", session.get_one(Campaign, campaign_id).slug, now,
            campaign_id=campaign_id, subject=f"campaign {campaign_id}", measure=milestone.measure.value,
            threshold=milestone.threshold, addresses=len(addresses),
        )  # fmt: skip
    return addresses
