"""The letter that a figure was reached, to those whom the campaign wants to tell."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from campaign.campaigns.models import Milestone
from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.db import db
from campaign.mail.letters import Letter, writes
from campaign.mail.models import Message
from campaign.sealed import unseal_for_site
from campaign.signatures.milestones.reach_milestones import MILESTONE
from campaign.signatures.milestones.wording import milestone_name, what_is_counted
from campaign.web.formats import moment, number
from campaign.web.language import current_language, public_address, speaking


def letter(milestone: Milestone, campaign: CampaignFacts, email: str) -> Letter:
    """The letter, in the language at hand."""
    assert milestone.reached_at is not None and milestone.reached_value is not None
    return Letter(
        recipient=email,
        template="signatures/mail/milestone",
        shared_key=f"{campaign.id}.{campaign.text_id}.{milestone.id}",
        shared={
            "campaign": campaign,
            "name": milestone_name(milestone.measure, milestone.threshold),
            "counted": what_is_counted(milestone.measure),
            "value": number(milestone.reached_value),
            "moment": moment(milestone.reached_at),
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
        milestone = db.session.get(Milestone, told["milestone"], populate_existing=True)
        if milestone is None or milestone.reached_at is None:
            continue
        home = campaign_facts_of(milestone.campaign_id)
        if home is None:
            continue
        with speaking(home.home_language):
            campaign = campaign_facts_of(milestone.campaign_id)
            if campaign is not None:
                letters[message_id] = letter(milestone, campaign, told["email"])
    return letters
