"""Through HTTP, worker and mailbox: getting in, changing what is public, the contact, renewing, leaving."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from campaign.accounts.models import CampaignRole, RoleName
from campaign.campaigns.models import Campaign, Referral
from campaign.clock import now
from campaign.db import db, transaction
from campaign.mail.models import Message
from campaign.organizations.models import (
    Authority,
    Capacity,
    Change,
    ChangeState,
    Event,
    EventKind,
    Officer,
    Proof,
    ProofKind,
    Support,
    SupportState,
)
from campaign.organizations.own.ask_to_renew import ask_to_renew
from campaign.organizations.own.lapse import lapse
from campaign.organizations.speaker import own_page_token
from campaign.sealed import address_tag, seal
from campaign.text import read_address
from campaign.tokens import new_public_id
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support, waiting_support
from tests.organizations.postbox import Postbox

TODAY = datetime(2026, 3, 20, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
Send = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(TODAY, tick=False) as clock:
        yield clock


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """An open campaign."""
    with app.app_context():
        return open_campaign()


@pytest.fixture
def support(app: Flask, campaign: Campaign) -> Support:
    """A listed supporter that renews next March."""
    with app.app_context():
        return approved_support(
            campaign, name="Fennmark Kliniken", slug="fennmark", contact_name="Henrike Straub",
            email="straub@fennmark.example", website="https://fennmark.example", statement="As it was.",
            renew_by=(TODAY + 300 * DAY).date(),
        )  # fmt: skip


@pytest.fixture
def post(app: Flask) -> Postbox:
    """Letters as they arrive."""
    return Postbox(app)


@pytest.fixture
def link(app: Flask, support: Support) -> str:
    """The path of the own page."""
    with app.app_context():
        return f"/own/{own_page_token(support)}"


@pytest.fixture
def reviewer(app: Flask) -> FlaskClient:
    """The browser of a reviewer."""
    with app.app_context():
        person = staff(RoleName.REVIEWER)
    return sign_in(app.test_client(), person)


@pytest.fixture
def send(client: FlaskClient) -> Send:
    """Sends a form of an own page with the token that the page gave out, as a browser does."""

    def at(link: str, path: str = "", page: str = "", **fields: Any) -> TestResponse:
        found = re.search(r'name="form_token" value="([^"]+)"', client.get(link + page).text)
        assert found is not None
        return client.post(
            link + path, data={"form_token": found[1], **fields},
            content_type="multipart/form-data" if path == "/edit" else None,
        )  # fmt: skip

    return at


def stored(app: Flask) -> Support:
    with app.app_context():
        return db.session.scalars(select(Support).execution_options(populate_existing=True)).one()


def picture(colour: str, size: tuple[int, int] = (90, 30)) -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return io.BytesIO(out.getvalue()), "logo.png"


EDIT = {
    "name": "Klinikum Fennmark", "website": "fennmark.example", "country": "GB", "kind": "research",
    "statement": "As it was.",
}  # fmt: skip


def confirmed_officer(app: Flask, campaign: Campaign, support: Support) -> Officer:
    """A second officer who has confirmed."""
    with app.app_context(), transaction() as session:
        public_id = new_public_id()
        person = {"name": "Owe Lindqvist", "role": "Chair", "email": "owe@fennmark.example"}
        officer = Officer(
            public_id=public_id, support_id=support.id, created_at=now(), confirmed_at=now(),
            sealed=seal("officer", campaign.public_id, public_id, person),
            contact_tag=address_tag(campaign.id, read_address(person["email"]).canonical),
        )  # fmt: skip
        session.add(officer)
    return officer


def test_the_letter_of_approval_opens_the_own_page(
    app: Flask, client: FlaskClient, campaign: Campaign, reviewer: FlaskClient, post: Postbox
) -> None:
    with app.app_context():
        waiting = waiting_support(campaign, name="Fennmark Kliniken")
    reviewer.post(f"/desk/organizations/{waiting.id}", data={"decision": "accept"})
    page = client.get(post.one().path())
    assert page.status_code == 200
    assert "To be renewed before 20 March 2027" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in page.headers
    assert "<script" not in page.text


def test_a_link_that_is_forged_or_for_something_else_opens_nothing(
    app: Flask, client: FlaskClient, campaign: Campaign, link: str
) -> None:
    with app.app_context():
        theirs = own_page_token(approved_support(campaign))
    for path in (link[:-2] + "xx", f"/own/{theirs[:22]}{link[-32:]}", "/own/nonsense", link.replace("/own/", "/o/")):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    # The form token of one page is worth nothing on another one.
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(link).text)
    assert token is not None
    answer = client.post(f"/own/{theirs}/leaked", data={"form_token": token[1]})
    assert answer.location == f"/own/{theirs}?said=stale"
    assert client.get(f"/own/{theirs}").status_code == 200


def test_no_form_works_without_its_token_or_a_day_later(
    app: Flask, client: FlaskClient, support: Support, link: str, today: Any
) -> None:
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(link).text)
    assert token is not None
    doors = ("change/withdraw", "contact", "contact/address", "contact/stay", "contact/officer/remove", "renew",
             "leave", "leaked", "show")  # fmt: skip
    today.shift(DAY)
    for door in doors:
        for data in ({}, {"form_token": "forged"}, {"form_token": token[1]}):
            answer = client.post(f"{link}/{door}", data=data)
            assert (answer.status_code, answer.location) == (303, f"{link}?said=stale"), door
    assert "Nothing was done" in client.get(f"{link}?said=stale").text
    assert client.post(f"{link}/edit", data=EDIT).status_code == 422
    assert (stored(app).state, stored(app).token_version) == (SupportState.APPROVED, 0)
    with app.app_context():
        assert [db.session.scalar(select(func.count()).select_from(table)) for table in (Change, Message)] == [0, 0]


def test_a_change_is_seen_by_nobody_until_a_reviewer_accepts_it(
    app: Flask, client: FlaskClient, campaign: Campaign, reviewer: FlaskClient, post: Postbox, send: Send, link: str
) -> None:
    answer = send(
        link, "/edit", "/edit", **EDIT, logo=picture("navy"), dark_logo=picture("white"), alt="A heron", wikidata="Q42"
    )
    assert (answer.status_code, answer.location) == (303, f"{link}?said=asked")
    mine = client.get(link).text
    assert "It waits for a reviewer" in mine
    assert "Klinikum Fennmark" in mine
    directory = f"/c/{campaign.slug}/supporters"
    assert "Klinikum" not in client.get(directory).text
    assert client.get("/organizations/fennmark/logo.png").status_code == 404
    assert client.get(f"{link}/picture/asked_dark.png").mimetype == "image/png"

    assert "1 change asked for" in reviewer.get("/desk/organizations").text
    (number,) = re.findall(
        r'href="/desk/organizations/changes/(\d+)"', reviewer.get("/desk/organizations/changes").text
    )
    desk = f"/desk/organizations/changes/{number}"
    page = reviewer.get(desk).text
    assert "Fennmark Kliniken" in page
    assert "Klinikum Fennmark" in page
    assert "straub@" not in page
    assert reviewer.get(f"{desk}/wanted.png").mimetype == "image/png"
    assert reviewer.post(desk, data={"decision": "decline"}).status_code == 422
    assert reviewer.post(desk, data={"decision": "accept"}).status_code == 303
    assert "Name (was “Fennmark Kliniken”)" in client.get(link).text
    shown = client.get(directory).text
    assert "Klinikum Fennmark" in shown
    assert 'media="(prefers-color-scheme: dark)"' in shown
    assert 'alt="A heron"' in shown
    assert client.get("/organizations/fennmark/logo-dark.png").mimetype == "image/png"
    letter = post.one()
    assert (letter.recipient, letter.subject) == ("straub@fennmark.example", "Your change is accepted")

    assert reviewer.post(f"{desk}/undo").status_code == 303
    assert "Klinikum" not in client.get(directory).text
    reviewer.post(desk, data={"decision": "decline", "reason": "That is another house."})
    assert "That is another house." in post.one().text
    assert "That is another house." in client.get(link).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "<script>alert(1)</script> www.evil.example"}, "without a web address"),
        ({"name": "Fennmark\r\nBcc: all@example.org"}, "Use one line"),
        ({"website": "javascript:alert(1)"}, "web address"),
        ({"country": "XX"}, "Choose your country"),
        ({"kind": "cult"}, "Choose the kind of organization"),
        ({"statement": "x" * 601}, "600 characters at most"),
        ({"ror": "nothing"}, "A ROR id looks like"),
        ({"logo": lambda: (io.BytesIO(b"<svg onload='alert(1)'/>"), "a.png")}, "SVG files can carry scripts"),
        ({"dark_logo": lambda: picture("white")}, "stands beside one for light pages"),
        ({"alt": "See https://evil.example"}, "without a web address"),
        ({**EDIT, "name": "Fennmark Kliniken"}, "All is as it is shown now"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_and_nothing_is_asked(
    app: Flask, send: Send, link: str, changes: dict[str, Any], sentence: str
) -> None:
    # A file is opened anew for each database: a client closes what it has sent.
    values = {key: value() if callable(value) else value for key, value in (EDIT | changes).items()}
    answer = send(link, "/edit", "/edit", **values)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<script>alert" not in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Change)) == 0


def test_a_logo_of_more_than_two_megabytes_loses_nothing_that_was_typed(client: FlaskClient, link: str) -> None:
    page = client.get(f"{link}/edit").text
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token is not None

    def upload(size: int) -> TestResponse:
        values = {"form_token": token[1], **EDIT, "logo": FileStorage(io.BytesIO(b"\x89PNG" + b"\0" * size), "a.png")}
        boundary, body = encode_multipart(values)
        return client.post(f"{link}/edit", data=body, content_type=f"multipart/form-data; boundary={boundary}")

    answer = upload(12_000_000)
    assert answer.status_code == 422
    assert "The logo is larger than 2 MB" in answer.text
    assert 'value="Klinikum Fennmark"' in answer.text
    assert upload(34_000_000).status_code == 413


def test_the_contact_changes_at_once_and_a_new_address_must_confirm(
    app: Flask, client: FlaskClient, post: Postbox, send: Send, link: str, today: Any
) -> None:
    assert send(link, "/contact", "/contact", contact_name="Henrike Straub-Weiss", role="Director").status_code == 303
    assert "Henrike Straub-Weiss, Director" in client.get(link).text
    answer = send(link, "/contact/address", "/contact", email="weiss@fennmark.example")
    assert answer.location == f"{link}/contact?said=address"
    letters = post.by_recipient()
    to_new, to_old = letters["weiss@fennmark.example"], letters["straub@fennmark.example"]
    assert "w•••s@f•••k.example" in to_old.text
    assert to_old.path() == link

    door = to_new.path()
    for _ in range(2):
        assert client.get(door).status_code == 200
    assert client.get(link).status_code == 200
    moved = client.post(door)
    assert moved.status_code == 303
    assert client.get(link).status_code == 404
    assert "This address is confirmed" in client.get(moved.location).text
    assert client.post(door).status_code == 410
    letters = post.by_recipient()
    assert letters["straub@fennmark.example"].subject == "We write to another address from now on"
    assert client.get(letters["weiss@fennmark.example"].path()).status_code == 200
    assert stored(app).authority == Authority.DOMAIN


def test_a_new_address_can_be_called_off_and_its_link_ends_after_a_week(
    client: FlaskClient, post: Postbox, send: Send, link: str, today: Any
) -> None:
    send(link, "/contact/address", "/contact", email="one@fennmark.example")
    door = post.by_recipient()["one@fennmark.example"].path()
    send(link, "/contact/stay", "/contact")
    assert client.get(door).status_code == 410
    send(link, "/contact/address", "/contact", email="two@fennmark.example")
    first = post.by_recipient()["two@fennmark.example"].path()
    today.shift(timedelta(minutes=11))
    send(link, "/contact/address", "/contact", email="three@fennmark.example")
    second = post.by_recipient()["three@fennmark.example"].path()
    # A link confirms the address that it was sent to and no other.
    assert client.post(first).status_code == 410
    today.shift(8 * DAY)
    assert client.post(second).status_code == 410
    answer = send(link, "/contact/address", "/contact", email="straub@fennmark.example")
    assert "the address that we write to already" in answer.text


def test_new_addresses_are_capped(post: Postbox, send: Send, link: str) -> None:
    answers = [
        send(link, "/contact/address", "/contact", email=f"number-{number}@victim.example") for number in range(4)
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert "three such letters a day" in answers[-1].text


def test_the_form_for_the_link_answers_everybody_alike(
    app: Flask, client: FlaskClient, campaign: Campaign, support: Support, post: Postbox, link: str, today: Any
) -> None:
    officer = confirmed_officer(app, campaign, support)

    def ask(email: str) -> TestResponse:
        path = f"/c/{campaign.slug}/support/link"
        token = re.search(r'name="form_token" value="([^"]+)"', client.get(path).text)
        assert token is not None
        return client.post(path, data={"form_token": token[1], "email": email})

    answers = [ask(each) for each in ("nobody@example.org", "straub@fennmark.example", "owe@fennmark.example")]
    answers.append(ask("straub@fennmark.example"))  # again within ten minutes
    assert len({(answer.status_code, answer.location, answer.data) for answer in answers}) == 1
    assert "Set-Cookie" not in answers[0].headers
    with app.app_context():
        owed = db.session.execute(select(Message.kind, Message.sealed)).all()
        assert [kind for kind, _ in owed] == ["organizations.own_link"] * 3
    letters = post.by_recipient()
    assert set(letters) == {"straub@fennmark.example", "owe@fennmark.example"}
    assert letters["straub@fennmark.example"].path() == link
    with app.app_context():
        assert letters["owe@fennmark.example"].path() == f"/own/{own_page_token(support, officer)}"
        assert db.session.scalars(select(Message.sealed)).all() == [None, None, None]
    assert ask("straub").status_code == 422


def test_a_leaked_link_is_made_worthless(
    app: Flask, client: FlaskClient, campaign: Campaign, support: Support, post: Postbox, send: Send, link: str
) -> None:
    officer = confirmed_officer(app, campaign, support)
    with app.app_context():
        theirs = f"/own/{own_page_token(support, officer)}"
    send(link, "/contact/address", "/contact", email="thief@evil.example")
    door = post.by_recipient()["thief@evil.example"].path()
    assert send(link, "/leaked").location == f"/c/{campaign.slug}/support/link/sent"
    assert client.get(link).status_code == 404
    assert client.get(door).status_code == 410
    assert client.get(theirs).status_code == 200
    letter = post.one()
    assert letter.recipient == "straub@fennmark.example"
    assert client.get(letter.path()).status_code == 200
    send(theirs, "/leaked")
    letter = post.one()
    assert letter.recipient == "owe@fennmark.example"
    assert client.get(theirs).status_code == 404
    assert client.get(letter.path()).status_code == 200


def test_the_second_officer_cannot_touch_the_contact_and_can_be_removed(
    app: Flask, client: FlaskClient, campaign: Campaign, support: Support, send: Send, link: str
) -> None:
    officer = confirmed_officer(app, campaign, support)
    with app.app_context():
        theirs = f"/own/{own_page_token(support, officer)}"
    assert "You are its second officer" in client.get(theirs).text
    assert send(theirs, "/contact", "/contact", contact_name="Eve", role="Thief").status_code == 422
    assert send(theirs, "/contact/address", "/contact", email="eve@evil.example").status_code == 422
    assert "Henrike Straub" in client.get(link).text
    data = json.loads(client.get(f"{theirs}/data.json").data)
    assert (data["contact"], data["second_officer"]["name"]) == (None, "Owe Lindqvist")
    mine = json.loads(client.get(f"{link}/data.json").data)
    assert mine["contact"]["email"] == "straub@fennmark.example"
    assert set(mine["second_officer"]) == {"named_at", "confirmed_at"}
    with app.app_context(), transaction() as session:
        session.add(Proof(support_id=support.id, kind=ProofKind.SECOND_OFFICER, proved_at=now()))
        session.get_one(Support, support.id).authority = Authority.SECOND_OFFICER
    assert send(link, "/contact/officer/remove", "/contact").location == f"{link}/contact?said=officer"
    assert stored(app).authority == Authority.CLAIMED
    assert client.get(theirs).status_code == 404


def test_letters_renewal_and_coming_back(
    app: Flask,
    client: FlaskClient,
    campaign: Campaign,
    support: Support,
    post: Postbox,
    send: Send,
    link: str,
    today: Any,
) -> None:
    assert "Renew for a year" not in client.get(link).text
    ends = TODAY + 300 * DAY
    today.move_to(ends - 30 * DAY)
    with app.app_context():
        ask_to_renew(now())
    letter = post.one()
    assert letter.subject == "Does your support go on? Renew it before 14 January 2027"
    assert letter.path() == link
    today.move_to(ends - 7 * DAY)
    with app.app_context():
        ask_to_renew(now())
    assert post.one().recipient == "straub@fennmark.example"
    today.move_to(ends)
    with app.app_context():
        lapse(now())
    assert post.one().subject == "Your support has lapsed"
    directory = client.get(f"/c/{campaign.slug}/supporters").text
    assert "Fennmark Kliniken" not in directory
    assert "1 left or lapsed" in directory
    assert client.get(f"/c/{campaign.slug}/count.json").json["organizations"] == 0
    assert "Left on" not in client.get("/organizations/fennmark/badge.svg").text
    assert "Lapsed on 14 January 2027" in client.get("/organizations/fennmark/badge.svg").text

    assert "It was not renewed" in client.get(link).text
    for _ in range(2):
        assert send(link, "/renew").location == f"{link}?said=renewed"
    assert "Listed since 5 March 2026" in client.get(link).text
    with app.app_context():
        assert db.session.scalars(select(Event.what).order_by(Event.id)).all() == [EventKind.LAPSED, EventKind.RENEWED]


def test_staff_renew_on_a_contacts_word(app: Flask, client: FlaskClient, support: Support, today: Any) -> None:
    today.move_to(TODAY + 290 * DAY)
    with app.app_context():
        reviewer = sign_in(client, staff(RoleName.REVIEWER))
    page = reviewer.get(f"/desk/organizations/{support.id}")
    assert "Renew for a year, on its contact’s word" in page.text
    assert reviewer.post(f"/desk/organizations/{support.id}/renew").status_code == 303
    assert stored(app).renew_by == (TODAY + 665 * DAY).date()


def test_leaving_takes_two_presses_keeps_the_date_and_says_farewell(
    app: Flask, client: FlaskClient, campaign: Campaign, post: Postbox, send: Send, link: str
) -> None:
    page = client.get(f"{link}/leave").text
    assert "Leave the list?" in page
    assert stored(app).state == SupportState.APPROVED
    answer = send(link, "/leave", "/leave")
    assert answer.location == f"/c/{campaign.slug}/support/left"
    assert "It is no longer in the list" in client.get(answer.location).text
    left = stored(app)
    assert (left.state, left.left_at, left.sealed) == (SupportState.LEFT, TODAY, None)
    letter = post.one()
    assert (letter.recipient, letter.subject) == ("straub@fennmark.example", "Your support has ended")
    assert "from 5 March 2026 to 20 March 2026" in letter.text
    with app.app_context():
        assert db.session.scalars(select(Message.sealed)).all() == [None]
    assert client.get(link).status_code == 404
    assert "Left on 20 March 2026" in client.get("/organizations/fennmark/badge.svg").text


def test_the_history_is_safe_for_a_spreadsheet(app: Flask, client: FlaskClient, support: Support, link: str) -> None:
    with app.app_context(), transaction() as session:
        session.add(Event(support_id=support.id, at=now(), what=EventKind.CHANGED, detail="=HYPERLINK(1)"))
    answer = client.get(f"{link}/history.csv")
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows == [["at", "what", "detail"], ["2026-03-20T10:00:00Z", "Changed what it says", "'=HYPERLINK(1)"]]


def test_badge_and_frame_show_the_live_state_to_everybody(
    app: Flask, client: FlaskClient, campaign: Campaign, support: Support
) -> None:
    attack = '<script>alert(1)</script>"&'
    with app.app_context():
        approved_support(campaign, name=attack, slug="attack")
        approved_support(campaign, slug="personal", capacity=Capacity.PERSONAL)
        waiting_support(campaign, slug="waiting")
    svg = client.get(f"/organizations/fennmark/badge.svg?campaign={campaign.slug}")
    assert (svg.mimetype, svg.headers["Cross-Origin-Resource-Policy"]) == ("image/svg+xml", "cross-origin")
    assert "max-age=300" in svg.headers["Cache-Control"]
    assert "Listed since 5 March 2026" in svg.text
    assert "<script" not in client.get("/organizations/attack/badge.svg").text
    pictures = {theme: client.get(f"/organizations/fennmark/badge.png?theme={theme}").data for theme in ("", "dark")}
    assert pictures[""] != pictures["dark"]
    with Image.open(io.BytesIO(pictures[""])) as image:
        assert image.size == (880, 208)
    frame = client.get(f"/embed/{campaign.slug}/organizations/fennmark")
    assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]
    assert "<form" not in frame.text
    assert "<script" not in client.get(f"/embed/{campaign.slug}/organizations/attack").text
    for slug in ("personal", "waiting", "nobody"):
        assert client.get(f"/organizations/{slug}/badge.svg").status_code == 404
        assert client.get(f"/embed/{campaign.slug}/organizations/{slug}").status_code == 404
    assert client.get("/organizations/fennmark/badge.png?campaign=no-such").status_code == 404


def test_the_own_link_is_made_once(app: Flask, client: FlaskClient, campaign: Campaign, send: Send, link: str) -> None:
    for _ in range(2):
        assert client.get(f"{link}/show").status_code == 200
    with app.app_context():
        assert db.session.scalars(select(Referral)).all() == []
    assert send(link, "/show", "/show").location == f"{link}/show#link"
    with app.app_context():
        (referral,) = db.session.scalars(select(Referral)).all()
    assert f"http://localhost/c/{campaign.slug}?via={referral.code}" in client.get(f"{link}/show").text
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(link).text)
    assert token is not None
    client.post(f"{link}/show", data={"form_token": token[1]})
    with app.app_context():
        assert db.session.scalars(select(Referral.code)).all() == [referral.code]


def test_reviewers_of_another_campaign_see_nothing_of_it(
    app: Flask, campaign: Campaign, support: Support, send: Send, link: str
) -> None:
    send(link, "/edit", "/edit", **EDIT)
    with app.app_context():
        other = open_campaign()
        person = staff(RoleName.AUDITOR)
        with transaction() as session:
            session.add(CampaignRole(staff_id=person.id, campaign_id=other.id, role=RoleName.REVIEWER))
        (number,) = db.session.scalars(select(Change.id)).all()
    theirs = sign_in(app.test_client(), person)
    desk = f"/desk/organizations/changes/{number}"
    for path in (desk, f"{desk}/wanted.png"):
        assert theirs.get(path).status_code == 404
    for path in (desk, f"{desk}/undo", f"/desk/organizations/{support.id}/renew"):
        assert theirs.post(path, data={"decision": "accept"}).status_code == 404
    assert "Nothing waits" in theirs.get("/desk/organizations/changes").text
    with app.app_context():
        assert db.session.scalars(select(Change.state)).all() == [ChangeState.WAITING]
