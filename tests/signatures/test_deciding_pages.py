"""The desk pages that decide about signatures: choose, preview, do, second person, undo."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.accounts.models import CampaignRole, RoleName
from campaign.clock import now
from campaign.db import transaction
from campaign.signatures.queries import count_people
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.signatures import signature


def token_of(page: str) -> str:
    found = re.search(r'name="plan" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


@pytest.fixture
def reviewer(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context():
        return sign_in(client, staff(RoleName.REVIEWER))


def test_held_ones_are_released_and_held_again(app: Flask, reviewer: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(now=now() - timedelta(days=3))
        entries = [signature(campaign, state="held", was="pending", held_because="many").id for _ in range(3)]
    page = reviewer.get(f"/desk/signatories?campaign={campaign.slug}&state=held").text
    assert "many from one network" in page
    chosen = {"row": [str(entry) for entry in entries[:2]], "act": "release", "reason": "An office"}
    preview = reviewer.post(f"/desk/signatories/{campaign.id}/decide/preview", data=chosen)
    assert "Release 2 signatures?" in preview.text
    with app.app_context():
        assert count_people(campaign.id) == 0, "a preview changes nothing"
    done = reviewer.post(f"/desk/signatories/{campaign.id}/decide", data={"plan": token_of(preview.text)})
    assert done.status_code == 303
    with app.app_context():
        assert count_people(campaign.id) == 2
    again = reviewer.post(f"/desk/signatories/{campaign.id}/decide", data={"plan": token_of(preview.text)})
    assert again.status_code == 409, "the set has changed"
    assert "Release 2 signatures" in reviewer.get(done.location).text
    assert reviewer.post(f"{done.location}/undo").status_code == 303
    with app.app_context():
        assert count_people(campaign.id) == 0
    assert "Undone" in reviewer.get("/desk/signatories/decisions").text


def test_all_that_match_a_filter_are_struck_out_by_two(app: Flask, reviewer: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(now=now() - timedelta(days=3))
        for _ in range(30):
            signature(campaign, country="FR")
        signature(campaign, country="DE")
    chosen = {"all": "1", "filter": "country=FR", "act": "invalidate", "reason": "One script"}
    preview = reviewer.post(f"/desk/signatories/{campaign.id}/decide/preview", data=chosen).text
    assert "Strike out 30 signatures?" in preview
    assert "takes two people" in preview
    with app.app_context():
        signature(campaign, country="FR")
    plan = {"plan": token_of(preview)}
    assert reviewer.post(f"/desk/signatories/{campaign.id}/decide", data=plan).status_code == 409
    plan = {"plan": token_of(reviewer.post(f"/desk/signatories/{campaign.id}/decide/preview", data=chosen).text)}
    proposed = reviewer.post(f"/desk/signatories/{campaign.id}/decide", data=plan).location
    with app.app_context():
        signature(campaign, country="FR")
        assert count_people(campaign.id) == 33
    assert "You proposed this" in reviewer.get(proposed).text
    assert reviewer.post(f"{proposed}/agree").status_code == 409
    with app.app_context():
        colleague = sign_in(app.test_client(), staff(RoleName.REVIEWER))
    assert "1 proposal waits" in colleague.get(f"/desk/signatories?campaign={campaign.slug}").text
    assert "Agree: strike out 31" in colleague.get(proposed).text
    assert colleague.post(f"{proposed}/agree").status_code == 303
    with app.app_context():
        assert count_people(campaign.id) == 2, "who signed after the proposal is not struck out"


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({}, 422, "Choose what to do"),
        ({"act": "release", "row": "1"}, 422, "Say why"),
        ({"act": "release", "reason": "Why"}, 422, "No row was chosen"),
        ({"act": "explode", "reason": "Why", "row": "1"}, 422, "Choose what to do"),
        ({"act": "release", "reason": "Why", "row": "9" * 18}, 409, "None of these signatures"),
        ({"act": "release", "reason": "Why", "row": "-1"}, 422, "No row was chosen"),
        ({"act": "release", "reason": "x" * 501, "row": "1"}, 422, "Use 500 characters at most"),
    ],
)
def test_what_is_missing_is_said_and_changes_nothing(
    app: Flask, reviewer: FlaskClient, asked: dict[str, str], status: int, said: str
) -> None:
    with app.app_context():
        campaign = open_campaign()
        signature(campaign)
    answer = reviewer.post(f"/desk/signatories/{campaign.id}/decide/preview", data=asked)
    assert (answer.status_code, said in answer.text) == (status, True)
    assert reviewer.post(f"/desk/signatories/{campaign.id}/decide", data={"plan": "forged"}).status_code == 410


def test_a_reviewer_of_one_campaign_decides_about_no_other(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mine, other = open_campaign(), open_campaign()
        foreign = signature(other)
        person = staff(RoleName.EDITOR)
        with transaction() as session:
            person = session.merge(person)
            person.roles = []
            person.campaign_roles = [CampaignRole(campaign_id=mine.id, role=RoleName.REVIEWER)]
        sign_in(client, person)
    chosen = {"row": str(foreign.id), "act": "invalidate", "reason": "Doubt"}
    assert client.post(f"/desk/signatories/{other.id}/decide/preview", data=chosen).status_code == 404
    assert client.post(f"/desk/signatories/{mine.id}/decide/preview", data=chosen).status_code == 409
    assert client.get(f"/desk/signatories?campaign={other.slug}").status_code == 404
    assert client.get(f"/desk/signatories?campaign={mine.slug}").status_code == 200
