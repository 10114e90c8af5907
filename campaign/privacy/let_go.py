"""Let go of a campaign's personal data when the date that signers were told has come. The count stays."""

from datetime import datetime

from sqlalchemy import delete, func, select, update

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign, CampaignState, Milestone
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.db import transaction
from campaign.exports.models import ContactRequest
from campaign.imports.models import ImportBatch, ImportPiece, ImportRow
from campaign.keys import keys
from campaign.mail.models import Message, Suppression
from campaign.notes.forget_notes import forget_notes_of_campaign
from campaign.organizations.forget_speakers import forget_speakers
from campaign.signatures.growth.keep_for_good import keep_for_good
from campaign.signatures.models import Signature, SignatureState
from campaign.web.errors import Refusal


class StillOpen(Refusal):
    """This campaign still takes signatures. Close it first; its data can be let go after that."""

    title = "Close it first"


class TooEarly(Refusal):
    """Signers were told a later date."""

    title = "The date has not come"


def let_go(campaign_id: int, actor: Actor, now: datetime, *, early: bool = False) -> int:
    """Delete every signature and every contact of a closed campaign and destroy its data key; answers how many people.

    What stays is the number, the text, and organizations as the public sees them. Destroying the key shreds the sealed
    data in every backup of the database too. There is no way back. Raises NoSuchCampaign, StillOpen, TooEarly.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
        if campaign is None:
            raise NoSuchCampaign
        if campaign.state == CampaignState.OPEN:
            raise StillOpen
        if not early and campaign.retention_until is not None and campaign.retention_until >= now.date():
            raise TooEarly(f"Signers were told that data may be kept until {campaign.retention_until:%d %B %Y}.")
        mine = Signature.campaign_id == campaign_id
        people = session.scalar(select(func.count()).where(mine, Signature.state == SignatureState.CONFIRMED)) or 0
        keep_for_good(session, campaign, now)
        campaign.people_let_go += people
        at_once = {"synchronize_session": False}
        batches = select(ImportBatch.id).where(ImportBatch.campaign_id == campaign_id)
        for part in (ImportRow, ImportPiece):
            session.execute(delete(part).where(part.batch_id.in_(batches)), execution_options=at_once)
        session.execute(
            update(ImportBatch).where(ImportBatch.campaign_id == campaign_id).values(keyed_by=""),
            execution_options=at_once,
        )
        forget_notes_of_campaign(session, campaign_id)
        for table in (Signature, Message, Suppression, ContactRequest):
            session.execute(delete(table).where(table.campaign_id == campaign_id), execution_options=at_once)
        session.execute(
            update(Milestone).where(Milestone.campaign_id == campaign_id).values(tells=None), execution_options=at_once
        )
        forget_speakers(session, campaign_id)
        campaign = session.get_one(Campaign, campaign_id, populate_existing=True)
        record(
            actor.id, actor.name, "campaign.let_go", campaign.slug, now,
            campaign_id=campaign_id, subject=f"campaign {campaign_id}", people=people,
        )  # fmt: skip
        public_id = campaign.public_id
    keys().destroy_campaign_key(public_id)
    return people
