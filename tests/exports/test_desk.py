"""Taking a list at the desk: who may, what is asked first, and what stays on the page."""

import csv
import hashlib
import io
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import RoleName
from campaign.db import db
from campaign.exports import signatories
from campaign.exports.models import Export, ExportState
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.signatures import signature

PAGE = "/desk/exports"


@pytest.fixture
def campaign_id(app: Flask) -> int:
    """An open campaign with three signatories."""
    with app.app_context():
        campaign = open_campaign(partners=("Westhaven Patients’ League",))
        league = campaign.partners[0].id
        signature(campaign, name="Ilse", email="ilse@example.org", wants_updates=True)
        signature(campaign, name="=1+1", email="formula@example.org", shared_with=[league])
        signature(campaign, name="王小红", email="wang@example.org", city="北京")
        return campaign.id


def enter(app: Flask, client: FlaskClient, *roles: RoleName) -> FlaskClient:
    with app.app_context():
        person = staff(*roles)
    return sign_in(client, person)


def the_export(app: Flask) -> Export:
    with app.app_context():
        return db.session.scalars(select(Export)).one()


def test_an_exporter_takes_a_list_as_a_file_that_nobody_keeps(
    app: Flask, client: FlaskClient, campaign_id: int
) -> None:
    enter(app, client, RoleName.EXPORTER)
    form = {"campaign": campaign_id, "reason": "Handover in Berlin", "proof": "y", "addresses": "nobody"}
    answer = client.post(PAGE, data=form)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="all-trials-')
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["name"] for row in rows] == ["Ilse", "'=1+1", "王小红"]
    assert "comment" not in rows[0] and "email" not in rows[0]
    export = the_export(app)
    assert (export.state, export.rows) == (ExportState.FINISHED, 3)
    assert export.sha256 == hashlib.sha256(answer.data).hexdigest()
    page = client.get(PAGE).text
    assert "Handover in Berlin" in page and export.sha256[:8] in page and export.actor in page


def test_what_a_list_is_for_must_be_said(app: Flask, client: FlaskClient, campaign_id: int) -> None:
    enter(app, client, RoleName.EXPORTER)
    answer = client.post(PAGE, data={"campaign": campaign_id, "reason": "  ", "said": "y", "addresses": "nobody"})
    assert answer.status_code == 422
    assert "Say what the list is for" in answer.text
    assert re.search(r'<input checked id="said"', answer.text)
    assert not re.search(r'<input checked id="proof"', answer.text)
    with app.app_context():
        assert db.session.scalars(select(Export)).all() == []


@pytest.mark.parametrize("role", [RoleName.EDITOR, RoleName.REVIEWER])
def test_editors_and_reviewers_may_not(app: Flask, client: FlaskClient, campaign_id: int, role: RoleName) -> None:
    enter(app, client, role)
    form = {"campaign": campaign_id, "reason": "Curious", "addresses": "nobody"}
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, data=form).status_code == 403


def test_without_signing_in_there_is_nothing(client: FlaskClient, campaign_id: int) -> None:
    assert client.get(PAGE).status_code == 302
    assert client.post(PAGE, data={"campaign": campaign_id}).status_code in (302, 400)


def test_the_password_is_asked_for_again_after_five_minutes(app: Flask, client: FlaskClient, campaign_id: int) -> None:
    enter(app, client, RoleName.EXPORTER)
    with client.session_transaction("/desk") as cookie:
        cookie["fs_paa"] = (datetime.now(UTC) - timedelta(minutes=6)).timestamp()
    answer = client.post(PAGE, data={"campaign": campaign_id, "reason": "Handover", "addresses": "nobody"})
    assert answer.status_code == 302
    assert "/desk/verify" in answer.headers["Location"]


def test_addresses_are_for_owners(app: Flask, client: FlaskClient, campaign_id: int) -> None:
    enter(app, client, RoleName.EXPORTER)
    assert "Only an owner of the site may take them out" in client.get(PAGE).text
    form = {"campaign": campaign_id, "reason": "Newsletter", "addresses": "updates"}
    assert client.post(PAGE, data=form).status_code == 422


def test_an_owner_takes_addresses_of_those_who_agreed(app: Flask, client: FlaskClient, campaign_id: int) -> None:
    enter(app, client, RoleName.OWNER)
    page = client.get(PAGE).text
    assert "Of those who ticked the box of Westhaven Patients’ League" in page
    assert "not encrypted to a person yet" in page and "gets an apostrophe in front" in page
    answer = client.post(PAGE, data={"campaign": campaign_id, "reason": "Newsletter", "addresses": "updates"})
    assert [row["email"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))] == [
        "ilse@example.org",
        "",
        "",
    ]
    assert "with e-mail of those who asked for updates" in client.get(PAGE).text


def test_the_box_of_another_campaigns_partner_is_refused_with_a_sentence(
    app: Flask, client: FlaskClient, campaign_id: int
) -> None:
    enter(app, client, RoleName.OWNER)
    with app.app_context():
        other = open_campaign(partners=("Northbeck Trust",)).partners[0].id
    form = {"campaign": campaign_id, "reason": "Newsletter", "addresses": f"partner-{other}"}
    answer = client.post(PAGE, data=form)
    assert answer.status_code == 422
    assert "That box is not on the form of this campaign" in answer.text


def test_a_download_that_is_stopped_leaves_a_record(
    app: Flask, client: FlaskClient, campaign_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatories, "PAGE", 1)
    enter(app, client, RoleName.EXPORTER)
    form = {"campaign": campaign_id, "reason": "Handover", "addresses": "nobody"}
    with closing(client.post(PAGE, data=form, buffered=False)) as answer:
        pieces = iter(answer.response)
        next(pieces)
        next(pieces)
    export = the_export(app)
    assert (export.state, export.rows, export.sha256) == (ExportState.BROKEN, 1, None)
    assert "Broken off" in client.get(PAGE).text


def test_a_site_without_campaigns_says_so(app: Flask, client: FlaskClient) -> None:
    enter(app, client, RoleName.OWNER)
    page = client.get(PAGE).text
    assert "No campaign has opened yet" in page and "No list has left this house" in page
