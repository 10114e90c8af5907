"""A member assents: the invitation becomes an application of its own, and waits for review like all others."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from campaign.campaigns.queries import CampaignFacts
from campaign.db import transaction
from campaign.imports.refusals import InvitationGone, NameTaken
from campaign.organizations.authority.prove_domain import prove_domain
from campaign.organizations.contact import Contact, application_tag, open_contact, seal_contact
from campaign.organizations.models import OrganizationKind, Support, SupportState
from campaign.organizations.refusals import SupportClosed
from campaign.text import folded


@dataclass(frozen=True)
class Assent:
    """What the member says of itself when it assents; what its umbrella wrote was a proposal."""

    name: str
    website: str
    country: str
    kind: OrganizationKind
    statement: str
    contact_name: str
    role: str
    consent: str  # the exact words that were ticked


def assent(support_id: int, campaign: CampaignFacts, said: Assent, now: datetime) -> Support:
    """Turn an invitation into a confirmed application; pressing again changes nothing.

    The address stays the one that the letter went to: only who reads mail there can press the button. Raises
    InvitationGone, SupportClosed, NameTaken when this contact has applied for an organization of this name.
    """
    if campaign.phase(now) == "closed":
        raise SupportClosed
    try:
        with transaction() as session:
            support = session.scalars(
                select(Support)
                .where(Support.id == support_id)
                .with_for_update(of=Support)
                .execution_options(populate_existing=True)
            ).one_or_none()
            if support is None:
                raise InvitationGone
            if support.state != SupportState.INVITED:
                return support
            contact = open_contact(support, campaign.public_id)
            assert contact is not None and support.contact_tag is not None
            organization = support.organization
            organization.name, organization.name_key = said.name, folded(said.name)
            organization.website, organization.country, organization.kind = said.website, said.country, said.kind
            support.statement = said.statement
            support.text_id = campaign.text_id
            support.authority_declared = True
            support.application_tag = application_tag(support.contact_tag, organization.name_key)
            seal_contact(
                support, campaign.public_id, Contact(said.contact_name, said.role, contact.email, said.consent)
            )
            support.state, support.confirmed_at = SupportState.WAITING, now
            session.flush()
            prove_domain(session, support, now)
    except IntegrityError as error:
        if "application_tag" not in str(error.orig):
            raise
        raise NameTaken from None
    return support
