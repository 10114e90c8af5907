"""Whatever ends a support, nothing that hangs on it breaks, and nothing of a person stays longer than it may."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.accounts.models import RoleName
from campaign.audit.record import COMMAND_LINE, Actor
from campaign.campaigns.close import close_campaign
from campaign.campaigns.models import Campaign, Partner, Referral
from campaign.db import transaction
from campaign.exports.contact_requests.ask_contacts import ask_contacts
from campaign.exports.models import ContactRequest
from campaign.notes.models import About, Note
from campaign.notes.subjects import Subject
from campaign.notes.write_note import write_note
from campaign.organizations.authority.ask_for_dns_check import ask_for_dns_check
from campaign.organizations.authority.prove import prove
from campaign.organizations.commitments.ask_for_date import ask_for_date
from campaign.organizations.commitments.models import CommitmentStep
from campaign.organizations.commitments.queries import public_history
from campaign.organizations.drop import drop
from campaign.organizations.duplicates.merge import merge
from campaign.organizations.duplicates.undo_merge import undo_merge
from campaign.organizations.forget_contact import forget_contact
from campaign.organizations.leave import leave
from campaign.organizations.models import (
    Authority,
    Capacity,
    Change,
    ChangeState,
    Commitment,
    CommitmentState,
    DnsCheck,
    Event,
    Identifier,
    IdentifierScheme,
    Officer,
    Organization,
    Proof,
    ProofKind,
    Support,
    SupportState,
)
from campaign.organizations.officers.remove_officer import remove_officer
from campaign.organizations.own.accept_change import accept_change
from campaign.organizations.own.link_partner import link_partner
from campaign.organizations.own.make_referral import make_referral
from campaign.organizations.own.queries import changes_waiting
from campaign.organizations.refusals import ChangeDecided
from campaign.organizations.speaker import own_page_token, speaker_by_token
from campaign.privacy.let_go import let_go
from campaign.signatures.models import Signature
from tests.factories.accounts import staff
from tests.factories.campaigns import open_campaign
from tests.factories.commitments import proposed, published
from tests.factories.imports import import_batch
from tests.factories.organizations import WHEN, approved_support, second_officer, support_in
from tests.factories.signatures import signature

DAY = timedelta(days=1)
LATER = WHEN + 60 * DAY


def with_everything(campaign: Campaign, **overrides: Any) -> Support:
    """A listed supporter on which hangs one of all that can hang on one."""
    support = approved_support(campaign, **overrides)
    second_officer(support, confirmed_at=WHEN)
    prove(support.id, ProofKind.DOMAIN, support.organization.domain, WHEN)
    prove(support.id, ProofKind.SECOND_OFFICER, "somebody", WHEN)
    ask_for_dns_check(support.id, WHEN)
    link_partner(campaign.id, campaign.partners[0].id, support.organization_id, COMMAND_LINE, WHEN)
    referral = make_referral(support.id, WHEN)
    ask_contacts(support.id, "age1somebody", "To write to them", WHEN)
    ask_for_date(support.id, published(support).public_id, date(2027, 1, 1), "Ask Robin Ferrow.", LATER)
    proposed(support, words="Ask Robin Ferrow first.")
    writer = staff(RoleName.REVIEWER)
    for subject in (Subject(About.SUPPORT, support.id), Subject(About.ORGANIZATION, support.organization_id)):
        write_note(subject, "Robin Ferrow called.", Actor(writer.id, writer.email), WHEN)
    with transaction() as session:
        session.add(Identifier(organization_id=support.organization_id, scheme=IdentifierScheme.WIKIDATA, value="Q1"))
        session.add(
            Change(
                support_id=support.id, values={"website": "https://elsewhere.example"}, state=ChangeState.WAITING,
                asked_at=WHEN,
            )
        )  # fmt: skip
    signature(campaign, referral_id=referral.id)
    import_batch(campaign, umbrella_id=support.organization_id, sha256=f"{support.id:064}")
    return support


def number(session: Session, *tables: Any) -> list[int]:
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """An open campaign with a partner."""
    return open_campaign(partners=("Westhaven League",), retention_until=date(2026, 6, 1))


def test_a_campaign_lets_go_of_everybody_and_keeps_what_was_public(session: Session, campaign: Campaign) -> None:
    kept = with_everything(campaign)
    token, promise = own_page_token(kept), session.scalars(select(Commitment).order_by(Commitment.id)).first()
    assert promise is not None
    read = promise.public_id
    gone = [support_in(campaign, SupportState.LEFT), support_in(campaign, SupportState.LAPSED)]
    for state in (SupportState.INVITED, SupportState.UNCONFIRMED, SupportState.WAITING, SupportState.DECLINED):
        support_in(campaign, state)
    approved_support(campaign, capacity=Capacity.PERSONAL)
    close_campaign(campaign.id, "", COMMAND_LINE, LATER)
    let_go(campaign.id, COMMAND_LINE, LATER + 365 * DAY)
    rows = session.scalars(select(Support).order_by(Support.id)).all()
    assert [row.id for row in rows] == [kept.id, *(each.id for each in gone)]
    for row in rows:
        assert (row.sealed, row.contact_tag, row.application_tag, row.affiliate) == (None, None, None, "")
    assert number(session, Officer, Change, DnsCheck, ContactRequest) == [0, 0, 0, 0]
    assert session.scalars(select(Note.about)).all() == [About.ORGANIZATION], "about the house, for other campaigns"
    assert speaker_by_token(token) is None
    assert number(session, Commitment, Proof) == [1, 2]
    assert [step.act for step in public_history(read)] == ["proposed", "published"]
    assert session.scalars(select(CommitmentStep.note)).all() == ["", "", ""]


def test_a_support_that_is_dropped_takes_all_along_but_counts_of_others(session: Session, campaign: Campaign) -> None:
    support = with_everything(campaign)
    with transaction() as writing:
        drop(writing, support.id, support.organization_id)
    hanging = (Support, Organization, Officer, Proof, Change, DnsCheck, Event, Commitment, CommitmentStep, Identifier)
    assert number(session, *hanging, ContactRequest, Note) == [0] * 12
    assert session.scalars(select(Referral.organization_id)).all() == [None]
    assert session.scalars(select(Partner.organization_id)).all() == [None]
    assert session.scalars(select(Signature.referral_id)).one() is not None


def test_who_leaves_is_forgotten_and_its_promises_end(session: Session, campaign: Campaign) -> None:
    support = with_everything(campaign)
    leave(support.id, COMMAND_LINE, LATER + DAY)
    assert number(session, Officer, Change, DnsCheck) == [0, 0, 0]
    states = session.scalars(select(Commitment.state).order_by(Commitment.id)).all()
    assert states == [CommitmentState.LAPSED, CommitmentState.DECLINED]
    with transaction() as writing:
        forget_contact(writing, writing.get_one(Support, support.id))


def test_a_duplicate_hands_its_promises_over_and_gets_them_back(session: Session, campaign: Campaign) -> None:
    away, kept = with_everything(campaign), approved_support(campaign)
    second_officer(kept, confirmed_at=WHEN)
    theirs = published(kept, words="Of the other.")
    change = session.scalars(select(Change)).one()
    done = merge(away.organization_id, kept.organization_id, lambda _: True, COMMAND_LINE, LATER)

    def owners() -> list[int]:
        return list(session.scalars(select(Commitment.support_id).order_by(Commitment.id)))

    assert owners() == [kept.id] * 3
    assert changes_waiting(Support.campaign_id == campaign.id) == 0
    with pytest.raises(ChangeDecided):
        accept_change(change.id, COMMAND_LINE, LATER)
    later = published(kept, words="Made since.", now=LATER)
    undo_merge(done.id, lambda _: True, COMMAND_LINE, LATER + DAY)
    assert owners() == [away.id, away.id, kept.id, kept.id]
    assert (theirs.support_id, later.support_id) == (kept.id, kept.id)
    assert changes_waiting(Support.campaign_id == campaign.id) == 1
    assert number(session, Officer) == [2]


def test_proofs_go_with_what_they_were_made_of(session: Session, campaign: Campaign) -> None:
    support = with_everything(campaign)
    remove_officer(support.id, LATER)
    assert session.get_one(Support, support.id, populate_existing=True).authority == Authority.DOMAIN
    accept_change(session.scalars(select(Change)).one().id, COMMAND_LINE, LATER)
    assert session.get_one(Support, support.id, populate_existing=True).authority == Authority.CLAIMED
    assert number(session, Proof, Officer) == [0, 0]


def test_the_parts_of_one_support_lead_to_each_other(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        support = with_everything(open_campaign(partners=("Westhaven League",)))
        own = f"/own/{own_page_token(support)}"
    page = client.get(own).text
    for part in ("authority", "officer", "commitments", "contact", "edit", "show"):
        assert f'href="{own}/{part}"' in page, part
    assert "What would raise the grade" in page and "A record in your DNS" in page
    for part in ("authority", "officer"):
        assert 'aria-current="page"' in client.get(f"{own}/{part}").text
    data = client.get(f"{own}/data.json").get_json()
    assert [proof["kind"] for proof in data["proofs"]] == ["domain", "second_officer"]
    assert data["organization"]["identifiers"] == {"wikidata": "Q1"}
    assert [step["act"] for step in data["commitments"][0]["steps"]] == ["proposed", "published", "date_asked"]
    assert set(data["second_officer"]) == {"named_at", "confirmed_at"}
    public = client.get(f"/organizations/{support.organization.slug}").text
    assert "/badge.svg" in public and "/organizations/authority#second_officer" in public
