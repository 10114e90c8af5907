"""Edit a campaign's particulars."""

from datetime import datetime

from campaign.audit.record import record
from campaign.campaigns.addresses import take_address
from campaign.campaigns.create import Actor, Particulars, fill
from campaign.campaigns.models import Campaign, CampaignState
from campaign.campaigns.refusals import DayPassed, EditedMeanwhile, NoSuchCampaign, NotReadyToOpen
from campaign.campaigns.store_wording import store_wording
from campaign.db import FOR_EDIT, transaction


def edit_campaign(
    campaign_id: int, particulars: Particulars, actor: Actor, now: datetime, *, seen: int | None = None
) -> Campaign:
    """Change what a campaign is besides its words. Once it has opened, its former addresses go on leading to it.

    A change in what signers agree to makes a new consent wording; earlier signatures keep theirs. `seen` is the
    `edits` of the campaign that the editor had before them; None takes any.
    Raises NoSuchCampaign, EditedMeanwhile, SlugTaken, NotReadyToOpen, DayPassed, Unreadable.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=FOR_EDIT, populate_existing=True)
        if campaign is None:
            raise NoSuchCampaign
        if seen is not None and seen != campaign.edits:
            raise EditedMeanwhile
        if campaign.state != CampaignState.DRAFT and (missing := missing_particulars(particulars)):
            raise NotReadyToOpen(f"A campaign that people can see must say: {', '.join(missing)}.")
        until = particulars.retention_until
        if until is not None and until != campaign.retention_until and until <= now.date():
            raise DayPassed
        former = campaign.slug
        fill(campaign, particulars)
        campaign.edits += 1
        if campaign.slug != former:
            take_address(campaign, former, now)
        session.flush()
        if campaign.state != CampaignState.DRAFT:
            store_wording(campaign, now)
        record(
            actor.id,
            actor.name,
            "campaign.edited",
            campaign.slug,
            now,
            campaign_id=campaign.id,
            subject=f"campaign {campaign.id}",
            **({"former_address": former} if campaign.slug != former else {}),
        )
    return campaign


def missing_particulars(particulars: Particulars | Campaign) -> list[str]:
    """What signers must be told and is not filled in, in words of the form (GDPR, Article 13)."""
    needed = {
        "controller": "who holds the data",
        "controller_contact": "a contact for questions about data",
        "recipient": "who receives the list of names",
        "retention_until": "the date until which data is kept",
    }
    return [words for name, words in needed.items() if not getattr(particulars, name)]
