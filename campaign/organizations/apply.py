"""Take an organization's application to support a campaign."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from campaign.campaigns.queries import CampaignFacts
from campaign.db import transaction
from campaign.mail.models import Suppression
from campaign.mail.post import post
from campaign.organizations.add_organization import add_organization
from campaign.organizations.contact import Contact, application_tag, seal_contact
from campaign.organizations.logo import LogoImage
from campaign.organizations.models import (
    Capacity,
    IdentifierScheme,
    Officer,
    OrganizationKind,
    Support,
    SupportState,
)
from campaign.organizations.officers.name_officer import name_officer
from campaign.organizations.officers.person import OfficerPerson
from campaign.organizations.pace import DAY, may_go_at
from campaign.organizations.public_values import Pictures, put
from campaign.organizations.refusals import SupportClosed, SupportNotYetOpen
from campaign.sealed import address_tag
from campaign.text import folded, read_address
from campaign.tokens import new_public_id

PLEASE_CONFIRM = "organizations.please_confirm"
ALREADY_KNOWN = "organizations.already_known"


@dataclass(frozen=True)
class Application:
    """What the form says, checked by the form."""

    name: str
    website: str
    country: str
    kind: OrganizationKind
    capacity: Capacity
    authority_declared: bool
    statement: str
    contact: Contact
    logo: LogoImage | None = None
    identifiers: tuple[tuple[IdentifierScheme, str], ...] = ()
    officer: OfficerPerson | None = None


class Outcome(StrEnum):
    """What became of an application. For the log; the applicant always sees the same page."""

    NEW = "new"
    AGAIN = "repeat_unconfirmed"
    KNOWN = "repeat_known"
    SUPPRESSED = "suppressed"
    CAPPED = "capped"


def apply(campaign: CampaignFacts, application: Application, now: datetime) -> Outcome:
    """Record an application and owe its contact a letter, or owe the letter that a repeated one deserves.

    The same contact and the same name of an organization are the same application. While it is unconfirmed, a newer
    form takes its place together with a new letter; once confirmed, nothing changes. One address gets at most 3 such
    letters of a campaign in 24 hours, 10 minutes apart; beyond that nothing is stored. An address that said "not us"
    is left alone. A second officer gets no letter before the contact has confirmed. Raises SupportNotYetOpen,
    SupportClosed, SameMailbox, SamePerson.
    """
    phase = campaign.phase(now)
    if phase == "closed":
        raise SupportClosed
    if phase == "not yet":
        raise SupportNotYetOpen
    tag = address_tag(campaign.id, read_address(application.contact.email).canonical)
    key = folded(application.name)
    with transaction() as session:
        _one_at_a_time(session, tag)
        suppressed = select(Suppression.id).where(
            Suppression.campaign_id == campaign.id, Suppression.address_tag == tag
        )
        if session.execute(suppressed).first() is not None:
            return Outcome.SUPPRESSED
        support = session.scalars(
            select(Support)
            .where(Support.campaign_id == campaign.id, Support.application_tag == application_tag(tag, key))
            .with_for_update(of=Support)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if support is None:
            due = _letter_may_go_at(session, campaign.id, tag, now)
            if due is None:
                return Outcome.CAPPED
            support = _add(session, campaign, application, tag, key, now)
            _name_officer(session, support, campaign, application, now)
            _write_to(support, PLEASE_CONFIRM, now, due)
            return Outcome.NEW
        may_write = _letter_may_go_at(session, campaign.id, tag, now) == now
        if support.state == SupportState.UNCONFIRMED:
            if may_write:
                _replace(session, support, campaign, application, now)
                _write_to(support, PLEASE_CONFIRM, now, now)
            return Outcome.AGAIN
        if may_write:
            _write_to(support, ALREADY_KNOWN, now, now)
        return Outcome.KNOWN


def _one_at_a_time(session: Session, tag: bytes) -> None:
    """Let applications of one contact queue up, so that caps hold under load. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(tag[:8], signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def _letter_may_go_at(session: Session, campaign_id: int, tag: bytes, now: datetime) -> datetime | None:
    """When the next letter to this contact may leave: now, ten minutes after the last, or None for not today."""
    sent, last = session.execute(
        select(func.sum(Support.mails), func.max(Support.mailed_at)).where(
            Support.campaign_id == campaign_id, Support.contact_tag == tag, Support.mailed_at > now - DAY
        )
    ).one()
    return may_go_at(sent, last, now)


def _write_to(support: Support, kind: str, now: datetime, due: datetime) -> None:
    message = post(kind, support.id, now, campaign_id=support.campaign_id)
    message.due_at = due
    if support.mailed_at is None or support.mailed_at <= now - DAY:
        support.mails = 0
    support.mails += 1
    support.mailed_at = due


def _add(
    session: Session, campaign: CampaignFacts, application: Application, tag: bytes, key: str, now: datetime
) -> Support:
    organization = add_organization(
        session, application.name, application.website, application.country, application.kind, now
    )
    support = Support(
        public_id=new_public_id(),
        campaign_id=campaign.id,
        organization_id=organization.id,
        text_id=campaign.text_id,
        contact_tag=tag,
        application_tag=application_tag(tag, key),
        capacity=application.capacity,
        authority_declared=application.authority_declared,
        mails=0,
        created_at=now,
    )
    seal_contact(support, campaign.public_id, application.contact)
    session.add(support)
    session.flush()
    _fill(session, support, application)
    return support


def _replace(
    session: Session, support: Support, campaign: CampaignFacts, application: Application, now: datetime
) -> None:
    """What was typed last stands, and earlier links stop working: nobody confirms what the letter in hand is not about.

    Anybody can type a contact's address, and name a second officer of their own.
    """
    support.token_version += 1
    _fill(session, support, application)
    support.text_id = campaign.text_id
    seal_contact(support, campaign.public_id, application.contact)
    _name_officer(session, support, campaign, application, now)


def _name_officer(
    session: Session, support: Support, campaign: CampaignFacts, application: Application, now: datetime
) -> None:
    if application.officer is not None and application.capacity == Capacity.ON_BEHALF:
        name_officer(session, support, campaign.public_id, application.contact, application.officer, now)
        return
    session.execute(
        delete(Officer).where(Officer.support_id == support.id), execution_options={"synchronize_session": False}
    )
    support.officer_asked_at = None


def _fill(session: Session, support: Support, application: Application) -> None:
    """Write down what the public will see; a logo that was sent before stays unless another one came."""
    support.capacity = application.capacity
    support.authority_declared = application.authority_declared
    numbers = dict(application.identifiers)
    values = {
        "name": application.name,
        "website": application.website,
        "country": application.country,
        "kind": application.kind.value,
        "statement": application.statement,
        **{scheme.value: numbers.get(scheme, "") for scheme in IdentifierScheme},
    }
    if application.logo is not None:
        values["logo"] = application.logo.sha256
    put(session, support, values, Pictures(application.logo))
