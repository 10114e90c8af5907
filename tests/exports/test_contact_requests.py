"""A supporter gets the addresses of exactly those who ticked its own box, sealed to its key, once a person agreed."""

import csv
import hashlib
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyrage
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import Campaign, Partner
from campaign.db import db, transaction
from campaign.exports.contact_requests.age_keys import KeyFaulty, read_public_key
from campaign.exports.contact_requests.seal_list import seal_list
from campaign.exports.models import Addresses, ContactRequest, Export, ExportState, RequestState
from campaign.organizations.drop import drop
from campaign.organizations.leave import leave
from campaign.organizations.models import Support
from campaign.organizations.own.link_partner import link_partner
from campaign.organizations.own.make_referral import make_referral
from campaign.organizations.refusals import NoSuchSupporter
from campaign.organizations.speaker import own_page_token
from campaign.signatures.models import SignatureState
from campaign.signatures.sharing.queries import signed_by_link, told
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support, waiting_support
from tests.factories.signatures import signature
from tests.organizations.postbox import Postbox

TODAY = datetime(2026, 4, 20, 10, 0, tzinfo=UTC)
Send = Callable[..., TestResponse]
SECRET = pyrage.x25519.Identity.generate()
KEY = str(SECRET.to_public())


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(TODAY, tick=False) as clock:
        yield clock


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """A campaign with two partners, each with its box, and people who ticked one, both or none."""
    with app.app_context():
        campaign = open_campaign(partners=("Westhaven League", "Northmarch League"))
        west, north = (partner.id for partner in campaign.partners)
        signature(campaign, name="=Ilse", email="ilse@example.org", country="DE", shared_with=[west])
        signature(campaign, name="Both", email="both@example.org", shared_with=[north, west])
        signature(campaign, name="North", email="north@example.org", shared_with=[north])
        signature(campaign, name="None", email="none@example.org")
        signature(campaign, name="Open", email="open@example.org", shared_with=[west], state=SignatureState.PENDING)
        # A partner whose number begins like another's is another partner.
        signature(campaign, name="Else", email="else@example.org", shared_with=[west * 10 + 7])
    return campaign


@pytest.fixture
def support(app: Flask, campaign: Campaign) -> Support:
    """The supporter that the first partner is."""
    with app.app_context():
        support = approved_support(campaign, slug="westhaven", email="head@westhaven.example")
        link_partner(campaign.id, campaign.partners[0].id, support.organization_id, COMMAND_LINE, TODAY)
    return support


@pytest.fixture
def link(app: Flask, support: Support) -> str:
    with app.app_context():
        return f"/own/{own_page_token(support)}"


@pytest.fixture
def send(client: FlaskClient) -> Send:
    """Sends a form with the token that the page gave out."""

    def at(link: str, path: str, **fields: Any) -> TestResponse:
        found = re.search(r'name="form_token" value="([^"]+)"', client.get(f"{link}/people").text)
        if found is None:
            found = re.search(r'name="form_token" value="([^"]+)"', client.get(link).text)
        assert found is not None
        return client.post(f"{link}/people{path}", data={"form_token": found[1], **fields})

    return at


@pytest.fixture
def owner(app: Flask) -> FlaskClient:
    """The browser of an owner."""
    with app.app_context():
        return sign_in(app.test_client(), staff(RoleName.OWNER))


def opened(sealed: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(pyrage.decrypt(sealed, [SECRET]).decode(), newline="")))


def the_request(app: Flask) -> ContactRequest:
    with app.app_context():
        return db.session.scalars(
            select(ContactRequest).order_by(ContactRequest.id.desc()).execution_options(populate_existing=True)
        ).all()[0]


def test_from_the_request_to_the_sealed_file(
    app: Flask, client: FlaskClient, owner: FlaskClient, campaign: Campaign, send: Send, link: str, today: Any
) -> None:
    post = Postbox(app)
    assert "fewer than 5 people" in client.get(f"{link}/people").text
    assert send(link, "", recipient=KEY, purpose="A letter in spring").location == f"{link}/people?said=list"
    assert "You asked for the list" in client.get(f"{link}/people").text
    assert send(link, "/file").status_code == 410

    number = the_request(app).id
    desk = f"/desk/exports/requests/{number}"
    assert "A letter in spring" in owner.get("/desk/exports/requests").text
    assert "ticked by 2 people" in owner.get(desk).text
    assert owner.post(desk, data={"decision": "decline"}).status_code == 422
    assert owner.post(desk, data={"decision": "accept"}).status_code == 303
    letter = post.one()
    assert letter.recipient == "head@westhaven.example"
    assert letter.path() == f"{link}/people"

    answer = send(link, "/file")
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"ilse" not in answer.data
    consent = "Give my e-mail address to Westhaven League, so that it can write to me itself."
    assert opened(answer.data) == [
        ["name", "email", "country", "signed_on", "consent"],
        ["'=Ilse", "ilse@example.org", "DE", "2026-03-03", consent],
        ["Both", "both@example.org", "DE", "2026-03-03", consent],
    ]
    with app.app_context():
        export = db.session.scalars(select(Export)).one()
        assert (export.state, export.rows, export.addresses) == (ExportState.FINISHED, 2, Addresses.PARTNER)
        assert (export.actor, export.reason) == ("organization westhaven", "A letter in spring")
        assert export.sha256 == hashlib.sha256(answer.data).hexdigest()
        acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
        assert acts[-4:] == ["contacts.asked", "contacts.approved", "export.started", "export.finished"]
        (finished,) = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "export.finished"))
        assert finished.details["sha256"] == export.sha256
    assert "for Westhaven League" in owner.get("/desk/exports").text

    today.shift(timedelta(days=8))
    assert send(link, "/file").status_code == 410
    assert "could be fetched until" in client.get(f"{link}/people").text


def test_a_refusal_carries_its_reason_and_lets_nothing_out(
    app: Flask, client: FlaskClient, owner: FlaskClient, send: Send, link: str
) -> None:
    post = Postbox(app)
    send(link, "", recipient=KEY, purpose="Advertising")
    desk = f"/desk/exports/requests/{the_request(app).id}"
    owner.post(desk, data={"decision": "decline", "reason": "That is not what people agreed to."})
    assert "That is not what people agreed to." in post.one().text
    assert "That is not what people agreed to." in client.get(f"{link}/people").text
    assert owner.post(desk, data={"decision": "accept"}).status_code == 409
    assert send(link, "/file").status_code == 410


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"recipient": "", "purpose": "A letter"}, "Paste your age public key"),
        ({"recipient": "age1nonsense", "purpose": "A letter"}, "begins with age1"),
        ({"recipient": KEY, "purpose": ""}, "Say what you will use"),
        ({"recipient": KEY, "purpose": "x" * 201}, "200 characters at most"),
    ],
)
def test_bad_input_gets_a_sentence(app: Flask, send: Send, link: str, fields: dict[str, str], sentence: str) -> None:
    answer = send(link, "", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    with app.app_context():
        assert db.session.scalars(select(ContactRequest)).all() == []


def test_a_secret_key_is_named_as_what_it_is_and_not_shown_again(send: Send, link: str) -> None:
    answer = send(link, "", recipient=str(SECRET), purpose="A letter")
    assert "That is the secret key" in answer.text
    assert str(SECRET) not in answer.text
    with pytest.raises(KeyFaulty):
        read_public_key("age1")


def test_a_newer_request_takes_the_place_of_one_that_waits_and_can_be_taken_back(
    app: Flask, send: Send, link: str
) -> None:
    send(link, "", recipient=KEY, purpose="One")
    send(link, "", recipient=KEY, purpose="Two")
    with app.app_context():
        states = db.session.scalars(select(ContactRequest.state).order_by(ContactRequest.id)).all()
    assert states == [RequestState.WITHDRAWN, RequestState.WAITING]
    send(link, "/withdraw")
    assert the_request(app).state == RequestState.WITHDRAWN


def test_who_is_no_partner_sees_nothing_and_gets_nothing(
    app: Flask, client: FlaskClient, campaign: Campaign, support: Support, send: Send
) -> None:
    with app.app_context():
        other = f"/own/{own_page_token(approved_support(campaign))}"
    assert "No box on the form is yours" in client.get(f"{other}/people").text
    assert send(other, "", recipient=KEY, purpose="A letter").status_code == 409
    assert send(other, "/file").status_code == 410


def test_whoever_linked_the_partner_does_not_approve_if_somebody_else_can(
    app: Flask, campaign: Campaign, send: Send, today: Any
) -> None:
    with app.app_context():
        support = approved_support(campaign)
        ida = staff(RoleName.OWNER)
        link = f"/own/{own_page_token(support)}"
        partner_id = campaign.partners[0].id
    browser = sign_in(app.test_client(), ida)
    page = f"/desk/campaigns/{campaign.id}/partners"
    assert "Westhaven League" in browser.get(page).text
    answer = browser.post(page, data={"partner": partner_id, "organization": support.organization_id})
    assert answer.status_code == 303
    send(link, "", recipient=KEY, purpose="A letter")
    desk = f"/desk/exports/requests/{the_request(app).id}"
    with app.app_context():
        rui = staff(RoleName.OWNER)
    today.shift(timedelta(days=2))
    refused = sign_in(browser, ida).post(desk, data={"decision": "accept"})
    assert refused.status_code == 403
    assert "Somebody else has to decide" in refused.text
    assert sign_in(app.test_client(), rui).post(desk, data={"decision": "accept"}).status_code == 303


def test_an_owner_alone_may_approve_what_they_linked(app: Flask, campaign: Campaign, send: Send) -> None:
    with app.app_context():
        support = approved_support(campaign)
        link = f"/own/{own_page_token(support)}"
        browser = sign_in(app.test_client(), staff(RoleName.OWNER))
    browser.post(
        f"/desk/campaigns/{campaign.id}/partners",
        data={"partner": campaign.partners[0].id, "organization": support.organization_id},
    )
    send(link, "", recipient=KEY, purpose="A letter")
    answer = browser.post(f"/desk/exports/requests/{the_request(app).id}", data={"decision": "accept"})
    assert answer.status_code == 303


def test_a_partner_is_linked_with_a_listed_supporter_of_its_campaign_only(app: Flask, campaign: Campaign) -> None:
    with app.app_context():
        other = open_campaign(partners=("Else",))
        partner_id = campaign.partners[0].id
        wrong = [waiting_support(campaign), approved_support(other)]
        for support in wrong:
            with pytest.raises(NoSuchSupporter):
                link_partner(campaign.id, partner_id, support.organization_id, COMMAND_LINE, TODAY)
        right = approved_support(campaign)
        with pytest.raises(NoSuchSupporter):
            link_partner(other.id, partner_id, right.organization_id, COMMAND_LINE, TODAY)
        for organization_id in (right.organization_id, right.organization_id, None):
            linked = link_partner(campaign.id, partner_id, organization_id, COMMAND_LINE, TODAY)
            assert linked.organization_id == organization_id
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "partner.linked")).all()
        assert [entry.subject for entry in entries] == [f"partner {partner_id}"] * 2


def test_nothing_can_be_fetched_once_it_left_or_is_linked_no_longer(
    app: Flask, owner: FlaskClient, campaign: Campaign, support: Support, send: Send, link: str
) -> None:
    send(link, "", recipient=KEY, purpose="A letter")
    owner.post(f"/desk/exports/requests/{the_request(app).id}", data={"decision": "accept"})
    with app.app_context():
        link_partner(campaign.id, campaign.partners[0].id, None, COMMAND_LINE, TODAY)
    assert send(link, "/file").status_code == 410
    with app.app_context():
        link_partner(campaign.id, campaign.partners[0].id, support.organization_id, COMMAND_LINE, TODAY)
    assert send(link, "/file").status_code == 200
    with app.app_context():
        leave(support.id, COMMAND_LINE, TODAY)
        # What is dropped takes its requests along.
        with transaction() as session:
            session.get_one(Partner, campaign.partners[0].id, populate_existing=True).organization_id = None
            session.flush()
            drop(session, support.id, support.organization_id)
        assert db.session.scalars(select(ContactRequest)).all() == []


def test_a_fetch_that_is_broken_off_is_on_record(
    app: Flask, owner: FlaskClient, client: FlaskClient, send: Send, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(link, "", recipient=KEY, purpose="A letter")
    owner.post(f"/desk/exports/requests/{the_request(app).id}", data={"decision": "accept"})
    monkeypatch.setattr("campaign.exports.contact_requests.seal_list.PIECE", 10)
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(f"{link}/people").text)
    assert token is not None
    answer = client.post(f"{link}/people/file", data={"form_token": token[1]}, buffered=False)
    next(iter(answer.response))
    answer.close()
    with app.app_context():
        assert db.session.scalars(select(Export.state)).one() == ExportState.BROKEN


def test_long_lists_are_sealed_whole() -> None:
    pages = ([(f"{number}",) for number in range(start, start + 2000)] for start in range(0, 30_000, 2000))
    sealed = seal_list(KEY, ("number",), pages)
    content = b"".join(sealed.pieces())
    assert sealed.rows == 30_000
    assert sealed.sha256 == hashlib.sha256(content).hexdigest()
    assert len(opened(content)) == 30_001


def test_small_figures_are_not_told(app: Flask, campaign: Campaign, support: Support) -> None:
    assert [told(number) for number in (0, 4, 5, 12345)] == [
        "fewer than 5 people", "fewer than 5 people", "at least 5 people", "at least 12,345 people",
    ]  # fmt: skip
    with app.app_context():
        referral = make_referral(support.id, TODAY)
        for _ in range(4):
            signature(campaign, referral_id=referral.id)
        signature(campaign, referral_id=referral.id, state=SignatureState.PENDING)
        assert signed_by_link(referral.id) == "fewer than 5 people"
        signature(campaign, referral_id=referral.id)
        assert signed_by_link(referral.id) == "at least 5 people"
        signature(campaign, referral_id=referral.id)
        assert signed_by_link(referral.id) == "at least 5 people", "nobody sees that one more came"
