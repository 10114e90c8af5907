"""An organization's own public page: what it says, how that is proved, what happened, and nothing more."""

import re
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from campaign.audit.record import Actor
from campaign.db import transaction
from campaign.organizations.approve import approve
from campaign.organizations.leave import leave
from campaign.organizations.models import (
    Authority,
    Capacity,
    Event,
    EventKind,
    Identifier,
    IdentifierScheme,
    Organization,
    Proof,
    ProofKind,
    Support,
    SupportState,
)
from campaign.trackers.models import TrackedSponsor
from campaign.web.kept import forget_kept
from tests.factories.campaigns import open_campaign
from tests.factories.commitments import WORDS, proposed, published
from tests.factories.organizations import WHEN, approved_support, support_in, waiting_support
from tests.factories.trackers import both_registers

REVIEWER = Actor(None, "Rui")
DAY = timedelta(days=1)


def test_it_tells_what_it_is_what_it_supports_and_how_that_is_proved(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        support = approved_support(
            campaign,
            name="Fennmark <Kliniken>",
            website="https://fennmark.example",
            statement="Publish it.\nAll of it.",
            authority=Authority.PROOF,
        )
        id_, evidence = support.organization_id, "TXT record of fennmark.example"
        with transaction() as session:
            session.add_all(
                [
                    Proof(support_id=support.id, kind=ProofKind.DNS, evidence=evidence, proved_at=WHEN + 3 * DAY),
                    Identifier(organization_id=id_, scheme=IdentifierScheme.ROR, value="05abcde12"),
                    Identifier(organization_id=id_, scheme=IdentifierScheme.WIKIDATA, value='Q12" onclick="x'),
                    Event(support_id=support.id, at=WHEN + 2 * DAY, what=EventKind.JOINED, detail=""),
                    Event(support_id=support.id, at=WHEN + 9 * DAY, what=EventKind.PROMISED, detail="all by 2027"),
                ]
            )
        slug = support.organization.slug
    answer = client.get(f"/organizations/{slug}")
    page = answer.text
    for said in (
        "Fennmark &lt;Kliniken&gt;", "<q>Publish it.\nAll of it.</q>", "Proof checked",
        "TXT record of fennmark.example",
        "6 March 2026", "On behalf of the organization", "12 March 2026", ": all by 2027", campaign_title(page),
        'href="https://ror.org/05abcde12"', 'itemtype="https://schema.org/Organization"',
        f'<link rel="canonical" href="http://localhost/organizations/{slug}">', 'property="og:title"',
    ):  # fmt: skip
        assert said in page, said
    assert "<script>" not in page and 'onclick="x' not in page and "Ferrow" not in page and "director@" not in page
    assert page.count("<b>Joined</b>") == 1
    assert re.findall(r"<b>(\w+)</b>", page[page.index('id="history"') :])[:2] == ["Promised", "Joined"]
    assert "max-age=60" in answer.headers["Cache-Control"] and answer.headers["ETag"]


def campaign_title(page: str) -> str:
    """The campaign's title as the page has it."""
    found = re.search(r"Every trial registered, every result reported \(\d+\)", page)
    assert found is not None
    return found[0]


def test_one_that_left_says_when_and_no_statement(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        support = waiting_support(campaign, statement="We support it.")
        approve(support.id, REVIEWER, datetime(2026, 4, 1, tzinfo=UTC))
        slug = support.organization.slug
        forget_kept()
    assert "<q>We support it.</q>" in client.get(f"/organizations/{slug}").text
    with app.app_context():
        leave(support.id, REVIEWER, datetime(2026, 8, 3, tzinfo=UTC))
    page = client.get(f"/organizations/{slug}").text
    assert "It left on 3 August 2026" in page and "We support it." not in page
    assert re.findall(r"<b>(\w+)</b>", page[page.index('id="history"') :])[:2] == ["Left", "Joined"]
    assert "no longer supports" in page


def test_history_older_than_its_events_still_has_its_days(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        slug = support_in(
            open_campaign(), SupportState.LAPSED, statement="Still stored", lapsed_at=datetime(2027, 3, 5, tzinfo=UTC)
        ).organization.slug
    page = client.get(f"/organizations/{slug}").text
    assert "Lapsed, as it was not renewed" in page and "<b>Joined</b>" in page and "5 March 2027" in page
    assert "Still stored" not in page and "has not renewed its support" in page


def test_somebody_who_speaks_personally_is_named_and_the_organization_does_not_count(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        campaign = open_campaign()
        support = approved_support(
            campaign, capacity=Capacity.PERSONAL, contact_name="Amrit Delacourt", statement="My own view."
        )
        slug = support.organization.slug
    page = client.get(f"/organizations/{slug}").text
    assert (
        "The organization is not counted" in page and "Amrit Delacourt" in page and "affiliation of a supporter" in page
    )
    with app.app_context(), transaction() as session:
        session.get_one(Support, support.id).state = SupportState.LEFT
    assert "Delacourt" not in client.get(f"/organizations/{slug}").text


def test_its_own_record_stands_beside_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        both_registers()
        support = approved_support(open_campaign())
        with transaction() as session:
            sponsor = session.query(TrackedSponsor).filter_by(slug="brightmoor-biologics").one()
            session.get_one(Organization, support.organization_id).sponsor_id = sponsor.id
        slug = support.organization.slug
    page = client.get(f"/organizations/{slug}").text
    assert "Its own record" in page and "/trackers/eu/sponsors/brightmoor-biologics" in page


def test_its_promises_stand_on_its_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        support = approved_support(open_campaign())
        published(support)
        proposed(support, words="Nobody has read this yet.")
        slug = support.organization.slug
    page = client.get(f"/organizations/{slug}").text
    assert "Promised and delivered" in page and WORDS in page and "Nobody has read this yet." not in page


def test_what_never_was_on_a_list_is_not_there(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        slug = waiting_support(open_campaign()).organization.slug
    answer = client.get(f"/organizations/{slug}")
    assert answer.status_code == 404 and "none did" in answer.text
    assert client.get("/organizations/no-such").status_code == 404
