"""Who speaks personally, affiliated, is listed and counted apart, and never enters an organization's total."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.accounts.models import RoleName
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.desk.queries import counts_by_campaign, figures
from campaign.organizations.directory.filters import Filters
from campaign.organizations.directory.queries import newest_supporters, roll, supporter_counts
from campaign.organizations.leave import leave
from campaign.organizations.models import Capacity, Organization
from campaign.organizations.supporting import supporting_organizations
from campaign.signatures.queries import counts
from campaign.web.kept import forget_kept
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, approved_support, waiting_support
from tests.factories.trackers import both_registers


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """One organization, four people with an affiliation in four countries, one of whom left, and one who waits."""
    with app.app_context():
        campaign = open_campaign()
        approved_support(campaign, name="Fennmark Kliniken", country="DE")
        for country in ("FR", "ES", "IT"):
            approved_support(campaign, capacity=Capacity.PERSONAL, country=country, name=f"Institute of {country}")
        leave(approved_support(campaign, capacity=Capacity.PERSONAL, country="PT").id, COMMAND_LINE, WHEN)
        waiting_support(campaign, capacity=Capacity.PERSONAL)
        forget_kept()
    return campaign


def test_no_query_adds_them(app: Flask, campaign: Campaign) -> None:
    with app.app_context():
        found = supporter_counts(campaign.id)
        assert (found.organizations, found.personal, found.countries, found.left) == (1, 3, 1, 0)
        assert counts(campaign.id).organizations == 1
        assert counts_by_campaign()[campaign.id].organizations == 1
        assert figures(campaign.id, WHEN).organizations == 1
        assert [each.name for each in newest_supporters(campaign.id, 10)] == ["Fennmark Kliniken"]
        for capacity, number in ((Capacity.ON_BEHALF, 1), (Capacity.PERSONAL, 3)):
            chosen = roll(campaign.id).choose(Filters(capacity=capacity))
            assert len(chosen.entries) == number
            assert sum(each for _, each in chosen.kinds) == sum(each for _, each in chosen.countries) == number


def test_no_page_adds_them(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    assert client.get(f"/c/{campaign.slug}/count.json").json["organizations"] == 1  # type: ignore[index]
    for page in ("/", f"/c/{campaign.slug}"):
        text = " ".join(client.get(page).text.split())
        assert "Institute of" not in text, page
        assert "Fennmark Kliniken" in text or page == "/"
    listed = client.get(f"/c/{campaign.slug}/supporters").text
    assert "1 organization supports it" in listed
    assert "Institute of" not in listed
    people = client.get(f"/c/{campaign.slug}/supporters?speaks=personal").text
    assert "3 people. Newest first" in people
    assert "Fennmark Kliniken" not in people
    assert "/organizations/authority#" not in people, "who speaks personally claims no authority"
    assert "/organizations/authority#claimed" in listed
    with app.app_context():
        sign_in(client, staff(RoleName.OWNER))
    assert "1 organization supports it" in client.get(f"/c/{campaign.slug}/supporters").text
    assert "Speaks personally" in client.get("/desk/organizations?state=approved").text


def test_a_sponsor_is_not_a_supporter_because_somebody_there_speaks_personally(app: Flask, campaign: Campaign) -> None:
    with app.app_context():
        both_registers()
        person = approved_support(campaign, capacity=Capacity.PERSONAL)
        with transaction() as session:
            session.get_one(Organization, person.organization_id).sponsor_id = 1
        assert supporting_organizations(1) == []
