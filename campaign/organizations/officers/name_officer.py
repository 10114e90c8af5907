"""Write down whom the contact names as second officer, within the caller's transaction. No letter leaves by this."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.mail.suppress import is_suppressed
from campaign.organizations.contact import Contact
from campaign.organizations.models import Officer, Support
from campaign.organizations.officers.person import OfficerPerson, seal_officer, tag_of
from campaign.organizations.officers.refusals import OfficerConfirmed, SameMailbox, SamePerson
from campaign.text import folded
from campaign.tokens import new_public_id


def name_officer(
    session: Session, support: Support, campaign: bytes, contact: Contact, person: OfficerPerson, now: datetime
) -> Officer | None:
    """Store the second officer of a support whose row the caller holds; the newest one named takes the former's place.

    Answers None, and stores nothing, when the address gets no mail of this campaign; whoever asks cannot tell.
    `campaign` is the campaign's public id. Raises SameMailbox, SamePerson, OfficerConfirmed.
    """
    tag = tag_of(support.campaign_id, person)
    if tag == support.contact_tag:
        raise SameMailbox
    if folded(person.name) == folded(contact.name):
        raise SamePerson
    officer = officer_of(session, support.id)
    if officer is not None and officer.confirmed_at is not None:
        raise OfficerConfirmed
    support.officer_asked_at = now
    if is_suppressed(support.campaign_id, tag):
        # Whoever was named before is not who is meant now.
        if officer is not None and officer.contact_tag != tag:
            session.delete(officer)
            session.flush()
        return None
    if officer is None:
        officer = Officer(public_id=new_public_id(), support_id=support.id, created_at=now, token_version=0, mails=0)
        seal_officer(officer, support.campaign_id, campaign, person)
        session.add(officer)
    elif officer.contact_tag == tag:
        seal_officer(officer, support.campaign_id, campaign, person)
    else:
        # A link that went to somebody else opens nothing from here on.
        officer.token_version += 1
        officer.created_at, officer.reminded_at = now, None
        seal_officer(officer, support.campaign_id, campaign, person)
    session.flush()
    return officer


def officer_of(session: Session, support_id: int) -> Officer | None:
    """The second officer of a support, read anew and locked."""
    return session.scalars(
        select(Officer)
        .where(Officer.support_id == support_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
