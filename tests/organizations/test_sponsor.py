"""An organization that sponsors trials: linked by a reviewer, its record beside its name."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.organizations.letters import link_of
from campaign.organizations.link_sponsor import link_sponsor
from campaign.organizations.models import Capacity
from campaign.organizations.refusals import NoSuchOrganization
from campaign.organizations.supporting import supporting_organizations
from campaign.trackers.facts import Register
from campaign.trackers.models import TrackedSponsor
from campaign.trackers.records import record_lines
from campaign.trackers.refusals import NoSuchSponsor
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support
from tests.factories.trackers import MAY, NOON, both_registers


def sponsor_id(session: Session, slug: str) -> int:
    return session.scalars(select(TrackedSponsor.id).where(TrackedSponsor.slug == slug)).one()


def test_a_link_is_to_the_one_sponsor_that_all_names_mean_and_is_audited(session: Session) -> None:
    both_registers()
    organization = approved_support(open_campaign()).organization
    for _ in range(2):
        linked = link_sponsor(organization.id, "brightmoor-biologics-gmbh", COMMAND_LINE, NOON)
        assert linked.sponsor_id == sponsor_id(session, "brightmoor-biologics")
    assert link_sponsor(organization.id, "", COMMAND_LINE, NOON).sponsor_id is None
    entries = session.scalars(select(AuditEntry).where(AuditEntry.act == "organization.linked")).all()
    assert [entry.details["sponsor"] for entry in entries] == ["brightmoor-biologics", ""]
    with pytest.raises(NoSuchSponsor):
        link_sponsor(organization.id, "nobody", COMMAND_LINE, NOON)
    with pytest.raises(NoSuchOrganization):
        link_sponsor(10_000, "", COMMAND_LINE, NOON)


def test_a_record_adds_up_all_names_of_a_sponsor_by_register(session: Session) -> None:
    both_registers()
    canonical = sponsor_id(session, "brightmoor-biologics")
    alias = sponsor_id(session, "brightmoor-biologics-gmbh")
    lines = record_lines([canonical, alias])
    assert lines[canonical] == lines[alias]
    told = [(each.register, each.slug, each.due, each.unreported, each.data_date) for each in lines[canonical]]
    assert told == [
        (Register.EU, "brightmoor-biologics", 1, 0, MAY),
        (Register.FDAAA, "brightmoor-biologics-gmbh", 2, 1, MAY),
    ]
    assert record_lines([]) == {}


def test_the_sponsors_page_learns_who_supports_what(session: Session) -> None:
    both_registers()
    campaign = open_campaign()
    organization = approved_support(campaign, name="Brightmoor").organization
    personal = approved_support(campaign, capacity=Capacity.PERSONAL).organization
    for each in (organization, personal):
        link_sponsor(each.id, "brightmoor-biologics", COMMAND_LINE, NOON)
    for slug in ("brightmoor-biologics", "brightmoor-biologics-gmbh"):
        (found,) = supporting_organizations(sponsor_id(session, slug))
        assert (found.name, found.slug, found.campaign_slug) == ("Brightmoor", organization.slug, campaign.slug)
        assert found.campaign_title.startswith("Every trial registered")
    assert supporting_organizations(sponsor_id(session, "lakeside-university")) == []


def test_a_reviewer_chooses_the_sponsor_and_visitors_see_its_record(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        both_registers()
        campaign = open_campaign()
        support = approved_support(campaign, name="Brightmoor Biologics Ltd")
        other = approved_support(campaign, name="Somebody Else")
        mailed = link_of(support).removeprefix("http://localhost")
        person = staff(RoleName.REVIEWER)
    sign_in(client, person)
    page = f"/desk/organizations/{support.id}"
    assert "It is Brightmoor Biologics</button>" in client.get(page).text
    assert "It is Lakeside University</button>" in client.get(f"{page}?sponsor=lakeside").text
    assert client.post(f"{page}/sponsor", data={"sponsor": "brightmoor-biologics"}).location == page
    assert "Unlink it" in client.get(page).text
    missing = client.post(f"/desk/organizations/{other.id}/sponsor", data={"sponsor": "x"}, follow_redirects=True)
    assert "There is no such sponsor" in missing.text
    visitor = app.test_client()
    for address in (f"/c/{campaign.slug}/supporters", mailed):
        seen = visitor.get(address).text
        assert "2 due trials" in seen
        assert '<a href="/trackers/fdaaa/sponsors/brightmoor-biologics-gmbh">1 unreported</a>' in seen
        assert "2 May 2026" in seen
