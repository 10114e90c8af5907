"""Accept an organization: it is counted and listed at once, and its contact is told."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.contact import open_contact
from campaign.organizations.happened import happened
from campaign.organizations.merged import is_merged_away
from campaign.organizations.models import Capacity, EventKind, Support, SupportState
from campaign.organizations.refusals import MergedAway, NoSuchSupport, NotWaiting

APPROVED = "organizations.approved"
RENEWED_FOR = timedelta(days=365)


def approve(support_id: int, actor: Actor, now: datetime) -> Support:
    """Approve an application that its contact has confirmed. Raises NoSuchSupport, NotWaiting, MergedAway."""
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        if support.state != SupportState.WAITING:
            raise NotWaiting
        if support.capacity == Capacity.ON_BEHALF and is_merged_away(support.organization_id):
            raise MergedAway
        support.state = SupportState.APPROVED
        support.approved_at = now
        support.renew_by = now.date() + RENEWED_FOR
        happened(support.id, EventKind.JOINED, now)
        support.reviewer_id = actor.id
        support.review_note = ""
        if support.capacity == Capacity.PERSONAL:
            support.affiliate = _name_of_contact(session, support)
        post(APPROVED, support.id, now, campaign_id=support.campaign_id, priority=Priority.NOTICE)
        record(
            actor.id,
            actor.name,
            "support.approved",
            support.organization.slug,
            now,
            campaign_id=support.campaign_id,
            subject=f"support {support.id}",
        )
    return support


def _name_of_contact(session: Session, support: Support) -> str:
    """The name that is shown beside the affiliation; it stays sealed until here."""
    campaign = session.get_one(Campaign, support.campaign_id)
    contact = open_contact(support, campaign.public_id)
    return contact.name if contact is not None else ""
