"""Who may open what: every route, every role, held for the whole site, for one campaign or not at all.

The matrix is made from the URL map. Its gates are those of the routes, in front of views that only say that they were
reached; what the real pages show to somebody of one campaign is looked at below it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from campaign.accounts.models import RoleName
from campaign.accounts.permissions import ROLES, SITE_WIDE, Permission, needs
from campaign.campaigns.models import Partner
from campaign.db import db
from campaign.exports.models import Export
from campaign.imports.models import ImportBatch
from campaign.organizations.models import Organization, OrganizationKind, Support, SupportState
from campaign.signatures.models import Signature
from tests.factories.accounts import sign_in
from tests.house.routes import ASKS_ITSELF, DOOR, KESTREL, NOT_200, PUBLIC, World, make_world, rules

METHODS = ("GET", "POST")


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    permission: Permission | None = getattr(app.view_functions[endpoint], "permission", None)
    return permission


def is_about_a_campaign(app: Flask, rule: Rule) -> bool:
    """Whether a route is about a campaign or an object of one, as its gate sees it."""
    return "campaign_id" in rule.arguments or app.view_functions[rule.endpoint].campaign_of is not None


def guarded_rules(app: Flask, method: str = "") -> Iterator[tuple[Rule, Permission]]:
    for rule in rules(app, method):
        permission = permission_of(app, rule.endpoint)
        if permission is not None:
            yield rule, permission


@pytest.fixture
def bare_gates(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind each gate a view that says that it was reached."""

    def reached(**_: Any) -> str:
        return "reached"

    for endpoint, view in list(app.view_functions.items()):
        permission = permission_of(app, endpoint)
        if permission is not None:
            monkeypatch.setitem(app.view_functions, endpoint, needs(permission, campaign_of=view.campaign_of)(reached))


@dataclass(frozen=True)
class Person:
    """A browser of somebody with one role, for the whole site or for the campaign `own` alone, or with none."""

    who: str
    browser: FlaskClient
    may: frozenset[Permission]
    everywhere: bool

    def expected(self, permission: Permission, about_one: bool, other: bool) -> int:
        """What a gate answers according to `permissions.py`."""
        if permission not in self.may or (permission in SITE_WIDE and not self.everywhere):
            return 403
        return 404 if about_one and other and not self.everywhere else 200


def everybody(app: Flask, world: World) -> list[Person]:
    people = [
        Person(f"{role} of {where}", sign_in(app.test_client(), person), ROLES[role], everywhere)
        for where, held, everywhere in (("the site", world.people, True), ("own", world.of_own, False))
        for role, person in held.items()
    ]
    return [*people, Person("nobody", sign_in(app.test_client(), world.nobody), frozenset(), True)]


def test_somebody_thought_about_every_route(app: Flask) -> None:
    for rule in rules(app):
        known = (rule.endpoint in PUBLIC) + (rule.endpoint in DOOR) + (permission_of(app, rule.endpoint) is not None)
        assert known == 1, f"{rule.endpoint}: say in tests/house/routes.py who may open it, or give it a permission"
        guarded = rule.endpoint.startswith("desk.")
        assert guarded == (permission_of(app, rule.endpoint) is not None), f"{rule.endpoint} hangs in the wrong place"
        assert rule.rule.startswith("/desk") == (guarded or rule.endpoint in DOOR), f"{rule.endpoint} is elsewhere"


def test_what_is_listed_exists(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in rules(app)}
    assert (PUBLIC | set(DOOR) | set(NOT_200) | ASKS_ITSELF) - endpoints == set()


def test_every_object_at_the_desk_is_a_campaigns_or_the_whole_sites(app: Flask) -> None:
    for rule, permission in guarded_rules(app):
        if rule.arguments and permission not in SITE_WIDE and rule.endpoint not in ASKS_ITSELF:
            assert is_about_a_campaign(app, rule), (
                f"{rule.endpoint}: whoever has “{permission}” for one campaign reaches objects of all. Put campaign_id "
                "into the address, or say needs(…, campaign_of=…)"
            )


def test_a_view_that_asks_itself_does_ask(app: Flask, world: World) -> None:
    owner = sign_in(app.test_client(), world.of_own[RoleName.OWNER])
    for rule, _ in guarded_rules(app):
        if rule.endpoint in ASKS_ITSELF:
            assert "POST" in (rule.methods or ())
            path = world.address(rule, other=True)
            assert owner.post(path, data={"text": "Mine now."}).status_code == 404, path


@pytest.mark.sqlite_alone  # thousands of requests; the real pages below are asked for on both
def test_each_gate_answers_what_the_permissions_say(app: Flask, world: World, bare_gates: None) -> None:
    people = everybody(app, world)
    stranger = app.test_client()
    for method in METHODS:
        for rule, permission in guarded_rules(app, method):
            about_one = is_about_a_campaign(app, rule)
            own, others = world.address(rule), world.address(rule, other=True)
            assert not about_one or own != others, f"tests/house/routes.py has no other value for {rule.endpoint}"
            assert stranger.open(own, method=method).status_code == (302 if method == "GET" else 400), own
            for person in people:
                for other in (False, True) if about_one else (False,):
                    path = others if other else own
                    status = person.browser.open(path, method=method).status_code
                    expected = person.expected(permission, about_one, other)
                    assert status == expected, f"{person.who}: {method} {path} ({rule.endpoint})"


def test_the_matrix_has_every_answer_in_it(app: Flask, world: World) -> None:
    people = everybody(app, world)
    found = {
        person.expected(permission, is_about_a_campaign(app, rule), other)
        for rule, permission in guarded_rules(app)
        for person in people
        for other in (False, True)
    }
    assert found == {200, 403, 404}


def test_the_public_and_the_door_answer_as_listed(app: Flask, world: World) -> None:
    stranger, owner = app.test_client(), sign_in(app.test_client(), world.people[RoleName.OWNER])
    for rule in rules(app, "GET"):
        path = world.address(rule)
        for browser in (stranger, owner):
            if rule.endpoint in DOOR:
                expected = DOOR[rule.endpoint][browser is owner]
            elif rule.endpoint in PUBLIC:
                expected = NOT_200.get(rule.endpoint, 200)
            else:
                continue
            assert browser.get(path, buffered=True).status_code == expected, f"{path} ({rule.endpoint})"


def test_a_real_page_opens_for_its_own_campaign_and_not_for_the_other(app: Flask, world: World) -> None:
    everywhere = sign_in(app.test_client(), world.people[RoleName.OWNER])
    owner = sign_in(app.test_client(), world.of_own[RoleName.OWNER])
    for rule, permission in guarded_rules(app, "GET"):
        path = world.address(rule)
        expected = NOT_200.get(rule.endpoint, 200)
        assert everywhere.get(path, buffered=True).status_code == expected, f"{path} ({rule.endpoint})"
        if permission in SITE_WIDE:
            continue
        assert owner.get(path, buffered=True).status_code == expected, f"{path} ({rule.endpoint})"
        if is_about_a_campaign(app, rule):
            assert owner.get(world.address(rule, other=True), buffered=True).status_code == 404, rule.endpoint


@pytest.mark.parametrize("asked", ["", "?campaign=kestrel", "?campaign=1"])
def test_nothing_of_the_other_campaign_is_on_a_page(app: Flask, world: World, asked: str) -> None:
    """Whatever role somebody has for one campaign, and whatever campaign the URL asks for."""
    seen = []
    for role, person in world.of_own.items():
        if asked and role != RoleName.OWNER:
            continue
        browser = sign_in(app.test_client(), person)
        for rule, permission in guarded_rules(app, "GET"):
            if permission in SITE_WIDE or permission not in ROLES[role]:
                continue
            page = browser.get(world.address(rule) + asked, buffered=True)
            if KESTREL.encode() in page.data:
                seen.append(f"{role} of own reads of the other campaign at {rule.rule}{asked}")
    assert seen == []


def test_an_owner_of_the_whole_site_does_see_the_other_campaign(app: Flask, world: World) -> None:
    """Else the test above would look for something that is nowhere."""
    owner = sign_in(app.test_client(), world.people[RoleName.OWNER])
    seen = {
        rule.endpoint
        for rule, permission in guarded_rules(app, "GET")
        if permission not in SITE_WIDE and KESTREL.encode() in owner.get(world.address(rule), buffered=True).data
    }
    assert {"desk.overview.campaigns", "desk.organizations.queue", "desk.audit.log", "desk.overview.today"} <= seen


@pytest.mark.sqlite_alone  # the gates are the same code on both
def test_what_a_form_names_of_the_other_campaign_is_out_of_reach(app: Flask, world: World) -> None:
    """Ids that come in the body of a form, where no address and so no gate sees them."""
    browser = sign_in(app.test_client(), world.of_own[RoleName.OWNER])
    own, other = int(str(world.values["campaign_id"])), int(str(world.other["campaign_id"]))
    with app.app_context():
        theirs = db.session.scalars(select(Signature.id).where(Signature.campaign_id == other)).all()
        partner, listed = db.session.execute(
            select(Partner.id, Support.organization_id)
            .select_from(Support)
            .outerjoin(Partner, Partner.campaign_id == other)
            .where(Support.campaign_id == other, Support.state == SupportState.APPROVED)
        ).first() or (0, 0)
        umbrella = db.session.scalars(
            select(Support.organization_id)
            .join(Organization, Organization.id == Support.organization_id)
            .where(Support.campaign_id == other, Organization.kind == OrganizationKind.UMBRELLA)
        ).one()
        before = states_of(other)
    support = world.other["support_id"]
    lines = b"Name,Website,Country,Contact,Role,E-mail\r\nA,a.example,DE,B,Chair,b@a.example\r\n"
    forms: list[tuple[str, dict[str, object]]] = [
        ("/desk/exports", {"campaign": other, "reason": "To see", "addresses": "nobody"}),
        ("/desk/exports", {"campaign": own, "reason": "To see", "addresses": f"partner-{partner or 999}"}),
        ("/desk/imports/new", {"campaign": other, "source": "paper", "file": (BytesIO(lines), "list.csv")}),
        ("/desk/imports/members/new", {"umbrella": f"{umbrella}.{other}", "file": (BytesIO(lines), "list.csv")}),
        ("/desk/organizations/bulk/preview", {"act": "decline", "reason": "No", "row": support}),
        (f"/desk/signatories/{own}/decide/preview", {"act": "invalidate", "reason": "No", "row": list(theirs)}),
        (f"/desk/campaigns/{own}/partners", {"partner": partner or 999, "organization": listed}),
    ]
    for path, sent in forms:
        answer = browser.post(path, data=sent, buffered=True)
        assert 400 <= answer.status_code < 500, path
        assert KESTREL.encode() not in answer.data, path
    with app.app_context():
        assert states_of(other) == before


def states_of(campaign_id: int) -> list[object]:
    """What stands about a campaign that somebody of another one must not move."""
    session = db.session
    return [
        *session.execute(select(Support.id, Support.state).where(Support.campaign_id == campaign_id)),
        *session.execute(select(Signature.id, Signature.state).where(Signature.campaign_id == campaign_id)),
        *session.scalars(select(ImportBatch.id).where(ImportBatch.campaign_id == campaign_id)),
        *session.scalars(select(Export.id).where(Export.campaign_id == campaign_id)),
    ]
