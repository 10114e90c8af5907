"""Filters with a name: only what a list understands, one's own or shared, and never of a campaign one may not know."""

import html

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import RoleName
from campaign.audit.record import Actor
from campaign.db import db
from campaign.desk.models import SavedFilter
from campaign.desk.saved.delete_filter import delete_filter
from campaign.desk.saved.lists import LISTS, known_query
from campaign.desk.saved.refusals import NameTaken, NoSuchFilter, NoSuchList, TooManyFilters
from campaign.desk.saved.save_filter import MOST, save_filter
from tests.factories.accounts import WHEN, campaign_staff, sign_in, staff
from tests.factories.campaigns import draft_campaign, open_campaign

QUEUE = "desk.organizations.queue"


def actor() -> Actor:
    person = staff(RoleName.REVIEWER)
    return Actor(person.id, person.email)


def test_every_list_that_is_named_is_there(app: Flask) -> None:
    assert set(LISTS) <= set(app.view_functions)
    assert all(getattr(app.view_functions[endpoint], "permission", None) for endpoint in LISTS)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("state=any&country=FR", "country=FR&state=any"),
        ("country=FR&page=7&next=//evil.example&state=", "country=FR"),
        ("q=ida@example.org&state=any", "state=any"),
        ("q=" + "x" * 201, ""),
        ("q=a%00b%0d%0aX", "q=ab+X"),
        ("&".join(["state=any"] * 60), ""),
        ("?state=any", ""),
    ],
)
def test_only_what_the_list_understands_is_kept(query: str, kept: str) -> None:
    assert known_query(QUEUE, query) == kept


def test_only_lists_have_filters(session: Session) -> None:
    for endpoint in ("desk.accounts.me", "security.logout", "home.front", "", "static"):
        with pytest.raises(NoSuchList):
            save_filter(endpoint, "state=any", "x", actor(), WHEN, shared=True)


def test_a_name_is_used_once_and_there_is_an_end_to_them(session: Session) -> None:
    who = actor()
    save_filter(QUEUE, "state=any", "Mine", who, WHEN, shared=False)
    with pytest.raises(NameTaken):
        save_filter(QUEUE, "state=waiting", "Mine", who, WHEN, shared=False)
    save_filter(QUEUE, "state=any", "Mine", actor(), WHEN, shared=False)
    for number in range(MOST - 1):
        save_filter(QUEUE, "", f"Number {number}", who, WHEN, shared=False)
    with pytest.raises(TooManyFilters):
        save_filter(QUEUE, "", "One more", who, WHEN, shared=False)


def test_another_s_filter_is_not_deleted(session: Session) -> None:
    who = actor()
    saved = save_filter(QUEUE, "", "Mine", who, WHEN, shared=True)
    with pytest.raises(NoSuchFilter):
        delete_filter(saved.id, actor(), WHEN)
    delete_filter(saved.id, who, WHEN)
    assert session.scalars(select(SavedFilter)).all() == []


def test_a_filter_is_kept_shown_in_its_list_and_deleted(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        sign_in(client, staff(RoleName.REVIEWER))
    form = {"endpoint": QUEUE, "query": "state=any&kind=library", "name": "<b>Libraries</b>"}
    answer = client.post("/desk/filters", data=form)
    assert answer.location == "/desk/organizations?kind=library&state=any"
    page = html.unescape(client.get(answer.location).text)
    assert 'href="/desk/organizations?kind=library&state=any" aria-current="true"><b>Libraries</b>' in page
    assert "&lt;b&gt;Libraries&lt;/b&gt;" in client.get("/desk").text
    again = client.post("/desk/filters", data=form, follow_redirects=True)
    assert "You have a filter of this name" in again.text
    nameless = client.post("/desk/filters", data={**form, "name": " "}, follow_redirects=True)
    assert "Give it a name" in nameless.text
    with app.app_context():
        number = db.session.scalars(select(SavedFilter.id)).one()
    assert client.post(f"/desk/filters/{number}/delete").status_code == 303
    assert "is deleted." in client.get("/desk").text
    assert "Libraries" not in client.get("/desk/organizations").text


@pytest.mark.parametrize("query", ["\r\nX-Evil: 1", "//evil.example", "next=é", "?"])
def test_a_filter_leads_to_its_list_and_nowhere_else(app: Flask, client: FlaskClient, query: str) -> None:
    with app.app_context():
        sign_in(client, staff())
    for name in ("", "Kept"):
        answer = client.post("/desk/filters", data={"endpoint": QUEUE, "query": query, "name": name})
        assert answer.location.partition("?")[0] == "/desk/organizations"
        assert "X-Evil" not in answer.headers
    elsewhere = client.post("/desk/filters", data={"endpoint": "home.front", "query": "", "name": "x"})
    assert elsewhere.location == "/desk/filters"


def test_what_is_shared_is_seen_by_who_may_open_the_list_and_know_the_campaign(app: Flask) -> None:
    with app.app_context():
        ours, secret = open_campaign(slug="ours"), draft_campaign(slug="secret-plan")
        who = actor()
        save_filter(QUEUE, "campaign=ours", "Of ours", who, WHEN, shared=True)
        save_filter(QUEUE, f"campaign={secret.slug}", "Of the draft", who, WHEN, shared=True)
        save_filter(QUEUE, "state=any", "Not shared", who, WHEN, shared=False)
        colleague, mailer = staff(RoleName.REVIEWER), staff(RoleName.MAILER)
        elsewhere = campaign_staff(open_campaign(slug="theirs").id, RoleName.REVIEWER)
        assert ours.id != secret.id
    seen = {
        person.id: {name for name in ("Of ours", "Of the draft", "Not shared") if name in page}
        for person in (colleague, mailer, elsewhere)
        if (page := sign_in(app.test_client(), person).get("/desk/filters").text)
    }
    assert seen == {colleague.id: {"Of ours"}, mailer.id: set(), elsewhere.id: set()}
