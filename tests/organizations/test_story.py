"""Through HTTP: applied, confirmed, approved, declined, denied."""

import io
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from campaign.campaigns.close import close_campaign
from campaign.campaigns.create import COMMAND_LINE
from campaign.campaigns.queries import campaign_facts, campaign_facts_of
from campaign.db import db
from campaign.mail.letters import WRITERS, Letter
from campaign.mail.models import Message
from campaign.organizations.approve import approve
from campaign.organizations.forms import form_name
from campaign.organizations.models import Capacity, Identifier, Support, SupportState
from campaign.tokens import make_form_token
from campaign.web.kept import forget_kept
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support, waiting_support

TODAY = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(TODAY, tick=False) as clock:
        yield clock


@pytest.fixture
def slug(app: Flask) -> str:
    """The slug of an open campaign."""
    with app.app_context():
        return open_campaign().slug


@pytest.fixture
def fill(app: Flask, client: FlaskClient, slug: str) -> Callable[..., TestResponse]:
    """Sends the form as a person would; arguments change or (None) leave out fields."""

    def send(**changes: Any) -> TestResponse:
        with app.app_context():
            token = make_form_token(form_name(campaign_facts(slug)), datetime.now(UTC))
        values: dict[str, Any] = {
            "form_token": token,
            "name": "Fennmark Kliniken",
            "website": "fennmark.example",
            "country": "DE",
            "kind": "hospital",
            "capacity": "on_behalf",
            "authority": "y",
            "statement": "Results that nobody can read\nshould not have been collected.",
            "contact_name": "Henrike Straub",
            "role": "Head of clinical research",
            "email": "straub@fennmark.example",
            "consent": "y",
        }
        values = {key: value for key, value in (values | changes).items() if value is not None}
        # In one piece: Werkzeug's own client puts a large body into a file and leaves that open.
        boundary, body = encode_multipart(
            {key: FileStorage(*value) if isinstance(value, tuple) else value for key, value in values.items()}
        )
        kind = f"multipart/form-data; boundary={boundary}"
        return client.post(f"/c/{slug}/support", data=body, content_type=kind)

    return send


def picture() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (600, 200), "teal").save(out, "PNG")
    return io.BytesIO(out.getvalue()), "logo.png"


def letters(app: Flask) -> list[Letter]:
    """What the worker would send now, oldest first."""
    with app.app_context():
        owed = db.session.execute(select(Message.kind, Message.about_id).order_by(Message.id)).all()
        return [written[about] for kind, about in owed if about in (written := WRITERS[kind]([about]))]


def path_of(letter: Letter) -> str:
    return letter.own["link"].removeprefix("http://localhost")


def the_support(app: Flask) -> Support:
    with app.app_context():
        return db.session.scalars(select(Support).execution_options(populate_existing=True)).one()


def test_an_organization_applies_confirms_and_is_listed_once_approved(
    app: Flask, client: FlaskClient, slug: str, fill: Callable[..., TestResponse]
) -> None:
    answer = fill(logo=picture())
    assert (answer.status_code, answer.location) == (303, f"/c/{slug}/support/check-mail")
    assert "a link is on its way" in client.get(answer.location).text
    (letter,) = letters(app)
    assert letter.recipient == "straub@fennmark.example"
    link = path_of(letter)

    page = client.get(link)
    assert "Is this your application?" in page.text
    assert "Fennmark Kliniken" in page.text
    assert the_support(app).state == SupportState.UNCONFIRMED
    for _ in range(2):
        confirmed = client.post(link, data={"decision": "confirm"})
        assert (confirmed.status_code, confirmed.location) == (303, link)
    assert "under review" in client.get(link).text
    assert the_support(app).state == SupportState.WAITING
    assert "Fennmark" not in client.get(f"/c/{slug}/supporters").text


def test_the_form_sets_no_cookie_and_keeps_what_was_typed(
    client: FlaskClient, slug: str, fill: Callable[..., TestResponse]
) -> None:
    page = client.get(f"/c/{slug}/support")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert " checked" not in page.text
    again = fill(country="", consent=None, authority=None)
    assert again.status_code == 422
    assert "Set-Cookie" not in again.headers
    assert "Please check 3 things" in again.text
    assert 'value="straub@fennmark.example"' in again.text
    assert "should not have been collected" in again.text


def test_new_repeated_and_known_contacts_get_the_same_answer(
    app: Flask, client: FlaskClient, slug: str, fill: Callable[..., TestResponse], today: Any
) -> None:
    answers = [fill()]
    today.shift(timedelta(minutes=11))
    answers.append(fill())
    client.post(path_of(letters(app)[0]), data={"decision": "confirm"})
    today.shift(timedelta(minutes=11))
    answers.append(fill())
    client.post(path_of(letters(app)[-1]), data={"decision": "not-us"})
    today.shift(timedelta(minutes=11))
    answers.append(fill())
    assert len({(answer.status_code, answer.location, answer.data) for answer in answers}) == 1
    kinds = [letter.template for letter in letters(app)]
    assert kinds == []
    with app.app_context():
        posted = db.session.scalars(select(Message.kind).order_by(Message.id)).all()
    assert posted == ["organizations.please_confirm", "organizations.please_confirm", "organizations.already_known"]


def test_not_us_deletes_the_application(
    app: Flask, client: FlaskClient, slug: str, fill: Callable[..., TestResponse]
) -> None:
    fill()
    link = path_of(letters(app)[0])
    answer = client.post(link, data={"decision": "not-us"})
    assert (answer.status_code, answer.location) == (303, f"/c/{slug}/support/not-us")
    assert "is deleted" in client.get(answer.location).text
    gone = client.get(link)
    assert gone.status_code == 404
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Support)) == 0


def test_looking_at_the_link_changes_nothing_and_is_private(
    app: Flask, client: FlaskClient, fill: Callable[..., TestResponse]
) -> None:
    fill()
    link = path_of(letters(app)[0])
    for answer in (client.get(link), client.head(link), client.post(link, data={}), client.get(f"{link}x")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "Set-Cookie" not in answer.headers
        assert "<script" not in answer.text
    assert the_support(app).state == SupportState.UNCONFIRMED


def test_a_link_that_ran_out_and_one_that_never_was_read_alike(
    app: Flask, client: FlaskClient, slug: str, fill: Callable[..., TestResponse], today: Any
) -> None:
    fill()
    link = path_of(letters(app)[0])
    today.shift(timedelta(days=15))
    late, never = client.get(link), client.get(f"{link[:-3]}abc")
    assert (late.status_code, never.status_code) == (410, 404)
    for answer in (late, never, client.get("/o/nonsense"), client.get("/o/%E2%82%AC")):
        assert "This link no longer works" in answer.text
    assert f"/c/{slug}/support" in late.text
    assert client.post(link, data={"decision": "confirm"}).status_code == 410


def test_a_link_for_another_purpose_opens_nothing(
    app: Flask, client: FlaskClient, fill: Callable[..., TestResponse]
) -> None:
    fill()
    assert client.get(path_of(letters(app)[0]).replace("/o/", "/s/")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter the name of the organization"),
        ({"name": "Win at https://evil.example"}, "without a web address"),
        ({"name": "Fennmark\r\nBcc: all@example.org"}, "Use one line"),
        ({"contact_name": "Henrike\nStraub"}, "Use one line"),
        ({"role": "Head\rof"}, "Use one line"),
        ({"name": "x" * 161}, "160 characters at most"),
        ({"website": "javascript://alert(1)"}, "must start with https://"),
        ({"website": "https://good.example@evil.example"}, "without a user name"),
        ({"country": "XX"}, "Choose your country"),
        ({"kind": "cult"}, "Choose the kind of organization"),
        ({"capacity": "everybody"}, "Choose who speaks"),
        ({"authority": None}, "Tick the box that says you may sign"),
        ({"consent": None}, "Tick the box that lets us"),
        ({"email": "straub"}, "Enter a whole e-mail address"),
        ({"email": "straub@fennmark.example\r\nBcc: all@example.org"}, "Enter a whole e-mail address"),
        ({"statement": "x" * 601}, "600 characters at most"),
        ({"logo": (b"<svg onload='alert(1)'/>", "logo.png")}, "SVG files can carry scripts"),
        ({"logo": (b"MZ nonsense", "logo.png")}, "no picture we can read"),
        ({"fax": "1"}, "A field that must stay empty"),
        ({"form_token": "forged"}, "did not come from a fresh page"),
        ({"form_token": None}, "did not come from a fresh page"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_stored(
    app: Flask, fill: Callable[..., TestResponse], changes: dict[str, Any], sentence: str
) -> None:
    files = {name: (io.BytesIO(value[0]), value[1]) for name, value in changes.items() if isinstance(value, tuple)}
    answer = fill(**changes | files)
    assert answer.status_code == 422
    assert sentence in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Support)) == 0


def test_a_form_that_was_open_for_a_day_is_asked_for_again(
    app: Flask, client: FlaskClient, slug: str, fill: Callable[..., TestResponse], today: Any
) -> None:
    with app.app_context():
        token = make_form_token(form_name(campaign_facts(slug)), datetime.now(UTC))
    today.shift(timedelta(hours=25))
    assert "open for more than a day" in fill(form_token=token).text


def test_nul_bytes_and_broken_text_are_no_form(
    client: FlaskClient, slug: str, fill: Callable[..., TestResponse]
) -> None:
    assert fill(name="Fenn\x00mark").status_code == 400
    broken = b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nFenn\xff\xfemark\r\n--b--\r\n'
    answer = client.post(f"/c/{slug}/support", data=broken, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 400


def test_a_body_larger_than_a_logo_is_refused_unread(client: FlaskClient, slug: str) -> None:
    kind = "multipart/form-data; boundary=b"
    answer = client.post(f"/c/{slug}/support", data=b"\0" * 50 * 1024 * 1024, content_type=kind)
    assert answer.status_code == 413
    assert "A logo may have 2 MB" in answer.text


def test_a_logo_of_more_than_two_megabytes_loses_nothing_that_was_typed(
    app: Flask, fill: Callable[..., TestResponse]
) -> None:
    answer = fill(logo=(io.BytesIO(b"\x89PNG" + b"\0" * 2_100_000), "large.png"))
    assert answer.status_code == 422
    assert "The logo is larger than 2 MB" in answer.text
    assert 'value="straub@fennmark.example"' in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Support)) == 0


def test_a_likely_slip_is_asked_about_once(app: Flask, fill: Callable[..., TestResponse]) -> None:
    asked = fill(email="straub@gmial.com")
    assert asked.status_code == 422
    assert "Did you mean straub@gmail.com?" in asked.text
    assert 'name="email_asked" type="hidden" value="straub@gmial.com"' in asked.text
    assert fill(email="straub@gmial.com", email_asked="straub@gmial.com").status_code == 303
    assert letters(app)[0].recipient == "straub@gmial.com"


def test_a_database_that_is_away_costs_nothing_that_was_typed(
    app: Flask, client: FlaskClient, slug: str, fill: Callable[..., TestResponse]
) -> None:
    client.get(f"/c/{slug}/support")

    def away(*_: object) -> None:
        raise OperationalError("any", {}, sqlite3.OperationalError("database or disk is full"))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", away)
    try:
        answer = fill()
    finally:
        event.remove(engine, "before_cursor_execute", away)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "was NOT recorded" in answer.text
    assert 'value="straub@fennmark.example"' in answer.text


def test_a_flood_from_one_network_is_told_when_to_come_back(
    app: Flask, fill: Callable[..., TestResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", type(settings)(**(vars(settings) | {"support_hard_per_hour": 2})))
    assert [fill(name=f"Society {letter}").status_code for letter in "ABC"] == [303, 303, 429]
    answer = fill()
    assert answer.headers["Retry-After"] == "3600"


def test_a_closed_campaign_says_so_and_its_directory_stays(app: Flask, client: FlaskClient, slug: str) -> None:
    with app.app_context():
        close_campaign(campaign_facts(slug).id, "", COMMAND_LINE, TODAY)
        forget_kept()
    assert client.get(f"/c/{slug}/support").status_code == 410
    assert client.get(f"/c/{slug}/supporters").status_code == 200
    assert client.get("/c/nothing/support").status_code == 404
    assert client.get("/c/nothing/supporters").status_code == 404


def test_what_people_type_is_shown_as_text(app: Flask, client: FlaskClient, slug: str) -> None:
    attack = "<img src=x onerror=alert(1)>"
    with app.app_context():
        campaign = campaign_facts(slug)
        approved_support(campaign, name=attack, statement=attack)
        approved_support(campaign, name=attack, contact_name=attack, capacity=Capacity.PERSONAL)
    for query in ("", "?speaks=personal", f"?q={attack}"):
        page = client.get(f"/c/{slug}/supporters{query}").text
        assert "<img src=x" not in page


def test_a_logo_is_served_only_once_its_organization_is_listed(
    app: Flask, client: FlaskClient, fill: Callable[..., TestResponse]
) -> None:
    fill(logo=picture())
    address = "/organizations/fennmark-kliniken/logo.png"
    assert client.get(address).status_code == 404
    client.post(path_of(letters(app)[0]), data={"decision": "confirm"})
    with app.app_context():
        approve(the_support(app).id, COMMAND_LINE, TODAY)
    page = client.get(f"/c/{campaign_slug(app)}/supporters").text
    found = re.search(r'src="(/organizations/[^"]+)"', page)
    assert found is not None
    logo = client.get(found[1])
    assert logo.mimetype == "image/png"
    assert "immutable" in logo.headers["Cache-Control"]
    assert client.get(found[1], headers={"If-None-Match": logo.headers["ETag"]}).status_code == 304
    assert "immutable" not in client.get(address).headers["Cache-Control"]
    with Image.open(io.BytesIO(logo.data)) as image:
        assert image.size == (480, 160)


def campaign_slug(app: Flask) -> str:
    with app.app_context():
        found = db.session.scalars(select(Support.campaign_id)).one()
        facts = campaign_facts_of(found)
        assert facts is not None
        return facts.slug


def test_letters_carry_nothing_typed_but_two_names(app: Flask, fill: Callable[..., TestResponse]) -> None:
    fill(role="ZZROLE", statement="ZZSTATEMENT", website="zzwebsite.example")
    (letter,) = letters(app)
    said = " ".join(letter.own.values()).upper()
    assert not any(words in said for words in ("ZZROLE", "ZZSTATEMENT", "ZZWEBSITE"))
    assert letter.own["organization"] == "Fennmark Kliniken"


def test_a_waiting_application_is_told_nothing_new(app: Flask, client: FlaskClient, slug: str) -> None:
    with app.app_context():
        waiting_support(campaign_facts(slug))
    assert "No organization stands here yet" in client.get(f"/c/{slug}/supporters").text


def test_the_form_takes_identifiers_and_the_directory_finds_them(
    app: Flask, client: FlaskClient, slug: str, fill: Callable[..., TestResponse]
) -> None:
    answer = fill(ror="ror.org/03vek6s52", company="GB 01089464", wikidata="q13371", other="<b>7</b>")
    assert answer.status_code == 303
    client.post(path_of(letters(app)[0]), data={"decision": "confirm"})
    with app.app_context():
        approve(the_support(app).id, COMMAND_LINE, datetime.now(UTC))
        stored = db.session.execute(select(Identifier.scheme, Identifier.value).order_by(Identifier.scheme)).all()
    assert [tuple(row) for row in stored] == [
        ("company", "GB:01089464"), ("other", "<b>7</b>"), ("ror", "03vek6s52"), ("wikidata", "Q13371"),
    ]  # fmt: skip
    for words in ("03VEK6S52", "https://ror.org/03vek6s52", "01089464", "gb 01089464", "Q13371", "fennmark"):
        found = client.get(f"/c/{slug}/supporters", query_string={"q": words}).text
        assert "1 organization. Newest first" in found, words
    assert "No supporter matches" in client.get(f"/c/{slug}/supporters?q=03vek6s53").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ror": "03vek6s53"}, "check digits"),
        ({"wikidata": "13371"}, "looks like Q13371"),
        ({"company": "ZZ 1234"}, "no country’s code"),
        ({"other": "https://evil.example"}, "without a web address"),
        ({"officer_name": "Tomke Aldous"}, "name, role and address, or leave"),
        ({"officer_name": "Tomke Aldous", "officer_role": "x", "officer_email": "no"}, "whole e-mail address"),
        (
            {"officer_name": "Tomke Aldous", "officer_role": "x", "officer_email": "Straub+2@fennmark.example"},
            "mailbox of their own",
        ),
        (
            {"officer_name": "HENRIKE straub", "officer_role": "x", "officer_email": "b@fennmark.example"},
            "another person than you",
        ),
    ],
)
def test_what_is_optional_is_checked_all_the_same(
    app: Flask, fill: Callable[..., TestResponse], changes: dict[str, str], sentence: str
) -> None:
    answer = fill(**changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Support)) == 0
