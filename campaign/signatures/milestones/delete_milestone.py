"""Delete a milestone that was never reached, with the addresses that it would have told."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.signatures.milestones.queries import one_milestone
from campaign.signatures.milestones.refusals import AlreadyReached


def delete_milestone(campaign_id: int, milestone_id: int, actor: Actor, now: datetime) -> None:
    """Delete it. Raises NoSuchMilestone, AlreadyReached."""
    with transaction() as session:
        milestone = one_milestone(campaign_id, milestone_id, lock=True)
        if milestone.reached_at is not None:
            raise AlreadyReached
        session.delete(milestone)
        record(
            actor.id, actor.name, "milestone.deleted", session.get_one(Campaign, campaign_id).slug, now,
            campaign_id=campaign_id, subject=f"campaign {campaign_id}", measure=milestone.measure.value,
            threshold=milestone.threshold,
        )  # fmt: skip
