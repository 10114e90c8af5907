"""Resources through HTTP: the page, its citation, its files, and what the desk's forms take."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import RoleName
from campaign.audit.record import COMMAND_LINE
from campaign.content.models import Asset, PageKind, ResourceFacts, ResourceFile
from campaign.content.resources import file_types, forms, views
from campaign.content.resources import staff as desk
from campaign.content.resources.edit_resource import Particulars, edit_resource
from campaign.content.resources.withdraw_file import withdraw_file
from campaign.content.retire_page import retire_page
from campaign.db import db
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.content import PDF, a_file, a_resource, draft_page, public_page

LATER = WHEN + timedelta(hours=1)
NASTY = "<script>alert(1)</script>\"'><img src=x>"
FACTS = Particulars(licence="CC-BY-4.0", authors="Lovelace, Ada", doi="10.5281/zenodo.1", issued="2026-05")


def test_a_resource_says_all_that_one_needs_to_use_and_cite_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        older, _ = a_resource(title="Old rules")
        page, file = a_resource(title="The rules", summary="In short.", body="## Inside\n\n*Words*.")
        a_file(page, language="de", url="https://a.example/regeln", label="Folien")
        edit_resource(page.id, Particulars(**{**FACTS.__dict__, "supersedes_id": older.id}), COMMAND_LINE, LATER)
        digest = hashlib.sha256(PDF).hexdigest()
        key = file.public_id.hex()
    shown = client.get(f"/en/resources/{page.slug}").text
    for words in (
        "https://spdx.org/licenses/CC-BY-4.0.html", "Creative Commons Attribution 4.0 International", "Lovelace, Ada",
        "https://doi.org/10.5281/zenodo.1", "May 2026", f'{digest} *briefing.pdf" | sha256sum --check',
        'itemtype="https://schema.org/DigitalDocument"', '<meta property="og:title" content="The rules">',
        f'content="{digest}"', "https://a.example/regeln", "<h3>Inside</h3>", "This replaces <a", "Old rules",
        "Lovelace, Ada (2026). The rules. Version 1.", f"/files/{key}/briefing.pdf", "Downloaded 0 times.",
        "More than 20 presses",
    ):  # fmt: skip
        assert words in shown, words
    assert "This has been replaced." in client.get(f"/en/resources/{older.slug}").text
    listed = client.get("/en/resources").text
    assert "The rules" in listed and "Old rules" not in listed
    assert "Old rules" in client.get("/en/resources?all=1").text
    assert "No resource matches" in client.get("/en/resources?language=fr&page=99").text


def test_the_citation_comes_as_bibtex_and_ris(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        page, _ = a_resource(title="50% {done}\r\nER  - ")
        edit_resource(page.id, FACTS, COMMAND_LINE, LATER)
    answer = client.get(f"/resources/{page.slug}/citation.bib")
    assert answer.content_type == "application/x-bibtex; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={page.slug}.bib"
    assert r"title = {{50\% \{done\} ER -}}" in answer.text
    assert f"url = {{http://localhost/resources/{page.slug}}}" in answer.text
    ris = client.get(f"/fr/resources/{page.slug}/citation.ris")
    assert ris.text.count("ER  - ") == 1
    assert "DA  - 2026/05/\r\n" in ris.text


def test_a_file_is_saved_never_run_and_fetched_in_ranges(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PIECE", 16)
    with app.app_context():
        page, file = a_resource()
        key = file.public_id.hex()
        named = a_file(page, version="2", name="ملخص.pdf")
    path = f"/en/resources/{page.slug}/files/{key}/briefing.pdf"
    answer = client.get(path)
    assert answer.data == PDF
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=briefing.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert answer.headers["ETag"] == f'"{hashlib.sha256(PDF).hexdigest()}"'
    assert answer.content_length == len(PDF)
    part = client.get(path, headers={"Range": "bytes=5-24"})
    assert (part.status_code, part.data) == (206, PDF[5:25])
    assert part.headers["Content-Range"] == f"bytes 5-24/{len(PDF)}"
    assert client.get(path, headers={"Range": "bytes=9999-"}).status_code == 416
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.head(path).headers["Content-Length"] == str(len(PDF))
    other = client.get(f"/en/resources/{page.slug}/files/{key}/other.exe")
    assert other.status_code == 302 and other.location == path
    arabic = client.get(f"/resources/{page.slug}/files/{named.public_id.hex()}/ملخص.pdf")
    assert "filename*=UTF-8''%D9%85%D9%84%D8%AE%D8%B5.pdf" in arabic.headers["Content-Disposition"]
    with app.app_context():
        withdraw_file(page.id, file.id, COMMAND_LINE, LATER)
    assert client.get(path).status_code == 410
    assert "Withdrawn on 2 March 2026" in client.get(f"/en/resources/{page.slug}").text
    with app.app_context():
        retire_page(page.id, COMMAND_LINE, LATER)
    assert client.get(f"/resources/{page.slug}").status_code == 410
    assert client.get(f"/resources/{page.slug}/files/{named.public_id.hex()}/ملخص.pdf").status_code == 410


def test_a_press_of_the_button_counts_and_a_link_or_another_site_does_not(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        page, file = a_resource()
        link = a_file(page, version="2", url="https://a.example/x")
    path = f"/fr/resources/{page.slug}/files/{file.public_id.hex()}"
    answer = client.post(path)
    assert (answer.status_code, answer.location) == (303, f"{path}/briefing.pdf")
    client.get(f"{path}/briefing.pdf")
    client.post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert client.post(f"/resources/{page.slug}/files/{link.public_id.hex()}").status_code == 404
    with app.app_context():
        assert db.session.scalar(select(ResourceFile.downloads).where(ResourceFile.id == file.id)) == 1
    assert "Downloaded 1 time." in client.get(f"/en/resources/{page.slug}").text


def test_what_staff_typed_runs_nowhere(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        page = public_page(PageKind.RESOURCE, title=NASTY, summary=NASTY, body=NASTY, category=NASTY)
        a_file(page, label=NASTY, version=NASTY)
        a_file(page, label="link", version=NASTY, url='https://a.example/"><script>alert(1)</script>')
        facts = Particulars(licence=NASTY, authors=NASTY, doi='10.1/"><script>', issued="2026")
        edit_resource(page.id, facts, COMMAND_LINE, LATER)
        editor = staff(RoleName.EDITOR)
    browser = sign_in(client, editor)
    for path in (
        f"/resources/{page.slug}", "/resources", f"/resources?category={NASTY}", f"/desk/content/{page.id}/files",
        f"/desk/content/{page.id}/resource",
    ):  # fmt: skip
        text = browser.get(path).text
        assert "<script>alert" not in text and "<img src=x>" not in text, path


def test_the_desk_adds_withdraws_and_describes(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (file_types, forms, desk):
        monkeypatch.setattr(module, "LARGEST_BYTES", 300_000)
    with app.app_context():
        campaign = open_campaign()
        page, file = a_resource(campaign_id=campaign.id)
        editor = staff(RoleName.EDITOR, campaign_id=campaign.id)
    browser = sign_in(client, editor)
    files, facts = f"/desk/content/{page.id}/files", f"/desk/content/{page.id}/resource"
    sent = {"file": (BytesIO(PDF), "Neue Fassung.pdf"), "language": "de", "version": "2", "label": ""}
    assert browser.post(files, data=sent).status_code == 303
    assert browser.post(files, data={"url": "https://a.example/x", "language": "en", "version": "3"}).status_code == 303
    with app.app_context():
        names = db.session.scalars(select(Asset.name).order_by(Asset.id)).all()
        assert names == ["briefing.pdf", "Neue-Fassung.pdf"]
    wrong: tuple[tuple[dict[str, object], str], ...] = (
        ({"file": (BytesIO(b"<svg/>"), "a.svg")}, "do harm"),
        ({"file": (BytesIO(b"%PDF-" + b"x" * 300_000), "a.pdf")}, "larger than"),
        ({}, "Choose a file, or enter a link"),
        ({"file": (BytesIO(PDF), "a.pdf"), "url": "https://a.example"}, "not both"),
        ({"url": "javascript:alert(1)"}, "begins with https://"),
        ({"url": "https://me:secret@a.example/"}, "without a user name"),
        ({"url": "https://[/"}, "begins with https://"),
        ({"url": "ftp://a.example/"}, "begins with https://"),
        ({"url": "https://a.example", "version": ""}, "Enter a version"),
        ({"url": "https://a.example", "language": "xx"}, "Not a valid choice"),
    )
    for typed, words in wrong:
        answer = browser.post(files, data={"language": "en", "version": "9", **typed})
        assert answer.status_code == 422, typed
        assert words in answer.text, typed
    again = browser.post(files, data={"url": "https://a.example/x", "language": "en", "version": "3"})
    assert again.status_code == 409 and "another version" in again.text
    assert browser.post(f"{files}/{file.id}/withdraw").status_code == 303
    assert "Withdrawn" in browser.get(files).text

    typed = {
        "edits": "0",
        "licence": "other",
        "licence_words": "GFDL 1.3",
        "authors": "A\r\nB",
        "doi": "",
        "issued": "",
        "supersedes": "",
    }
    assert browser.post(facts, data={**typed, "doi": "nonsense"}).status_code == 422
    assert browser.post(facts, data={**typed, "licence": "CC0-1.0"}).status_code == 422
    assert browser.post(facts, data=typed).status_code == 303
    assert browser.post(facts, data=typed).status_code == 409
    with app.app_context():
        assert db.session.get_one(ResourceFacts, page.id).authors == "A; B"
    assert "GFDL 1.3" in client.get(f"/en/resources/{page.slug}").text


def test_the_desk_keeps_campaigns_apart(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        own, other = open_campaign(), open_campaign()
        ours, file = a_resource(campaign_id=own.id)
        theirs, their_file = a_resource(campaign_id=other.id)
        of_the_site = draft_page(PageKind.RESOURCE)
        editor = staff(RoleName.EDITOR, campaign_id=own.id)
    browser = sign_in(client, editor)
    for page in (theirs, of_the_site):
        for path in ("files", "resource"):
            assert browser.get(f"/desk/content/{page.id}/{path}").status_code == 404
            assert browser.post(f"/desk/content/{page.id}/{path}", data={}).status_code == 404
    assert browser.post(f"/desk/content/{ours.id}/files/{their_file.id}/withdraw").status_code == 404
    assert browser.post(f"/desk/content/{theirs.id}/files/{file.id}/withdraw").status_code == 404
    taken = browser.post(f"/desk/content/{ours.id}/resource", data={"edits": "0", "supersedes": str(theirs.id)})
    assert taken.status_code == 422
    with app.app_context():
        assert db.session.get_one(ResourceFile, their_file.id).withdrawn_at is None
        everywhere = staff(RoleName.EDITOR)
    assert sign_in(app.test_client(), everywhere).get(f"/desk/content/{of_the_site.id}/files").status_code == 200
