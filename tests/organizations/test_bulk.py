"""Deciding about several organizations: a preview that holds, a deed that is what was shown, an undo for 30 days."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.audit.record import Actor
from campaign.campaigns.models import Campaign
from campaign.clock import now
from campaign.db import db, transaction
from campaign.mail.models import Message
from campaign.organizations.approve import approve
from campaign.organizations.bulk.decide_many import decide_many
from campaign.organizations.bulk.models import SupportDecision, Verdict
from campaign.organizations.bulk.queries import outlook
from campaign.organizations.bulk.refusals import UndoneOrOld
from campaign.organizations.bulk.set_kind_many import set_kind_many
from campaign.organizations.bulk.undo_many import undo_many
from campaign.organizations.models import OrganizationKind, Support, SupportState
from campaign.organizations.refusals import SharedElsewhere
from campaign.web.bulk import GOOD_FOR, Plan, PlanGone, Selection, SetChanged, make_plan, plan_token, read_plan
from tests.factories.accounts import campaign_staff, sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, approved_support, waiting_support

PREVIEW = "/desk/organizations/bulk/preview"
LATER = WHEN + timedelta(days=5)


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """An open campaign."""
    with app.app_context():
        return open_campaign()


@pytest.fixture
def reviewer(app: Flask, client: FlaskClient) -> FlaskClient:
    """The browser of a reviewer."""
    with app.app_context():
        person = staff(RoleName.REVIEWER)
    return sign_in(client, person)


def actor() -> Actor:
    person = staff(RoleName.REVIEWER)
    return Actor(person.id, person.email)


def states(app: Flask) -> dict[int, str]:
    with app.app_context():
        return {id_: state.value for id_, state in db.session.execute(select(Support.id, Support.state)).all()}


def plan_in(text: str) -> str:
    found = re.search(r'name="plan" value="([^"]+)"', text)
    assert found, text
    return found[1]


def test_several_are_accepted_after_a_preview_and_undone(app: Flask, reviewer: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        ids = [waiting_support(campaign, name=f"House {number}").id for number in range(3)]
        listed = approved_support(campaign, name="Listed already").id
    preview = reviewer.post(PREVIEW, data={"act": "accept", "row": [*ids[:2], listed]})
    assert preview.status_code == 200
    assert "Accept 2 organizations?" in preview.text and "1 listed" in preview.text
    assert "House 0" in preview.text and "House 2" not in preview.text
    assert set(states(app).values()) == {"waiting", "approved"}

    done = reviewer.post("/desk/organizations/bulk", data={"plan": plan_in(preview.text)})
    assert done.status_code == 303
    assert [states(app)[id_] for id_ in ids] == ["approved", "approved", "waiting"]
    assert "2 organizations accepted" in reviewer.get(done.location).text
    with app.app_context():
        assert len(db.session.scalars(select(Message)).all()) == 2
        acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id.desc()).limit(3)).all()
        assert sorted(acts) == ["support.approved", "support.approved", "support.decided_many"]

    again = reviewer.post("/desk/organizations/bulk", data={"plan": plan_in(preview.text)})
    assert again.status_code == 409 and "not the same any more" in again.text

    undone = reviewer.post(f"{done.location}/undo", follow_redirects=True)
    assert "Undone: 2 organizations" in undone.text
    assert [states(app)[id_] for id_ in (*ids, listed)] == ["waiting", "waiting", "waiting", "approved"]
    assert reviewer.post(f"{done.location}/undo").status_code == 409


def test_all_that_match_a_filter_and_no_other_are_declined(
    app: Flask, reviewer: FlaskClient, campaign: Campaign
) -> None:
    with app.app_context():
        french = [waiting_support(campaign, country="FR").id for _ in range(60)]
        other = waiting_support(campaign, country="DE").id
    page = reviewer.get("/desk/organizations?country=FR")
    assert "All 60 that match the filter" in page.text
    asked = {"act": "decline", "reason": "We could not find you.", "all": "1", "filter": "country=FR"}
    preview = reviewer.post(PREVIEW, data=asked)
    assert "Decline 60 organizations?" in preview.text and "We could not find you." in preview.text
    with app.app_context():
        late = waiting_support(campaign, country="FR").id
    refused = reviewer.post("/desk/organizations/bulk", data={"plan": plan_in(preview.text)})
    assert refused.status_code == 409
    assert set(states(app).values()) == {"waiting"}

    preview = reviewer.post(PREVIEW, data=asked)
    reviewer.post("/desk/organizations/bulk", data={"plan": plan_in(preview.text)})
    assert {states(app)[id_] for id_ in (*french, late)} == {"declined"}
    assert states(app)[other] == "waiting"


def test_the_kind_of_an_organization_of_another_campaign_too_is_left_alone(session: Session) -> None:
    ours, theirs = open_campaign(), open_campaign(slug="theirs")
    shared, own, elsewhere = approved_support(ours), approved_support(ours), approved_support(theirs)
    with transaction():
        session.get_one(Support, elsewhere.id).organization_id = shared.organization_id
    found = outlook([shared.id, own.id], Verdict.KIND, "library", Support.campaign_id == ours.id)
    assert (found.ids, found.untouched) == ([own.id], {SupportState.APPROVED: 1})
    decision, _ = set_kind_many(ours.id, [shared.id], OrganizationKind.LIBRARY, actor(), LATER)
    with pytest.raises(SharedElsewhere):
        undo_many(decision.id, actor(), LATER, reviews=lambda campaign_id: campaign_id == ours.id)


def test_the_kind_of_several_is_set_and_put_back(session: Session) -> None:
    campaign = open_campaign()
    one, two = approved_support(campaign, kind=OrganizationKind.OTHER), approved_support(campaign)
    decision, reached = set_kind_many(campaign.id, [one.id, two.id], OrganizationKind.LIBRARY, actor(), LATER)
    assert reached == 2
    two = session.get_one(Support, two.id)
    assert two.organization.kind == OrganizationKind.LIBRARY
    set_kind_many(campaign.id, [two.id], OrganizationKind.UNION, actor(), LATER)
    assert undo_many(decision.id, actor(), LATER) == 1
    session.expire_all()
    kinds = [session.get_one(Support, each.id).organization.kind for each in (one, two)]
    assert kinds == [OrganizationKind.OTHER, OrganizationKind.UNION]


def test_what_was_decided_anew_stays_when_the_rest_is_undone(session: Session) -> None:
    campaign, who = open_campaign(), actor()
    one, two, late = (waiting_support(campaign).id for _ in range(3))
    approve(late, who, LATER)
    decision, reached = decide_many(campaign.id, [one, two, late], Verdict.ACCEPT, "", who, LATER + timedelta(hours=1))
    assert reached == 2
    undo_many(decide_many(campaign.id, [], Verdict.ACCEPT, "", who, LATER)[0].id, who, LATER)
    assert undo_many(decision.id, who, LATER + timedelta(days=1)) == 2
    session.expire_all()
    assert session.get_one(Support, late).state == SupportState.APPROVED
    assert session.get_one(Support, one).state == SupportState.WAITING


def test_a_decision_of_more_than_30_days_stays(session: Session) -> None:
    campaign, who = open_campaign(), actor()
    decision, _ = decide_many(campaign.id, [waiting_support(campaign).id], Verdict.DECLINE, "No.", who, LATER)
    with pytest.raises(UndoneOrOld):
        undo_many(decision.id, who, LATER + timedelta(days=31))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"act": "accept"}, "No row was chosen"),
        ({"act": "accept", "row": "x"}, "No row was chosen"),
        ({"act": "accept", "row": "99999999999999999"}, "None of those you chose is here any more"),
        ({"act": "decline", "row": "1"}, "Say why"),
        ({"act": "kind", "row": "1", "kind": "circus"}, "Choose which kind they are"),
        ({"act": "erase", "row": "1"}, "Choose what to do"),
        ({"act": "decline", "row": "1", "reason": "x" * 1001}, "Use 1,000 characters at most"),
        ({"act": "accept", "row": [str(number) for number in range(501)]}, "500 rows can be chosen"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence(
    app: Flask, reviewer: FlaskClient, campaign: Campaign, data: dict[str, str], sentence: str
) -> None:
    with app.app_context():
        waiting_support(campaign)
    answer = reviewer.post(PREVIEW, data=data)
    assert answer.status_code == 422 and "Back to the desk" in answer.text
    assert sentence in answer.text
    assert set(states(app).values()) == {"waiting"}


def test_two_campaigns_are_not_decided_in_one_go(app: Flask, reviewer: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        rows = [waiting_support(campaign).id, waiting_support(open_campaign()).id]
    answer = reviewer.post(PREVIEW, data={"act": "accept", "row": rows})
    assert answer.status_code == 422 and "several campaigns" in answer.text


def test_a_plan_is_good_for_one_person_one_page_and_half_an_hour(session: Session) -> None:
    plan: Plan = make_plan("accept", Selection((1, 2)), {"said": ""}, [1, 2])
    token = plan_token(plan, "organizations", 7, LATER)
    assert read_plan(token, "organizations", 7, LATER + GOOD_FOR) == plan
    for room, person, when, text in (
        ("organizations", 8, LATER, token),
        ("signatures", 7, LATER, token),
        ("organizations", 7, LATER + GOOD_FOR + timedelta(seconds=1), token),
        ("organizations", 7, LATER, token[:-2] + "xx"),
        ("organizations", 7, LATER, ""),
    ):
        with pytest.raises(PlanGone):
            read_plan(text, room, person, when)
    plan.refuse_if_changed([2, 1])
    for other in ([1], [1, 3], [1, 2, 3], []):
        with pytest.raises(SetChanged):
            plan.refuse_if_changed(other)


def test_nobody_decides_for_a_campaign_of_others(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        ours, theirs = waiting_support(campaign).id, waiting_support(open_campaign()).id
        person = campaign_staff(campaign.id, RoleName.REVIEWER)
        other_id = db.session.get_one(Support, theirs).campaign_id
        elsewhere = decide_many(other_id, [theirs], Verdict.ACCEPT, "", actor(), now())
    sign_in(client, person)
    preview = client.post(PREVIEW, data={"act": "accept", "row": [ours, theirs]})
    assert "Accept 1 organization?" in preview.text
    client.post("/desk/organizations/bulk", data={"plan": plan_in(preview.text)})
    assert states(app)[ours] == "approved"
    address = f"/desk/organizations/bulk/{elsewhere[0].id}"
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/undo").status_code == 404
    assert f'href="{address}"' not in client.get("/desk/organizations/bulk").text
    with app.app_context():
        assert len(db.session.scalars(select(SupportDecision)).all()) == 2
