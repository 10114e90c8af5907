"""A reviewer looks at who speaks for an organization: on record, as every look at a person is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.organizations.contact import Contact, open_contact
from campaign.organizations.models import Officer, Support
from campaign.organizations.officers.person import OfficerPerson, open_officer
from campaign.organizations.refusals import NoSuchSupport


@dataclass(frozen=True)
class People:
    """Who speaks: the contact, unless forgotten, and the second officer, if one is named."""

    contact: Contact | None
    officer: OfficerPerson | None


def look_at_contact(support_id: int, actor: Actor, now: datetime) -> People:
    """The contact and the second officer of an application; the look is recorded in the same transaction.

    Raises NoSuchSupport.
    """
    with transaction() as session:
        support = session.get(Support, support_id, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        campaign = session.get_one(Campaign, support.campaign_id)
        officer = session.scalars(select(Officer).where(Officer.support_id == support.id)).one_or_none()
        people = People(
            open_contact(support, campaign.public_id),
            open_officer(officer, campaign.public_id) if officer is not None else None,
        )
        record(
            actor.id, actor.name, "contact.looked_at", support.organization.slug, now,
            campaign_id=support.campaign_id, subject=f"support {support.id}", officer=officer is not None,
        )  # fmt: skip
    return people
