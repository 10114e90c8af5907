"""Keep the tag that makes repeated applications one: it is made of the contact's address and the name."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.organizations.contact import application_tag
from campaign.organizations.models import Support


def retag_all(session: Session, organization_id: int) -> None:
    """Make the tags of all applications of an organization anew after its name changed, within the caller's
    transaction.
    """
    ours = select(Support).where(Support.organization_id == organization_id).order_by(Support.id)
    for support in session.scalars(ours.with_for_update(of=Support)).all():
        retag(session, support)


def retag(session: Session, support: Support) -> None:
    """Make the tag anew after address or name changed, within the caller's transaction.

    When another application has that tag, this one does without: the two are for people to compare.
    """
    if support.contact_tag is None:
        return
    tag = application_tag(support.contact_tag, support.organization.name_key)
    taken = select(Support.id).where(
        Support.campaign_id == support.campaign_id, Support.application_tag == tag, Support.id != support.id
    )
    support.application_tag = tag if session.scalar(taken) is None else None
