"""Change what a milestone does. Its figure stays: another figure is another milestone."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign, Milestone
from campaign.db import transaction
from campaign.signatures.milestones.add_milestone import Actions
from campaign.signatures.milestones.queries import one_milestone
from campaign.signatures.milestones.seal_addresses import seal_addresses


def edit_milestone(campaign_id: int, milestone_id: int, actions: Actions, actor: Actor, now: datetime) -> Milestone:
    """Store what crossing it does, and whether it is shown. Raises NoSuchMilestone."""
    with transaction() as session:
        milestone = one_milestone(campaign_id, milestone_id, lock=True)
        milestone.is_shown, milestone.drafts_news = actions.is_shown, actions.drafts_news
        if actions.addresses is not None:
            seal_addresses(session, milestone, actions.addresses)
        record(
            actor.id, actor.name, "milestone.edited", session.get_one(Campaign, campaign_id).slug, now,
            campaign_id=campaign_id, subject=f"campaign {campaign_id}", measure=milestone.measure.value,
            threshold=milestone.threshold, drafts_news=actions.drafts_news, shown=actions.is_shown,
            letters="as before" if actions.addresses is None else len(actions.addresses),
        )  # fmt: skip
    return milestone
