"""The desk's search: by kind, by right, and never for an address."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.accounts.models import RoleName
from campaign.audit.record import COMMAND_LINE
from campaign.clock import now
from campaign.db import transaction
from campaign.exports.prepare_export import Wanted, prepare_export
from campaign.organizations.models import Identifier, IdentifierScheme
from tests.factories.accounts import campaign_staff, sign_in, staff
from tests.factories.campaigns import draft_campaign, open_campaign
from tests.factories.imports import import_batch
from tests.factories.organizations import waiting_support
from tests.factories.signatures import signature
from tests.factories.trackers import both_registers


def found(client: FlaskClient, words: str) -> dict[str, list[str]]:
    """Labels of what a search finds, by heading."""
    answer = client.post("/desk/search", data={"q": words})
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert page.status_code == 200
    text = html.unescape(page.text)
    parts = re.split(r'<h2 id="found-\d+">', text)[1:]
    return {
        part.partition("</h2>")[0]: re.findall(r'<li><a href="[^"]+">(.*?)</a>', part.partition("</section>")[0])
        for part in parts
    }


def test_everything_of_a_name_is_found_by_kind(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(title="Brightmoor must report", slug="brightmoor")
        support = waiting_support(campaign, name="Brightmoor Patients", website="https://www.patients-first.example")
        with transaction() as session:
            session.add(
                Identifier(organization_id=support.organization_id, scheme=IdentifierScheme.ROR, value="05abcde12")
            )
        batch = import_batch(campaign, filename="Brightmoor-sheets.csv")
        both_registers()
        sign_in(client, staff(name="Bettina Brightmoor"))
    groups = found(client, "brightmoor")
    assert groups["Campaigns"] == ["Brightmoor must report"]
    assert groups["Organizations"] == ["Brightmoor Patients"]
    assert "Brightmoor Biologics" in groups["Sponsors of trials"]
    assert groups["Lists that came in"] == [f"List {batch.id}: Brightmoor-sheets.csv"]
    assert groups["Staff"] == ["Bettina Brightmoor"]
    assert found(client, "05ABCDE12")["Organizations"] == ["Brightmoor Patients"]
    assert found(client, "https://www.patients-first.example/")["Organizations"] == ["Brightmoor Patients"]
    assert found(client, "velatrexone asthma")["Trials"]
    assert found(client, "2017-990041-26")["Trials"] == ["2017-990041-26"]
    assert "Mail" in found(client, "stuck letters")["Pages of the desk"]
    assert found(client, "zz top") == {}


def test_objects_are_found_by_number(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        entry, support = signature(campaign).id, waiting_support(campaign).id
        export = prepare_export(Wanted(campaign_id=campaign.id, reason="Delivery"), COMMAND_LINE, now())
        sign_in(client, staff())
    assert found(client, f"entry {entry}")["By number"] == [f"Entry {entry}", f"What was done about signature {entry}"]
    assert found(client, f"Support {support}")["By number"][0] == f"Application {support}"
    assert found(client, f"export {export.id}")["Exports"] == [f"Export {export.id}"]
    assert found(client, "entry 999")["By number"] == ["What was done about signature 999"]


@pytest.mark.parametrize("typed", ["ilse@example.org", " Ilse.V@Example.ORG ", "@example.org", "ilse＠example.org"])
def test_an_address_is_neither_searched_for_nor_shown_nor_passed_on(
    app: Flask, client: FlaskClient, typed: str
) -> None:
    with app.app_context():
        signature(open_campaign(), email="ilse@example.org", name="Ilse", show_name=True)
        sign_in(client, staff(RoleName.REVIEWER))
    for answer in (
        client.post("/desk/search", data={"q": typed}),
        client.get("/desk/search", query_string={"q": typed}),
    ):
        assert answer.status_code == 200
        assert "E-mail addresses are not searched for here." in answer.text
        assert "Look one person up in a campaign" in answer.text
        assert typed.strip().lower() not in answer.text.lower() and "Ilse" not in answer.text
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_names_of_signatories_are_not_searched_for(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        signature(open_campaign(), name="Ilse Vantongerloo", show_name=True)
        sign_in(client, staff())
    assert found(client, "Vantongerloo") == {}


def test_nothing_is_found_that_one_may_not_open(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ours = open_campaign(title="Quarry one")
        theirs = open_campaign(title="Quarry two")
        draft_campaign(title="Quarry draft")
        waiting_support(ours, name="Quarry House")
        waiting_support(theirs, name="Quarry Hall")
        import_batch(theirs, filename="quarry.csv")
        entry = signature(theirs).id
        staff(name="Quincy Quarry")
        sign_in(client, campaign_staff(ours.id, RoleName.REVIEWER))
    groups = found(client, "quarry")
    assert groups["Organizations"] == ["Quarry House"]
    assert "Quarry draft" not in groups["Campaigns"]
    assert set(groups) == {"Campaigns", "Organizations"}
    assert found(client, f"entry {entry}") == {}
    with app.app_context():
        sign_in(client, staff(RoleName.SECURITY))
    assert set(found(client, "quarry")) == {"Campaigns", "Staff"}
    with app.app_context():
        sign_in(client, staff(RoleName.MAILER))
    assert set(found(client, "quarry")) == {"Campaigns"}


@pytest.mark.parametrize(
    "words", ["", "x", "%", "_%_", "'; --", "<script>alert(1)</script>", "a" * 5000, "№ 9", "entry 9999999999999"]
)
def test_any_words_get_an_answer(app: Flask, client: FlaskClient, words: str) -> None:
    with app.app_context():
        sign_in(client, staff())
    answer = client.post("/desk/search", data={"q": words}, follow_redirects=True)
    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.text
