"""Renew support for another year: one press, by the organization itself or by staff on its word."""

from datetime import date, datetime, timedelta

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.organizations.approve import RENEWED_FOR
from campaign.organizations.contact import open_contact
from campaign.organizations.happened import happened
from campaign.organizations.models import Capacity, EventKind, Support, SupportState
from campaign.organizations.refusals import NoSuchSupport, NotListed, NotRenewable

FROM = timedelta(days=60)  # before its day, so that nobody renews by the dozen
LAPSED_FOR = timedelta(days=365)


def is_due(support: Support, today: date) -> bool:
    """Whether renewing does something: in the last 60 days of a year, and for a year after it lapsed."""
    if support.state == SupportState.APPROVED:
        return support.renew_by is None or support.renew_by - FROM <= today
    return support.state == SupportState.LAPSED and today <= last_day(support)


def last_day(support: Support) -> date:
    """The last day on which lapsed support can be renewed."""
    assert support.lapsed_at is not None
    return support.lapsed_at.date() + LAPSED_FOR


def renew(support_id: int, actor: Actor, now: datetime) -> Support:
    """Renew for a year, from its day on or, when it had lapsed, from today on; again changes nothing.

    What had lapsed is listed and counted again since the day it was first approved.
    Raises NoSuchSupport, NotListed, NotRenewable.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        if support.state not in (SupportState.APPROVED, SupportState.LAPSED):
            raise NotListed
        if not is_due(support, now.date()):
            if support.state == SupportState.LAPSED:
                raise NotRenewable
            return support
        had_lapsed = support.state == SupportState.LAPSED
        support.renew_by = max(support.renew_by or now.date(), now.date()) + RENEWED_FOR
        support.state = SupportState.APPROVED
        support.renewal_asked_at = support.lapsed_at = None
        if support.capacity == Capacity.PERSONAL:
            contact = open_contact(support, session.get_one(Campaign, support.campaign_id).public_id)
            support.affiliate = contact.name if contact is not None else support.affiliate
        happened(support.id, EventKind.RENEWED, now)
        record(
            actor.id, actor.name, "support.renewed", support.organization.slug, now, campaign_id=support.campaign_id,
            subject=f"support {support.id}", until=support.renew_by.isoformat(), had_lapsed=had_lapsed,
        )  # fmt: skip
    return support
