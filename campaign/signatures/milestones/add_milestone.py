"""Add a milestone that lies ahead."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign, Measure, Milestone
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.db import transaction
from campaign.signatures.milestones.queries import figure
from campaign.signatures.milestones.refusals import AlreadyPassed, MilestoneTaken
from campaign.signatures.milestones.seal_addresses import seal_addresses


@dataclass(frozen=True)
class Actions:
    """What crossing a milestone does; `addresses` get a letter, None leaves those that are kept."""

    is_shown: bool = True
    drafts_news: bool = False
    addresses: tuple[str, ...] | None = ()


def add_milestone(
    campaign_id: int, measure: Measure, threshold: int, actions: Actions, actor: Actor, now: datetime
) -> Milestone:
    """Add a milestone at a figure that is not reached yet. Raises NoSuchCampaign, AlreadyPassed, MilestoneTaken."""
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, populate_existing=True)
        if campaign is None:
            raise NoSuchCampaign
        present = figure(campaign_id, measure)
        if present is None or present >= threshold:
            raise AlreadyPassed
        milestone = Milestone(
            campaign_id=campaign_id,
            measure=measure,
            threshold=threshold,
            is_shown=actions.is_shown,
            drafts_news=actions.drafts_news,
            created_at=now,
        )
        try:
            with session.begin_nested():
                session.add(milestone)
                session.flush()
        except IntegrityError:
            raise MilestoneTaken from None
        seal_addresses(session, milestone, actions.addresses or ())
        record(
            actor.id, actor.name, "milestone.added", campaign.slug, now, campaign_id=campaign_id,
            subject=f"campaign {campaign_id}", measure=measure.value, threshold=threshold,
            drafts_news=actions.drafts_news, shown=actions.is_shown, letters=len(actions.addresses or ()),
        )  # fmt: skip
    return milestone
