"""A page from its first word to its retirement, through the desk; and what nobody may do there."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.content.models import Asset, Page, PageKind, PageState
from campaign.db import db
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.content import draft_page, public_page
from tests.factories.pictures import picture_file

NASTY = "<script>alert(1)</script>"


@pytest.fixture
def editor(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context():
        person = staff(RoleName.OWNER)
    return sign_in(client, person)


def shown(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def test_a_page_is_made_written_shown_to_a_colleague_published_moved_and_retired(
    app: Flask, editor: FlaskClient
) -> None:
    made = editor.post(
        "/desk/content/new?kind=news", data={"title": f"{NASTY} Answer", "campaign": 0, "language": "en"}
    )
    assert made.status_code == 303
    address = made.headers["Location"]
    words = {"title": "The inspector’s answer", "summary": NASTY, "body": f"What it *says*.\n\n{NASTY}", "mark": "1.0"}
    preview = editor.post(f"{address}/preview", data=words)
    assert "<em>says</em>" in preview.text
    assert NASTY not in preview.text
    live = editor.post(f"{address}/live", data=words).text
    assert "<em>says</em>" in live
    assert "<html" not in live
    assert editor.post(address, data=words).status_code == 303
    stale = editor.post(address, data=words | {"title": "Another answer"})
    assert stale.status_code == 409
    assert "Stored now" in stale.text
    assert 'value="Another answer"' in stale.text

    linked = editor.post("/desk/content/1/preview-link").text
    link = re.search(r"http://localhost(/preview/[\w-]+)", linked)
    assert link is not None
    stranger = app.test_client()
    seen = stranger.get(link[1])
    assert "The inspector’s answer" in seen.text
    assert NASTY not in seen.text
    assert seen.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert seen.headers["Cache-Control"] == "no-store"
    broken = stranger.get(f"{link[1][:-3]}AAA")
    assert (broken.status_code, broken.headers["Cache-Control"]) == (404, "no-store")

    listed = editor.get("/desk/content/1").text
    assert listed.count("works until the end of") == 1
    assert editor.post("/desk/content/1/preview-links/end").status_code == 303
    assert "works until the end of" not in editor.get("/desk/content/1").text
    ended = stranger.get(link[1])
    assert (ended.status_code, ended.headers["Cache-Control"]) == (404, "no-store")
    assert "Ask whoever sent it for a new one" in ended.text

    publish = "/desk/content/1/publish/en"
    mark = shown(editor.get(publish).text, "mark")
    past = {"mark": mark, "goes_live_at": "2020-01-01T10:00"}
    assert "still to come" in editor.post(publish, data=past).text
    assert editor.post(publish, data={"mark": "0.0"}).status_code == 409
    later = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT%H:%M}"
    assert editor.post(publish, data={"mark": mark, "goes_live_at": later}).status_code == 303
    slug = "script-alert-1-script-answer"
    assert stranger.get(f"/news/{slug}").status_code == 404
    assert editor.post("/desk/content/1/schedule", data={"goes_live_at": ""}).status_code == 303
    assert stranger.get(f"/news/{slug}").status_code == 200

    editor.post("/desk/content/1/words/en", data={"title": "Next", "body": "More.", "mark": "1.1"})
    waits = {"mark": shown(editor.get(publish).text, "mark"), "goes_live_at": later}
    assert "stays as it is until then" in editor.post(publish, data=waits, follow_redirects=True).text
    assert "Saving takes it off the schedule" in editor.get("/desk/content/1/words/en").text
    assert "Another moment" in editor.get("/desk/content/1").text
    assert 'href="/desk/content/1"' in editor.get("/desk/content?state=scheduled").text
    editor.post("/desk/content/1/words/fr", data={"title": "Suite", "mark": ""})
    proposed = editor.get("/desk/content/1/publish/fr").text
    assert "The same moment is proposed" in proposed and shown(proposed, "goes_live_at") == later
    assert editor.post(f"{publish}/wait-no-more").status_code == 303
    assert "Next" not in stranger.get(f"/news/{slug}").text

    assert editor.post("/desk/content/1/address", data={"slug": "An answer"}).status_code == 422
    assert editor.post("/desk/content/1/address", data={"slug": "an-answer"}).status_code == 303
    assert stranger.get(f"/news/{slug}").headers["Location"] == "/news/an-answer"
    assert editor.post("/desk/content/1/retire").status_code == 303
    assert stranger.get("/news/an-answer").status_code == 410
    with app.app_context():
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.subject == "page 1")).all()
    done = (
        "created written preview_shared previews_ended published rescheduled written words_scheduled written"
        " words_unscheduled renamed retired"
    )
    assert acts == [f"content.{act}" for act in done.split()]


def test_a_picture_comes_in_beside_the_words_and_is_served_for_ever(app: Flask, editor: FlaskClient) -> None:
    with app.app_context():
        page = draft_page()
    address = f"/desk/content/{page.id}/words/en"
    typed = {"title": "Typed", "body": "Not stored yet.", "mark": "1.0"}
    without = editor.post(f"{address}/picture", data=typed | {"picture": (BytesIO(picture_file()), "a.png")})
    assert without.status_code == 422
    assert "Say in a few words" in without.text
    evil = {"picture": (BytesIO(b"<svg onload=alert(1)>"), "a.png"), "alt": "x"}
    assert "SVG" in editor.post(f"{address}/picture", data=typed | evil).text
    sent = {"picture": (BytesIO(picture_file()), "../../a b.png"), "alt": f"Blue {NASTY}"}
    answer = editor.post(f"{address}/picture", data=typed | sent)
    assert answer.status_code == 200
    with app.app_context():
        asset = db.session.scalars(select(Asset)).one()
        path = f"/media/{asset.public_id.hex()}/{asset.name}"
    assert "Not stored yet." in answer.text
    assert f"![](media:{asset.public_id.hex()})" in answer.text
    assert f'<img src="{path}" width="40" height="20"' in answer.text
    assert NASTY not in answer.text
    picture = app.test_client().get(path)
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in picture.headers["Cache-Control"]
    assert app.test_client().get(f"/media/{asset.public_id.hex()}/other.jpg").status_code == 404
    assert app.test_client().get("/media/nothing/other.jpg").status_code == 404
    editor.post(address, data={"title": "With", "body": f"![](media:{asset.public_id.hex()})", "mark": "1.0"})
    refused = editor.post(f"/desk/content/media/{asset.id}/delete")
    assert refused.status_code == 409
    assert f"/desk/content/{page.id}" in refused.text
    described = {"alt-en": "Blue", "alt-ar": "أزرق", "credit": "Ada"}
    assert editor.post(f"/desk/content/media/{asset.id}", data=described).status_code == 303
    assert editor.post(f"/desk/content/media/{asset.id}", data={"alt-en": "x" * 301}).status_code == 422


def test_an_event_needs_times_that_there_are(app: Flask, editor: FlaskClient) -> None:
    event = {"title": "Open evening", "campaign": 0, "language": "en", "zone": "Europe/Berlin"}
    wrong = {
        "2027-03-28T02:30": "skip this time",
        "": "Enter when it begins",
        "yesterday": "Enter a day and a time",
        "0001-01-01T00:00": "a year from 1990",
    }
    for starts, words in wrong.items():
        answer = editor.post("/desk/content/new?kind=event", data=event | {"starts": starts})
        assert answer.status_code == 422, starts
        assert words in answer.text
    ends = editor.post(
        "/desk/content/new?kind=event", data=event | {"starts": "2027-01-14T18:00", "ends": "2027-01-14T17:00"}
    )
    assert "before it begins" in ends.text
    assert editor.post("/desk/content/new?kind=event", data=event | {"zone": "Mars/Base"}).status_code == 422
    link = {"starts": "2027-01-14T18:00", "online_url": "javascript:alert(1)"}
    assert "whole address" in editor.post("/desk/content/new?kind=event", data=event | link).text
    typed = event | {"starts": "2027-01-14T18:00", "zone": "berlin", "online_url": "meet.example.org/x"}
    assert editor.post("/desk/content/new?kind=event", data=typed).status_code == 303
    with app.app_context():
        made = db.session.scalars(select(Page)).one()
        assert made.event is not None
        assert (made.event.zone, made.event.online_url) == ("Europe/Berlin", "https://meet.example.org/x")
        assert made.event.starts_at == datetime(2027, 1, 14, 17, 0, tzinfo=UTC)


def test_who_writes_for_one_campaign_reaches_nothing_else(app: Flask) -> None:
    with app.app_context():
        own, other = open_campaign(), open_campaign()
        person = staff(RoleName.EDITOR, campaign_id=own.id)
        mine, theirs, everybodys = (
            draft_page(campaign_id=own.id, title="Mine"),
            draft_page(campaign_id=other.id, title="Kestrel"),
            public_page(title="Everybody’s"),
        )
    editor = sign_in(app.test_client(), person)
    listed = editor.get("/desk/content").text
    assert "Mine" in listed
    assert "Kestrel" not in listed
    assert "Everybody’s" not in listed
    for page in (theirs, everybodys):
        for path in ("", "/edit", "/words/en", "/publish/en", "/retire", "/versions/en"):
            assert editor.get(f"/desk/content/{page.id}{path}").status_code == 404
        assert editor.post(f"/desk/content/{page.id}/retire").status_code == 404
    for campaign in (other.id, 0):
        made = editor.post(
            "/desk/content/new?kind=news", data={"title": "Evil", "campaign": campaign, "language": "en"}
        )
        assert made.status_code == 422
    sent = {"picture": (BytesIO(picture_file()), "a.png"), "alt": "x", "language": "en", "campaign": other.id}
    assert editor.post("/desk/content/media", data=sent).status_code == 422
    assert editor.get(f"/desk/content/{mine.id}").status_code == 200
    assert editor.get("/desk/site").status_code == 403
    with app.app_context():
        assert db.session.get_one(Page, everybodys.id).state == PageState.PUBLISHED


def test_the_site_gets_a_name_languages_and_a_menu(app: Flask, editor: FlaskClient) -> None:
    with app.app_context():
        first = public_page(PageKind.PAGE, title="Imprint", slug="imprint")
        second = public_page(PageKind.PAGE, title="About", slug="about")
    typed = {"name": f"The Full Record {NASTY}", "about": "An association.", "first": "de", "languages": ["en", "de"]}
    menu = {f"place-{first.id}": "2", f"place-{second.id}": "1"}
    assert editor.post("/desk/site", data=typed | {"languages": ["en"]} | menu).status_code == 422
    assert editor.post("/desk/site", data=typed | {f"place-{first.id}": "one"}).status_code == 422
    assert editor.post("/desk/site", data=typed | menu).status_code == 303
    page = app.test_client().get("/pages/about", headers={"Accept-Language": "fr"})
    assert page.headers["Content-Language"] == "de"
    assert NASTY not in page.text
    assert page.text.index('href="/pages/about"') < page.text.index('href="/pages/imprint"')
    assert app.test_client().get("/fr/pages/about").status_code == 404
    with app.app_context():
        assert "site.edited" in db.session.scalars(select(AuditEntry.act)).all()
