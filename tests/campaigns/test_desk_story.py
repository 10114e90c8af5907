"""A campaign's life at the desk, through HTTP: draft, preview, publish, open, amend, close, open again."""

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.campaigns.models import Campaign, CampaignState, CampaignText
from campaign.db import db
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import draft_campaign, open_campaign
from tests.factories.signatures import signature

TEXT = {
    "title": "Every trial registered",
    "addressee": "the agencies",
    "lead": "One in five is missing.",
    "ask": "We ask you to **write**.",
    "why": "Because.",
}
PARTICULARS = {
    "slug": "every-trial-registered",
    "controller": "The Full Record e. V.",
    "controller_contact": "dpo@fullrecord.example",
    "recipient": "the agencies",
    "complaint_body": "",
    "retention_until": "2027-10-12",
    "opens_at": "",
    "closes_at": "",
    "goal": "5000",
    "max_per_inbox": "2",
    "ink": "plum",
    "partners": "Westhaven League\n\nHeart Fund\nHeart Fund",
}


@pytest.fixture
def editor(app: Flask, client: FlaskClient) -> Iterator[FlaskClient]:
    """A signed-in editor's browser."""
    with app.app_context():
        person = staff(RoleName.EDITOR)
    yield sign_in(client, person)


def said(response: TestResponse) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text)))


def hidden(response: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', response.text)
    assert found is not None, f"no hidden field {name}"
    return found[1]


def only_campaign(app: Flask) -> Campaign:
    with app.app_context():
        return db.session.scalars(select(Campaign)).one()


def texts(app: Flask) -> list[CampaignText]:
    with app.app_context():
        return list(db.session.scalars(select(CampaignText).order_by(CampaignText.version)))


def test_a_campaign_from_its_first_words_to_its_second_opening(app: Flask, editor: FlaskClient) -> None:
    made = editor.post("/desk/campaigns/new", data={"title": "Every trial registered", "addressee": "the agencies"})
    assert made.status_code == 303 and made.location.endswith("/text")
    page = f"/desk/campaigns/{only_campaign(app).id}"
    assert only_campaign(app).slug == "every-trial-registered"
    assert editor.get("/c/every-trial-registered").status_code == 404

    writing = editor.get(f"{page}/text")
    mark = hidden(writing, "mark")
    shown = editor.post(f"{page}/text/preview", data=TEXT | {"mark": mark})
    assert shown.status_code == 200
    assert "<strong>write</strong>" in shown.text and "We ask you to **write**." in shown.text
    assert texts(app)[0].ask == "", "a preview stores nothing"
    assert hidden(shown, "mark") == mark
    assert editor.post(f"{page}/text", data=TEXT | {"mark": mark}).status_code == 303
    assert "<strong>write</strong>" in editor.get(f"{page}/preview").text

    not_yet = editor.get(f"{page}/open")
    assert "Not ready to open" in not_yet.text and "Who holds the data" in not_yet.text
    assert editor.post(f"{page}/open").status_code == 409

    edits = hidden(editor.get(f"{page}/edit"), "edits")
    assert editor.post(f"{page}/edit", data=PARTICULARS | {"edits": edits}).status_code == 303
    stored = only_campaign(app)
    assert (stored.goal, stored.max_per_inbox, stored.ink.value) == (5000, 2, "plum")
    assert [partner.name for partner in stored.partners] == ["Westhaven League", "Heart Fund"]

    asked = editor.get(f"{page}/publish")
    assert "Publish version 1?" in asked.text and texts(app)[0].published_at is None
    after = editor.post(f"{page}/publish", data={"mark": hidden(asked, "mark")}, follow_redirects=True)
    assert "Version 1 is published and cannot be changed any more." in said(after)

    assert "Open this campaign?" in editor.get(f"{page}/open").text
    after = editor.post(f"{page}/open", follow_redirects=True)
    assert "takes signatures now" in said(after)
    assert editor.get("/c/every-trial-registered").status_code == 200
    with app.app_context():
        signature(db.session.get_one(Campaign, stored.id))

    amended = TEXT | {"ask": "We ask you to **write** and to fine.", "mark": hidden(editor.get(f"{page}/text"), "mark")}
    editor.post(f"{page}/text", data=amended)
    asked = editor.get(f"{page}/publish")
    assert "Earlier signatures stay with the version they were given for." in asked.text
    assert "<del>We ask you to **write**.</del>" in asked.text
    assert "<ins>We ask you to **write** and to fine.</ins>" in asked.text
    editor.post(f"{page}/publish", data={"mark": hidden(asked, "mark")})
    first, second = texts(app)
    assert (first.version, second.version) == (1, 2) and first.sha256 != second.sha256
    assert only_campaign(app).text_id == second.id
    history = said(editor.get(page))
    assert re.search(r"v2 en In force .*? 0 v1 en Earlier .*? 1 ", history), history

    closed = editor.post(f"{page}/close", data={"note": "Handed over on a Tuesday."}, follow_redirects=True)
    assert "no signature is taken any more" in said(closed)
    assert "Handed over on a Tuesday." in editor.get("/c/every-trial-registered").text
    assert editor.post(f"{page}/close", data={"note": ""}).status_code == 409

    assert "Open it again?" in editor.get(f"{page}/open").text
    editor.post(f"{page}/open")
    assert only_campaign(app).state == CampaignState.OPEN

    with app.app_context():
        acts = list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert [act for act in acts if act.startswith("campaign.")] == [
        "campaign.created",
        "campaign.text_written",
        "campaign.edited",
        "campaign.text_published",
        "campaign.opened",
        "campaign.text_written",
        "campaign.text_published",
        "campaign.closed",
        "campaign.opened",
    ]


def test_a_stale_edit_of_particulars_is_refused_and_shows_both_values(app: Flask, editor: FlaskClient) -> None:
    with app.app_context():
        page = f"/desk/campaigns/{draft_campaign(slug='every-trial-registered').id}/edit"
    mine = theirs = hidden(editor.get(page), "edits")
    editor.post(page, data=PARTICULARS | {"edits": theirs, "controller": "Theirs e. V."})
    refused = editor.post(page, data=PARTICULARS | {"edits": mine, "controller": "Mine e. V."})
    assert refused.status_code == 409
    assert "Nothing of yours was stored." in refused.text
    assert "Theirs e. V." in refused.text and 'value="Mine e. V."' in refused.text
    assert only_campaign(app).controller == "Theirs e. V."
    again = PARTICULARS | {"edits": hidden(refused, "edits"), "controller": "Mine e. V."}
    assert editor.post(page, data=again).status_code == 303
    assert only_campaign(app).controller == "Mine e. V."


def test_a_stale_text_is_refused_and_so_is_publishing_what_one_did_not_read(app: Flask, editor: FlaskClient) -> None:
    with app.app_context():
        page = f"/desk/campaigns/{draft_campaign().id}"
    mark = hidden(editor.get(f"{page}/text"), "mark")
    read = hidden(editor.get(f"{page}/publish"), "mark")
    editor.post(f"{page}/text", data=TEXT | {"mark": mark, "ask": "Theirs"})
    refused = editor.post(f"{page}/text", data=TEXT | {"mark": mark, "ask": "Mine"})
    assert refused.status_code == 409
    assert "Theirs" in refused.text and ">\nMine</textarea>" in refused.text.replace("\r\n", "\n")
    assert texts(app)[0].ask == "Theirs"
    late = editor.post(f"{page}/publish", data={"mark": read})
    assert late.status_code == 409 and "Nothing was changed." in late.text
    assert texts(app)[0].published_at is None
    assert editor.post(f"{page}/open", data={"mark": read}).status_code == 409


def test_a_text_longer_than_the_public_may_send_is_taken(app: Flask, editor: FlaskClient) -> None:
    with app.app_context():
        page = f"/desk/campaigns/{draft_campaign().id}"
    long = "نريد النتائج. " * 1400
    data = TEXT | {"mark": hidden(editor.get(f"{page}/text"), "mark"), "ask": long}
    assert editor.post(f"{page}/text", data=data).status_code == 303
    assert texts(app)[0].ask == long.rstrip()
    too_long = editor.post(f"{page}/text/preview", data=data | {"ask": "x" * 20_001})
    assert too_long.status_code == 422
    assert "Use 20,000 characters at most; these are 20,001" in too_long.text and "x" * 20_001 in too_long.text


def test_a_partner_taken_off_has_no_box_and_its_earlier_consents_stay(app: Flask, editor: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(partners=("Westhaven League", "Heart Fund"))
    page = f"/desk/campaigns/{campaign.id}/edit"
    data = PARTICULARS | {"slug": campaign.slug, "partners": "Heart Fund", "edits": hidden(editor.get(page), "edits")}
    assert editor.post(page, data=data).status_code == 303
    public = editor.get(f"/c/{campaign.slug}").text
    assert "Heart Fund" in public and "Westhaven League" not in public
    assert "Westhaven League" not in editor.get(page).text
    assert [(one.name, one.offered) for one in only_campaign(app).partners] == [
        ("Westhaven League", False),
        ("Heart Fund", True),
    ]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("slug", "Not A Slug", "Use small letters a to z, figures and single hyphens"),
        ("slug", "", "Enter an address of letters a to z"),
        ("goal", "many", "Enter a whole number from 1 to 100,000,000"),
        ("goal", "0", "Enter a whole number from 1 to 100,000,000"),
        ("max_per_inbox", "11", "Enter a whole number from 1 to 10"),
        ("retention_until", "soon", "Enter a date, like 2027-10-12"),
        ("retention_until", "2020-01-01", "Choose a day that is still to come"),
        ("opens_at", "soon", "Enter a date and time, like 2026-11-22 11:40"),
        ("ink", "mauve", "Choose one of the colours"),
        ("partners", "\n".join(f"Partner {n}" for n in range(21)), "Name 20 partners at most"),
    ],
)
def test_bad_input_is_named_and_nothing_else_is_lost(
    app: Flask, editor: FlaskClient, field: str, value: str, sentence: str
) -> None:
    with app.app_context():
        page = f"/desk/campaigns/{draft_campaign().id}/edit"
    data = PARTICULARS | {"edits": hidden(editor.get(page), "edits"), "controller": "Kept as typed", field: value}
    answer = editor.post(page, data=data)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert "Kept as typed" in answer.text
    assert only_campaign(app).controller == "The Full Record e. V."


def test_a_closing_time_before_the_opening_time_is_refused(app: Flask, editor: FlaskClient) -> None:
    with app.app_context():
        page = f"/desk/campaigns/{draft_campaign().id}/edit"
    data = PARTICULARS | {"opens_at": "2027-01-02T10:00", "closes_at": "2027-01-02T09:00"}
    answer = editor.post(page, data=data | {"edits": hidden(editor.get(page), "edits")})
    assert "The closing time must be later than the opening time" in answer.text
    assert 'value="2027-01-02T10:00"' in answer.text


def test_times_are_utc_on_the_way_in_and_out(app: Flask, editor: FlaskClient) -> None:
    with app.app_context():
        page = f"/desk/campaigns/{draft_campaign().id}/edit"
    data = PARTICULARS | {"opens_at": "2027-01-02T10:05", "edits": hidden(editor.get(page), "edits")}
    editor.post(page, data=data)
    opens_at = only_campaign(app).opens_at
    assert opens_at is not None and opens_at.isoformat() == "2027-01-02T10:05:00+00:00"
    assert 'value="2027-01-02T10:05"' in editor.get(page).text


def test_an_address_that_is_taken_is_refused(app: Flask, editor: FlaskClient) -> None:
    with app.app_context():
        draft_campaign(slug="taken")
        shared = open_campaign(slug="shared")
    answer = editor.post("/desk/campaigns/new", data={"title": "Any", "addressee": "All", "slug": "taken"})
    assert answer.status_code == 422 and "Another campaign has this address already" in answer.text
    page = f"/desk/campaigns/{shared.id}/edit"
    data = PARTICULARS | {"slug": "taken", "edits": hidden(editor.get(page), "edits")}
    answer = editor.post(page, data=data)
    assert answer.status_code == 422 and "Another campaign has this address already" in answer.text


def test_a_title_that_suggests_no_address_asks_for_one(editor: FlaskClient) -> None:
    answer = editor.post("/desk/campaigns/new", data={"title": "كل النتائج", "addressee": "الوكالات"})
    assert answer.status_code == 422
    assert "Enter an address of letters a to z" in answer.text and "كل النتائج" in answer.text


def test_an_open_campaign_cannot_lose_what_signers_must_be_told(app: Flask, editor: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
    page = f"/desk/campaigns/{campaign.id}/edit"
    data = PARTICULARS | {"slug": campaign.slug, "recipient": "", "edits": hidden(editor.get(page), "edits")}
    answer = editor.post(page, data=data)
    assert answer.status_code == 409
    assert "must say: who receives the list of names" in said(answer)


def test_a_text_without_an_ask_cannot_be_published(app: Flask, editor: FlaskClient) -> None:
    with app.app_context():
        campaign = draft_campaign(ask=" ")
    page = f"/desk/campaigns/{campaign.id}/publish"
    assert "The text still lacks the ask" in said(editor.get(page))
    answer = editor.post(page, data={"mark": "1.0"})
    assert answer.status_code == 409 and "The text still lacks: the ask." in said(answer)


@pytest.mark.parametrize("path", ["", "/edit", "/text", "/preview", "/publish", "/open", "/close"])
def test_an_unknown_campaign_is_not_found(editor: FlaskClient, path: str) -> None:
    assert editor.get(f"/desk/campaigns/4711{path}").status_code == 404


@pytest.mark.parametrize("role", [RoleName.REVIEWER, RoleName.EXPORTER])
def test_only_editors_and_owners_write_campaigns(app: Flask, client: FlaskClient, role: RoleName) -> None:
    with app.app_context():
        campaign = open_campaign()
        person = staff(role)
    sign_in(client, person)
    page = f"/desk/campaigns/{campaign.id}"
    for path in ("/desk/campaigns", "/desk/campaigns/new", page, f"{page}/edit", f"{page}/text", f"{page}/preview"):
        assert client.get(path).status_code == 403, path
    for path in ("publish", "open", "close", "text/preview", "text", "edit"):
        assert client.post(f"{page}/{path}").status_code == 403, path
    assert only_campaign(app).state == CampaignState.OPEN


def test_a_campaign_in_a_language_of_its_own_and_a_sister_of_it(app: Flask, editor: FlaskClient) -> None:
    first = {"title": "Jede Studie veröffentlichen", "addressee": "die Behörden", "language": "de"}
    made = editor.post("/desk/campaigns/new", data=first)
    page = made.location.removesuffix("/text")
    mark = hidden(editor.get(f"{page}/text"), "mark")
    editor.post(f"{page}/text", data=TEXT | {"title": first["title"], "mark": mark})
    preview = editor.get(f"{page}/preview").text
    assert '<h1 lang="de" dir="ltr">' in preview and "Ich unterschreibe" in preview
    edits = hidden(editor.get(f"{page}/edit"), "edits")
    editor.post(f"{page}/edit", data=PARTICULARS | {"slug": "jede-studie", "edits": edits})
    assert editor.post(f"{page}/open", data={"mark": hidden(editor.get(f"{page}/open"), "mark")}).status_code == 303
    shown = editor.get("/en/c/jede-studie", follow_redirects=True)
    assert '<h1 lang="de"' in shown.text, "English readers see the words of the campaign's own language, marked as such"
    assert "Deutsch" in said(editor.get(page))

    offer = editor.get("/desk/campaigns/new?pattern=1")
    assert '<option selected value="1">Jede Studie veröffentlichen' in offer.text
    sister = {"title": "Every protocol", "addressee": "the ministers", "language": "en", "pattern": "1"}
    assert editor.post("/desk/campaigns/new", data=sister).status_code == 303
    with app.app_context():
        german, english = db.session.scalars(select(Campaign).order_by(Campaign.id)).all()
        (text,) = db.session.scalars(select(CampaignText).where(CampaignText.campaign_id == english.id)).all()
        assert (english.language, text.language, text.title) == ("en", "en", "Every protocol")
        assert (text.lead, text.ask) == (TEXT["lead"], TEXT["ask"])
        assert (english.controller, english.ink) == (german.controller, german.ink)
        assert [one.name for one in english.partners] == ["Westhaven League", "Heart Fund"]
        assert (english.state, english.goal, english.retention_until) == (CampaignState.DRAFT, 1000, None)

    for wrong in ({"language": "tlh"}, {"pattern": "99"}, {"pattern": "x"}):
        refused = editor.post("/desk/campaigns/new", data=sister | {"title": "Third"} | wrong)
        assert refused.status_code == 422 and "Choose one of the" in refused.text
