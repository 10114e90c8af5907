"""Signing through HTTP: the answers of one table, whatever the database is."""

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from campaign.campaigns.close import close_campaign
from campaign.campaigns.create import COMMAND_LINE
from campaign.campaigns.models import Campaign
from campaign.clock import now
from campaign.db import db
from campaign.mail.models import Message
from campaign.signatures.letters import confirm_link
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.sign import ALREADY_SIGNED
from campaign.web.challenge import solve
from tests.factories.campaigns import draft_campaign, open_campaign
from tests.factories.signatures import signature

Post = Callable[..., Any]
TYPED = {"name": "Jane Doe", "email": "jane@example.org", "country": "GB", "agree": "y"}


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """A campaign that takes signatures."""
    with app.app_context():
        return open_campaign(now(), slug="all-trials", partners=("Westhaven Patients’ League",))


@pytest.fixture
def post(client: FlaskClient, campaign: Campaign) -> Post:
    """Fill in the form that the page shows, and send it."""

    def send(**typed: Any) -> Any:
        page = client.get("/c/all-trials").get_data(as_text=True)
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token is not None
        return client.post("/c/all-trials/sign", data={"form_token": token[1], **TYPED, **typed})

    return send


def stored(app: Flask, what: Any = Signature) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(what)) or 0


def link_of(app: Flask) -> str:
    with app.app_context():
        return confirm_link(db.session.scalars(select(Signature)).one()).removeprefix("http://localhost")


def test_the_answer_is_the_same_for_new_pending_confirmed_and_suppressed(
    app: Flask, client: FlaskClient, post: Post
) -> None:
    answers = [post(), post()]
    link = link_of(app)
    client.post(link, data={"decision": "confirm"})
    answers.append(post())
    client.post(link, data={"decision": "not-me"})
    answers.append(post())
    assert stored(app) == 0
    seen = {
        (answer.status_code, answer.location, answer.data, tuple(sorted(dict(answer.headers).items())))
        for answer in answers
    }
    assert len(seen) == 1
    assert answers[0].status_code == 303
    assert answers[0].location == "/c/all-trials/check-mail"
    page = client.get(answers[0].location)
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert "If this address can receive our mail" in page.get_data(as_text=True)


WRONG = {
    "name": ({"name": " "}, "Enter your name"),
    "a link as a name": ({"name": "Buy www.pills.example"}, "without a web address"),
    "figures as a name": ({"name": "12345"}, "with letters in it"),
    "long name": ({"name": "x" * 121}, "Use 120 characters at most; these are 121"),
    "no address": ({"email": ""}, "Enter your e-mail address"),
    "half an address": ({"email": "jane@"}, "Enter a whole e-mail address"),
    "two addresses": ({"email": "a@example.org,b@example.org"}, "Enter a whole e-mail address"),
    "a header in the address": ({"email": "a@example.org\r\nBcc: b@example.org"}, "Enter a whole e-mail address"),
    "a long local part": ({"email": "a" * 65 + "@example.org"}, "Enter a whole e-mail address"),
    "no country": ({"country": ""}, "Choose your country"),
    "no such country": ({"country": "XX"}, "Choose your country"),
    "not agreed": ({"agree": ""}, "Tick the box that says you sign"),
    "long comment": ({"comment": "x" * 401}, "Use 400 characters at most"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_fields_are_named_and_what_was_typed_stays(app: Flask, post: Post, case: str) -> None:
    typed, sentence = WRONG[case]
    answer = post(**{"city": "Lützelflüh", "comment": "Because “it” <matters>", "updates": "y"} | typed)
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert sentence in page
    assert 'id="errors"' in page
    assert 'value="Lützelflüh"' in page
    assert re.search(r'name="updates" value="y" checked', page)
    assert "<matters>" not in answer.get_data(as_text=True)
    assert stored(app) == stored(app, Message) == 0


def test_a_slip_of_the_pen_in_the_mail_host_gets_a_suggestion(post: Post) -> None:
    assert "Did you mean jane@gmail.com?" in post(email="jane@gmial.com", country="").get_data(as_text=True)


@pytest.mark.parametrize(
    "trick", ["honeypot", "no token", "forged token", "token of another form", "token of yesterday"]
)
def test_what_looks_like_a_machine_is_asked_again_and_then_let_in(
    app: Flask, client: FlaskClient, post: Post, trick: str
) -> None:
    with app.app_context():
        other = open_campaign(now(), slug="other")
    other_token = re.search(r'form_token" value="([^"]+)"', client.get(f"/c/{other.slug}").get_data(as_text=True))
    assert other_token is not None
    if trick == "token of yesterday":
        with time_machine.travel(now() - timedelta(hours=25), tick=False):
            page = client.get("/c/all-trials").get_data(as_text=True)
        old = re.search(r'form_token" value="([^"]+)"', page)
        assert old is not None
        answer = post(form_token=old[1])
    else:
        tricks = {
            "honeypot": {"website": "https://spam.example"},
            "no token": {"form_token": ""},
            "forged token": {"form_token": "1795373813.HwB4kGOh.awM69Q.XR0VmV8sK2YSlsEACVYrEu8B7IeOKWhGfeg95BFRg0c"},
            "token of another form": {"form_token": other_token[1]},
        }
        answer = post(**tricks[trick])
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "press the button once more" in page
    assert 'value="jane@example.org"' in page
    assert stored(app) == 0
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token is not None
    assert client.post("/c/all-trials/sign", data=TYPED | {"form_token": token[1]}).status_code == 303


def test_bytes_that_nobody_types_and_bodies_too_large_are_refused(app: Flask, client: FlaskClient, post: Post) -> None:
    assert post(name="Jane\x00Doe").status_code == 400
    assert (
        client.post(
            "/c/all-trials/sign", data=b"name=%ff%fe&email=a", content_type="application/x-www-form-urlencoded"
        ).status_code
        == 400
    )
    assert post(comment="x" * 70_000).status_code == 413
    assert client.get("/c/all-trials/sign").status_code == 405
    assert client.put("/c/all-trials").status_code == 405
    assert stored(app) == 0


@pytest.mark.parametrize("path", ["sign", "again", "code"])
def test_a_file_in_place_of_words_is_refused(client: FlaskClient, campaign: Campaign, path: str) -> None:
    for name in ("name", "email", "code", "form_token"):
        answer = client.post(f"/c/all-trials/{path}", data={**TYPED, name: (io.BytesIO(b"Jane"), "name.txt")})
        assert answer.status_code == 400, name


def test_a_closed_campaign_answers_410_on_signing_and_says_so_on_its_page(
    app: Flask, client: FlaskClient, campaign: Campaign
) -> None:
    with app.app_context():
        signature(campaign)
        close_campaign(campaign.id, "It was delivered.", COMMAND_LINE, now())
    app.extensions.pop("kept", None)
    page = client.get("/c/all-trials")
    assert page.status_code == 200
    assert "This petition is closed" in page.get_data(as_text=True)
    assert "It was delivered." in page.get_data(as_text=True)
    assert "form_token" not in page.get_data(as_text=True)
    for address in ("/c/all-trials", f"/c/all-trials?via={'a' * 12}"):
        assert client.get(address).text.rstrip().endswith("</html>"), "no token where no form is"
    assert client.post("/c/all-trials/sign", data=TYPED).status_code == 410


def test_unknown_campaigns_and_drafts_are_not_there(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        draft_campaign(slug="secret")
    for slug in ("nothing", "secret"):
        assert client.get(f"/c/{slug}").status_code == 404
        assert client.post(f"/c/{slug}/sign", data=TYPED).status_code == 404


def test_a_campaign_that_is_not_open_yet_can_be_read(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        open_campaign(now(), slug="soon", opens_at=now() + timedelta(days=1))
    page = client.get("/c/soon").get_data(as_text=True)
    assert "Not open yet" in page and page.rstrip().endswith("</html>")
    assert client.post("/c/soon/sign", data=TYPED).status_code == 409


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_a_mailed_link_changes_nothing(app: Flask, client: FlaskClient, post: Post, method: str) -> None:
    post()
    link = link_of(app)
    for _ in range(3):
        answer = getattr(client, method)(link)
        assert answer.status_code == 200
    headers = {name: answer.headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")}
    assert headers == {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
    }
    page = client.get(link).get_data(as_text=True)
    assert "<script" not in page
    assert "http://localhost/s/" not in page, "what browsers pass on as the address of a page is not its key"
    with app.app_context():
        assert db.session.scalars(select(Signature.state)).all() == [SignatureState.PENDING]


def test_pages_of_two_mailed_links_share_nothing_that_is_about_one(app: Flask, client: FlaskClient, post: Post) -> None:
    post(name="Jane <b>Doe</b>", comment="Because")
    post(name="Omar Said", email="omar@example.org", country="EG")
    with app.app_context():
        entries = db.session.scalars(select(Signature).order_by(Signature.id)).all()
        jane, omar = [confirm_link(each).removeprefix("http://localhost") for each in entries]
    pages = [client.get(link).get_data(as_text=True) for link in (jane, omar, jane)]
    assert pages[0] == pages[2]
    assert "Jane &lt;b&gt;Doe" in pages[0] and f'action="{jane}"' in pages[0] and "Because" in pages[0]
    assert "Omar Said" in pages[1] and "Egypt" in pages[1] and pages[1].count(f'action="{omar}"') == 2
    assert not any(words in pages[1] for words in ("Jane", "Because", jane)), "what was kept is nobody's"
    assert '<button class="btn wide">' in pages[1] and pages[1].rstrip().endswith("</html>")
    german = client.get(f"/de{omar}").get_data(as_text=True)
    assert 'lang="de"' in german and "Omar Said" in german and f'action="/de{omar}"' in german


def test_the_button_counts_once_and_a_second_press_is_friendly(app: Flask, client: FlaskClient, post: Post) -> None:
    post(show="y")
    link = link_of(app)
    for _ in range(2):
        answer = client.post(link, data={"decision": "confirm"})
        assert (answer.status_code, answer.location) == (303, link)
        assert "Your signature is recorded" in client.get(link).get_data(as_text=True)
    app.extensions.pop("kept")
    counted = client.get("/c/all-trials/count.json")
    assert {key: counted.json[key] for key in ("signatures", "organizations")} == {"signatures": 1, "organizations": 0}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", counted.json["as_of"])
    assert counted.headers["Access-Control-Allow-Origin"] == "*"
    assert "Jane Doe" in client.get("/c/all-trials").get_data(as_text=True)
    assert "Jane Doe" in client.get("/c/all-trials/signatories").get_data(as_text=True)


def test_not_me_deletes_the_entry_and_says_so(app: Flask, client: FlaskClient, post: Post) -> None:
    post()
    link = link_of(app)
    answer = client.post(link, data={"decision": "not-me"})
    assert (answer.status_code, answer.location) == (303, "/c/all-trials/not-me")
    assert "The entry is deleted" in client.get(answer.location).get_data(as_text=True)
    assert stored(app) == 0
    assert client.get(link).status_code == 404


def test_a_press_that_decides_nothing_changes_nothing(app: Flask, client: FlaskClient, post: Post) -> None:
    post()
    assert client.post(link_of(app), data={}).status_code == 400
    with app.app_context():
        assert db.session.scalars(select(Signature.state)).all() == [SignatureState.PENDING]


def test_unknown_and_expired_links_say_the_same_words(app: Flask, client: FlaskClient, post: Post) -> None:
    unknown = client.get("/s/" + "a" * 54)
    with time_machine.travel(now() - timedelta(days=8), tick=True):
        post()
    expired = client.get(link_of(app))
    assert (unknown.status_code, expired.status_code) == (404, 410)
    words = [re.search(r'class="standfirst">([^<]+)<', answer.get_data(as_text=True)) for answer in (unknown, expired)]
    assert words[0] and words[1] and words[0][1] == words[1][1]
    assert client.post(link_of(app), data={"decision": "confirm"}).status_code == 410
    assert "Send the link again" in expired.get_data(as_text=True)


def test_asking_for_the_link_again_answers_everybody_alike(app: Flask, client: FlaskClient, post: Post) -> None:
    post()
    answers = [
        client.post("/c/all-trials/again", data={"email": email})
        for email in ("jane@example.org", "stranger@example.org")
    ]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/c/all-trials/check-mail")}
    assert client.post("/c/all-trials/again", data={"email": "nonsense"}).status_code == 422


def test_the_links_of_all_signatures_of_an_address_are_mailed_and_nothing_is_told(
    app: Flask, client: FlaskClient, campaign: Campaign
) -> None:
    with app.app_context():
        other = open_campaign(slug="other")
        long_ago = datetime.now(UTC) - timedelta(days=2)
        for each in (campaign, other):
            signature(each, email="jane@example.org", mailed_at=long_ago)
        signature(other, email="joe@example.org", mailed_at=long_ago)
    for _ in range(2):
        for email in ("Jane@example.org", "stranger@example.org"):
            answer = client.post("/mine", data={"email": email})
            assert (answer.status_code, answer.location) == (303, "/mine/check-mail")
    assert client.post("/mine", data={"email": "nonsense"}).status_code == 422
    with app.app_context():
        owed = db.session.execute(select(Message.campaign_id, Message.kind).order_by(Message.campaign_id)).all()
    assert owed == [(campaign.id, ALREADY_SIGNED), (other.id, ALREADY_SIGNED)]


def test_a_wrong_code_is_told_kindly_and_keeps_the_address(app: Flask, client: FlaskClient, post: Post) -> None:
    post()
    answer = client.post("/c/all-trials/code", data={"email": "jane@example.org", "code": "12"})
    assert answer.status_code == 422
    assert 'value="jane@example.org"' in answer.get_data(as_text=True)
    assert "30 minutes and five tries" in answer.get_data(as_text=True)


def test_the_anonymous_page_can_be_kept_and_asked_for_again(
    app: Flask, client: FlaskClient, campaign: Campaign
) -> None:
    first = client.get("/c/all-trials")
    with time_machine.travel(now() + timedelta(seconds=2)):
        app.extensions["kept"].pop(("campaign.signatures.page", "_with_token", ("all-trials", "en")))
        second = client.get("/c/all-trials")
    assert first.data != second.data, "the form token is renewed"
    assert first.headers["ETag"] == second.headers["ETag"]
    assert "stale-while-revalidate" in first.headers["Cache-Control"]
    assert first.headers["Vary"] == "Accept-Language, Cookie"
    assert "Set-Cookie" not in first.headers
    again = client.get("/c/all-trials", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_machines_get_problem_json(client: FlaskClient, campaign: Campaign) -> None:
    answer = client.get("/c/nothing", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    assert json.loads(answer.data)["status"] == 404


def test_a_busy_network_is_let_in_once_the_sum_is_worked_out_or_waited_out(client: FlaskClient, post: Post) -> None:
    for number in range(60):
        assert post(email=f"a{number}@example.org").status_code == 303
    page = post(email="late@example.org").get_data(as_text=True)
    assert "Many signatures are arriving from your network" in page
    [challenge] = re.findall(r'name="challenge" value="([^"]+)"', page)
    unsolved = post(email="late@example.org", challenge=challenge, answer="")
    assert f'name="challenge" value="{challenge}"' in unsolved.get_data(as_text=True), "waiting goes on"
    assert post(email="late@example.org", challenge=challenge, answer=solve(challenge)).status_code == 303
    reused = post(email="later@example.org", challenge=challenge, answer=solve(challenge))
    assert reused.status_code == 422
    [fresh] = re.findall(r'name="challenge" value="([^"]+)"', reused.get_data(as_text=True))
    assert fresh != challenge
    with time_machine.travel(now() + timedelta(minutes=11), tick=True):
        assert post(email="patient@example.org", challenge=fresh, answer="").status_code == 303


def test_no_words_on_the_page_are_taken_for_the_place_of_the_form_token(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        open_campaign(slug="odd", title="On form-token-goes-here")
    page = client.get("/c/odd").text
    assert "<h1>On form-token-goes-here</h1>" in page
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token is not None
    assert token[1] != "form-token-goes-here"
