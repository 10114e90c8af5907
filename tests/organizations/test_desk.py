"""The desk: what waits, what is known, and decisions."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.campaigns.models import Campaign
from campaign.db import db
from campaign.mail.letters import WRITERS
from campaign.mail.models import Message
from campaign.organizations.models import Capacity, Support, SupportState
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support, waiting_support


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """An open campaign."""
    with app.app_context():
        return open_campaign()


@pytest.fixture
def reviewer(app: Flask, client: FlaskClient) -> FlaskClient:
    """The browser of a reviewer."""
    with app.app_context():
        person = staff(RoleName.REVIEWER, email="ida@fullrecord.example")
    return sign_in(client, person)


def state_of(app: Flask, support: Support) -> SupportState:
    with app.app_context():
        return db.session.scalars(select(Support.state).where(Support.id == support.id)).one()


def test_what_waits_is_reviewed_accepted_and_listed(app: Flask, reviewer: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        support = waiting_support(
            campaign, name="Fennmark Kliniken", email="straub@fennmark.example", website="https://www.fennmark.example"
        )
        approved_support(campaign, name="Fennmark Stiftung")
    assert "Fennmark Kliniken" in reviewer.get("/desk/organizations").text
    page = reviewer.get(f"/desk/organizations/{support.id}").text
    assert "s•••b@f•••k.example" in page
    assert "straub@" not in page
    assert "Address at its own domain: yes" in page
    assert "Fennmark Stiftung" in page
    answer = reviewer.post(f"/desk/organizations/{support.id}", data={"decision": "accept"})
    assert (answer.status_code, answer.location) == (303, "/desk/organizations")
    assert state_of(app, support) == SupportState.APPROVED
    assert "Fennmark Kliniken" in reviewer.get(f"/c/{campaign.slug}/supporters").text
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.actor, entry.act) == ("ida@fullrecord.example", "support.approved")


def test_a_refusal_needs_a_reason_that_is_sent_word_for_word(
    app: Flask, reviewer: FlaskClient, campaign: Campaign
) -> None:
    with app.app_context():
        support = waiting_support(campaign)
    address = f"/desk/organizations/{support.id}"
    assert "Choose a decision" in reviewer.post(address, data={}).text
    without = reviewer.post(address, data={"decision": "decline"})
    assert without.status_code == 422
    assert "the contact gets these words" in without.text
    reason = "We could not find the house.\n\nPlease write from its own address."
    assert reviewer.post(address, data={"decision": "decline", "reason": reason}).status_code == 303
    with app.app_context():
        message = db.session.scalars(select(Message)).one()
        letter = WRITERS[message.kind]([message.about_id])[support.id]
    assert (letter.template, letter.own["reason"]) == ("organizations/mail/declined", reason)
    assert "We could not find the house." in reviewer.get(address).text

    assert reviewer.post(f"{address}/undo").status_code == 303
    assert state_of(app, support) == SupportState.WAITING
    with app.app_context():
        assert WRITERS[message.kind]([message.about_id]) == {}


def test_leaving_is_recorded_and_the_contact_forgotten(app: Flask, reviewer: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        support = approved_support(campaign, contact_name="Amrit Delacourt")
    address = f"/desk/organizations/{support.id}"
    assert "Amrit Delacourt" not in reviewer.get(address).text
    assert "Amrit Delacourt" in reviewer.post(f"{address}/contact").text
    assert reviewer.post(f"{address}/left").status_code == 303
    page = reviewer.get(address).text
    assert "Amrit Delacourt" not in page
    assert "Forgotten when it left" in page
    assert reviewer.post(f"{address}/left").status_code == 409


def test_two_reviewers_do_not_decide_twice(app: Flask, reviewer: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        support = waiting_support(campaign)
    address = f"/desk/organizations/{support.id}"
    reviewer.post(address, data={"decision": "accept"})
    second = reviewer.post(address, data={"decision": "decline", "reason": "No."})
    assert second.status_code == 409
    assert "Somebody has decided this application meanwhile" in second.text
    assert state_of(app, support) == SupportState.APPROVED


def test_the_queue_filters_by_campaign_and_state(app: Flask, reviewer: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        other = open_campaign()
        waiting_support(campaign, name="Waiting Here")
        waiting_support(other, name="Waiting There", capacity=Capacity.PERSONAL)
        approved_support(campaign, name="Listed Here")

    def names(query: str) -> set[str]:
        page = reviewer.get(f"/desk/organizations?{query}").text
        return {name for name in ("Waiting Here", "Waiting There", "Listed Here") if name in page}

    assert names("") == {"Waiting Here", "Waiting There"}
    assert names(f"campaign={campaign.slug}") == {"Waiting Here"}
    assert names("state=approved") == {"Listed Here"}
    assert names("state=any") == {"Waiting Here", "Waiting There", "Listed Here"}
    assert names("state=nonsense&campaign=nonsense") == {"Waiting Here", "Waiting There"}
    assert "No application matches" in reviewer.get("/desk/organizations?state=left").text


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/logo.png"])
def test_others_on_the_desk_may_not_look(app: Flask, client: FlaskClient, campaign: Campaign, path: str) -> None:
    with app.app_context():
        support = waiting_support(campaign)
        editor = staff(RoleName.EDITOR)
    address = "/desk/organizations" + path.format(id=support.id)
    assert client.get(address).status_code == 302
    sign_in(client, editor)
    assert client.get(address).status_code == 403
    assert client.post(f"/desk/organizations/{support.id}", data={"decision": "accept"}).status_code == 403
    assert state_of(app, support) == SupportState.WAITING


def test_an_application_that_is_gone_is_not_found(reviewer: FlaskClient) -> None:
    assert reviewer.get("/desk/organizations/999").status_code == 404
    assert reviewer.post("/desk/organizations/999", data={"decision": "accept"}).status_code == 404
