"""An organization leaves: it is no longer counted or listed, its dates stay, its contact person is forgotten."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.campaigns.corrections import ORGANIZATION_TAKEN_OFF, note_correction
from campaign.campaigns.models import Campaign, Measure
from campaign.db import transaction
from campaign.organizations.commitments.end_with_support import end_with_support
from campaign.organizations.contact import open_contact
from campaign.organizations.farewell import say_farewell
from campaign.organizations.forget_contact import forget_contact
from campaign.organizations.happened import happened
from campaign.organizations.models import EventKind, Support, SupportState, is_counted
from campaign.organizations.refusals import NoSuchSupport, NotListed

CAN_LEAVE = (SupportState.APPROVED, SupportState.LAPSED)


def leave(support_id: int, actor: Actor, now: datetime) -> Support:
    """Take an organization off the list because it asked to, by staff or on its own page.

    Its contact gets one last letter before the address goes. Raises NoSuchSupport, NotListed.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        if support.state not in CAN_LEAVE:
            raise NotListed
        contact = open_contact(support, session.get_one(Campaign, support.campaign_id).public_id)
        if contact is not None and not support.is_sample:
            say_farewell(support, contact, now)
        counted = is_counted(support)
        support.state = SupportState.LEFT
        support.left_at = now
        support.statement = ""
        forget_contact(session, support)
        end_with_support(session, support.id, now)
        happened(support.id, EventKind.LEFT, now)
        # What an organization does itself, on its own page, is its own act and no correction.
        if counted and actor.id is not None:
            note_correction(support.campaign_id, now, Measure.ORGANIZATIONS, -1, ORGANIZATION_TAKEN_OFF)
        record(
            actor.id, actor.name, "support.left", support.organization.slug, now,
            campaign_id=support.campaign_id, subject=f"support {support.id}",
        )  # fmt: skip
    return support
