"""The letter that a figure was reached, or several at once, to those whom the campaign wants to tell."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from campaign.campaigns.models import Milestone
from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.db import db
from campaign.mail.letters import Letter, writes
from campaign.mail.models import Message
from campaign.sealed import unseal_for_site
from campaign.signatures.milestones.ranked import highest_first, same_count
from campaign.signatures.milestones.reach_milestones import MILESTONE
from campaign.signatures.milestones.wording import milestone_name, what_is_counted
from campaign.web.formats import moment, number
from campaign.web.language import current_language, public_address, speaking


def letter(milestones: Sequence[Milestone], campaign: CampaignFacts, email: str) -> Letter:
    """The letter about all that were reached in one look, highest first, in the language at hand."""
    groups = [
        {
            "names": [milestone_name(one.measure, one.threshold) for one in group],
            "counted": what_is_counted(group[0].measure),
            "value": number(group[0].reached_value or 0),
        }
        for group in same_count(milestones)
    ]
    reached_at = milestones[0].reached_at
    assert reached_at is not None
    return Letter(
        recipient=email,
        template="signatures/mail/milestone",
        shared_key=f"{campaign.id}.{campaign.text_id}.{'.'.join(str(one.id) for one in highest_first(milestones))}",
        shared={
            "campaign": campaign,
            "name": groups[0]["names"][0],
            "groups": groups,
            "several": len(milestones) > 1,
            "moment": moment(reached_at),
            "page": public_address(f"/c/{campaign.slug}", current_language()),
            "data": public_address(f"/c/{campaign.slug}/data", current_language()),
        },
        own={},
        language=current_language(),
    )


@writes(MILESTONE)
def write(message_ids: Sequence[int]) -> Mapping[int, Letter]:
    """Open the sealed addresses of these messages."""
    rows = db.session.execute(select(Message.id, Message.public_id, Message.sealed).where(Message.id.in_(message_ids)))
    letters = {}
    for message_id, public_id, sealed in rows:
        if sealed is None:
            continue
        told = unseal_for_site(Message.__tablename__, public_id, sealed)
        milestones = _reached(told["milestones"] if "milestones" in told else [told["milestone"]])
        if not milestones:
            continue
        home = campaign_facts_of(milestones[0].campaign_id)
        if home is None:
            continue
        with speaking(home.home_language):
            campaign = campaign_facts_of(milestones[0].campaign_id)
            if campaign is not None:
                letters[message_id] = letter(milestones, campaign, told["email"])
    return letters


def _reached(milestone_ids: Sequence[int]) -> Sequence[Milestone]:
    query = select(Milestone).where(Milestone.id.in_(milestone_ids), Milestone.reached_at.is_not(None))
    return db.session.scalars(query.execution_options(populate_existing=True)).all()
