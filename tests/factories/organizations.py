"""Organizations and their support for tests, in an open application context."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import campaign_facts
from campaign.db import db, transaction
from campaign.organizations.apply import Application, apply
from campaign.organizations.contact import Contact, application_tag, seal_contact
from campaign.organizations.models import Capacity, Officer, Organization, OrganizationKind, Support, SupportState
from campaign.organizations.names import slug_of
from campaign.organizations.officers.person import OfficerPerson, seal_officer
from campaign.sealed import address_tag
from campaign.text import folded, read_address
from campaign.tokens import new_public_id

WHEN = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def application(**overrides: Any) -> Application:
    """What a form says; `overrides` change its fields, or the contact's (contact_name, role, email)."""
    contact = Contact(
        name=overrides.pop("contact_name", "Henrike Straub"),
        role=overrides.pop("role", "Head of clinical research"),
        email=overrides.pop("email", "straub@fennmark.example"),
        consent="I agree.",
    )
    values: dict[str, Any] = {
        "name": "Fennmark Kliniken",
        "website": "https://fennmark.example",
        "country": "DE",
        "kind": OrganizationKind.HOSPITAL,
        "capacity": Capacity.ON_BEHALF,
        "authority_declared": True,
        "statement": "Results that nobody can read should not have been collected.",
        "contact": contact,
    }
    return Application(**(values | overrides))


def applied(campaign: Campaign, now: datetime = WHEN, **overrides: Any) -> Support:
    """An application as the verb takes it: unconfirmed, with its letter owed."""
    apply(campaign_facts(campaign.slug), application(**overrides), now)
    newest = db.session.query(Support).order_by(Support.id.desc()).first()
    assert newest is not None
    return newest


def waiting_support(campaign: Campaign, **overrides: Any) -> Support:
    """A confirmed application that waits for review; `overrides` change its organization, contact or columns."""
    return _support(campaign, SupportState.WAITING, overrides)


def invited_member(campaign: Campaign, batch_id: int, **overrides: Any) -> Support:
    """A member that its umbrella named and that has not answered; `overrides` as above."""
    unasked = {"batch_id": batch_id, "confirmed_at": None, "authority_declared": False}
    return _support(campaign, SupportState.INVITED, unasked | overrides)


def approved_support(campaign: Campaign, **overrides: Any) -> Support:
    """A listed supporter; `overrides` change its organization, contact or columns."""
    overrides.setdefault("approved_at", WHEN + timedelta(days=2))
    return _support(campaign, SupportState.APPROVED, overrides)


def support_in(campaign: Campaign, state: SupportState, **overrides: Any) -> Support:
    """A support in any state, with the days that belong to it."""
    days: dict[SupportState, tuple[str, ...]] = {
        SupportState.APPROVED: ("approved_at",),
        SupportState.LEFT: ("approved_at", "left_at"),
        SupportState.LAPSED: ("approved_at", "lapsed_at"),
        SupportState.DECLINED: ("declined_at",),
    }
    for number, day in enumerate(days.get(state, ()), start=1):
        overrides.setdefault(day, WHEN + timedelta(days=2 if number == 1 else 100))
    return _support(campaign, state, overrides)


def _support(campaign: Campaign, state: SupportState, overrides: dict[str, Any]) -> Support:
    number = next(_numbers)
    name = overrides.pop("name", f"Institute of Measured Medicine {number}")
    contact = Contact(
        name=overrides.pop("contact_name", f"Robin Ferrow {number}"),
        role=overrides.pop("role", "Director"),
        email=overrides.pop("email", f"director@institute-{number}.example"),
        consent="I agree.",
    )
    organization = Organization(
        public_id=new_public_id(),
        slug=overrides.pop("slug", f"{slug_of(name)}-{number}"),
        name=name,
        name_key=folded(name),
        website=overrides.pop("website", f"https://institute-{number}.example"),
        country=overrides.pop("country", "GB"),
        kind=overrides.pop("kind", OrganizationKind.RESEARCH),
        created_at=WHEN,
    )
    tag = address_tag(campaign.id, read_address(contact.email).canonical)
    values: dict[str, Any] = {
        "capacity": Capacity.ON_BEHALF,
        "authority_declared": True,
        "statement": "",
        "created_at": WHEN,
        "confirmed_at": WHEN + timedelta(hours=1),
        "mails": 1,
        "mailed_at": WHEN,
    }
    values |= overrides
    if values["capacity"] == Capacity.PERSONAL and state == SupportState.APPROVED:
        values.setdefault("affiliate", contact.name)
    with transaction() as session:
        session.add(organization)
        session.flush()
        support = Support(
            public_id=new_public_id(),
            campaign_id=campaign.id,
            organization_id=organization.id,
            text_id=campaign_facts(campaign.slug).text_id,
            state=state,
            contact_tag=tag,
            application_tag=application_tag(tag, organization.name_key),
            **values,
        )
        seal_contact(support, campaign.public_id, contact)
        session.add(support)
    return support


def second_officer(support: Support, **overrides: Any) -> Officer:
    """A second officer who was written to; `overrides` change the person (name, role, email) or columns."""
    organization = db.session.get_one(Support, support.id).organization
    person = OfficerPerson(
        name=overrides.pop("name", "Tomke Aldous"),
        role=overrides.pop("role", "Board secretary"),
        email=overrides.pop("email", f"aldous@{organization.domain}"),
    )
    values: dict[str, Any] = {"created_at": WHEN, "mailed_at": WHEN, "mails": 1, "token_version": 0}
    officer = Officer(public_id=new_public_id(), support_id=support.id, **(values | overrides))
    with transaction() as session:
        campaign = session.get_one(Campaign, support.campaign_id)
        seal_officer(officer, campaign.id, campaign.public_id, person)
        session.add(officer)
        session.get_one(Support, support.id).officer_asked_at = WHEN
    return officer
