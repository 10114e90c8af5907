"""The desk's pages: who may open what, a list through HTTP from upload to undo, and what large files cost."""

import io
import re
import tracemalloc

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from campaign.accounts.models import CampaignRole, RoleName
from campaign.audit.models import AuditEntry
from campaign.clock import now
from campaign.db import db, transaction
from campaign.imports import queries
from campaign.imports import staff as pages
from campaign.imports.models import BatchState, ImportBatch, Source
from campaign.imports.work import work
from campaign.signatures.models import Signature
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.imports.listing import checked, csv_of, line, taken_in


@pytest.fixture
def owner(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context():
        return sign_in(client, staff())


def send(client: FlaskClient, campaign_id: int, data: bytes, name: str = "list.csv", **more: object) -> TestResponse:
    fields = {"campaign": str(campaign_id), "source": "plain", "file": (io.BytesIO(data), name), **more}
    return client.post("/desk/imports/new", data=fields, content_type="multipart/form-data")


def words(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def at_work(app: Flask) -> None:
    with app.app_context():
        while work(now):
            pass


def test_a_list_from_upload_to_undo(app: Flask, owner: FlaskClient) -> None:
    with app.app_context():
        campaign_id = open_campaign().id
    assert "No list has come in yet" in words(owner.get("/desk/imports"))
    data = csv_of(line("Ada Lovelace", "ada@x.org", "UK", "London"), line(), line(email="nope"))
    scan = (io.BytesIO(b"a scan of sheets"), "scan.pdf")
    came = send(owner, campaign_id, data, scan=scan, place="Market square", collected_on="2026-03-01", source="paper")
    assert came.status_code == 303, words(came)
    columns = owner.get(came.location)
    assert "Ada" not in words(columns)
    assert "A••• L•••" in words(columns)
    looked = owner.post("/desk/imports/1/columns/look")
    assert "Ada Lovelace" in words(looked)
    assert looked.headers["Cache-Control"] == "no-store"
    form = {"col_name": "Name", "col_email": "E-mail", "col_country": "Country", "col_city": "City", "opt_order": "",
            "opt_country": "", "opt_text": "", "opt_may_write": "y"}  # fmt: skip
    wrong = owner.post("/desk/imports/1/columns", data={**form, "col_country": ""})
    assert wrong.status_code == 422
    assert "Choose the column that holds the country" in words(wrong)
    assert owner.post("/desk/imports/1/columns", data=form).location == "/desk/imports/1"
    running = owner.get("/desk/imports/1").get_data(as_text=True)
    assert "Dry run under way" in running
    assert "data-live" in running
    at_work(app)
    page = words(owner.get("/desk/imports/1"))
    assert "2 signatures would come in as “imported, unconfirmed”" in page
    assert "The e-mail address cannot be right. 1 line" in page
    report = words(owner.get("/desk/imports/1/report?state=faulty"))
    assert "The e-mail address cannot be right." in report
    assert "nope" not in report
    assert "nope" in words(owner.post("/desk/imports/1/report?state=faulty"))
    assert "Ada" not in owner.get("/desk/imports/1/report.csv").get_data(as_text=True)
    assert owner.post("/desk/imports/1/begin").status_code == 303
    assert owner.post("/desk/imports/1/begin").status_code == 409
    at_work(app)
    page = words(owner.get("/desk/imports/1"))
    assert "Draw the sample" in page
    assert owner.post("/desk/imports/1/sample/draw").status_code == 303
    shown = words(owner.post("/desk/imports/1/sample"))
    assert "Ada Lovelace" in shown
    assert owner.post("/desk/imports/1/sample/compare", data={"line-2": "right", "line-3": "right"}).status_code == 303
    assert "0 wrong is few enough" in words(owner.get("/desk/imports/1/sample"))
    owner.post("/desk/imports/1/sample/close")
    assert "Taken in, verified by sample" in words(owner.get("/desk/imports/1"))
    assert "Dear Their Name" in words(owner.get("/desk/imports/1/letter"))
    assert owner.post("/desk/imports/1/letter").status_code == 303
    at_work(app)
    assert owner.post("/desk/imports/1/undo").status_code == 303
    at_work(app)
    page = words(owner.get("/desk/imports/1"))
    assert "Undone" in page
    with app.app_context():
        batch = queries.batch_by_id(1)
        assert (batch.scan_sha256[:8], batch.place) == ("3ad9fee0", "Market square") or len(batch.scan_sha256) == 64
        assert db.session.scalars(select(Signature)).all() == []
        acts = set(db.session.scalars(select(AuditEntry.act).where(AuditEntry.subject == "import_batch 1")))
    assert acts >= {
        "import.uploaded", "import.looked_at", "import.mapped", "import.checked", "import.begun", "import.applied",
        "import.sample_drawn", "import.sample_compared", "import.sample_passed", "import.asked_to_confirm",
        "import.undo_begun", "import.undone",
    }  # fmt: skip


def test_a_file_of_50_mb_is_refused_with_the_form_kept_and_no_memory_held(app: Flask, owner: FlaskClient) -> None:
    with app.app_context():
        campaign_id = open_campaign().id
    large = io.BytesIO(b"Name,E-mail\n" + b"a,b@c.example\n" * (50 * 1024 * 1024 // 14))
    fields = {"campaign": str(campaign_id), "source": "paper", "place": "Market square"}
    boundary, body = encode_multipart({**fields, "file": FileStorage(large, "big.csv")})
    tracemalloc.start()
    answer = owner.post("/desk/imports/new", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "The file has 50 MB; a list may have 10 MB" in page
    assert 'value="Market square"' in page
    assert peak < 20 * 1024 * 1024
    with app.app_context():
        assert db.session.scalars(select(ImportBatch)).all() == []


def test_more_than_that_is_cut_off(owner: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "REQUEST_LIMIT", 200_000)
    answer = send(owner, 1, b"x" * 300_000)
    assert answer.status_code == 413
    assert "A list may have 10 MB" in words(answer)


def test_strangers_send_nothing_large(client: FlaskClient) -> None:
    assert send(client, 1, b"x" * 100_000).status_code in (400, 413)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7", "This is a PDF."),
        (b"", "The file is empty."),
        (b"Name\n", "nothing below it"),
        (b"<html>", "a web page or XML"),
    ],
)
def test_a_bad_file_gets_its_sentence_at_the_field(app: Flask, owner: FlaskClient, data: bytes, sentence: str) -> None:
    with app.app_context():
        campaign_id = open_campaign().id
    answer = send(owner, campaign_id, data, place="Here", note="Keep <b>this</b>")
    assert answer.status_code == 422
    assert sentence in words(answer)
    page = answer.get_data(as_text=True)
    assert 'value="Here"' in page
    assert "Keep &lt;b&gt;this&lt;/b&gt;" in page


def test_a_file_that_is_here_links_to_its_list(app: Flask, owner: FlaskClient) -> None:
    data = csv_of(line())
    with app.app_context():
        campaign_id = open_campaign().id
    assert send(owner, campaign_id, data).status_code == 303
    again = send(owner, campaign_id, data)
    assert again.status_code == 422
    assert '<a href="/desk/imports/1">list 1</a>' in again.get_data(as_text=True)


def test_nobody_sees_or_touches_the_lists_of_another_campaign(app: Flask) -> None:
    with app.app_context():
        mine, theirs = open_campaign(), open_campaign()
        exporter = staff(RoleName.MAILER)
        with transaction() as session:
            session.add(CampaignRole(staff_id=exporter.id, campaign_id=mine.id, role=RoleName.EXPORTER))
        own = checked(mine, csv_of(line()))
        other = taken_in(theirs, csv_of(line("Zebedee")), Source.PAPER)
        own_id, other_id, theirs_id = own.id, other.id, theirs.id
        browser = sign_in(app.test_client(), exporter)
    page = words(browser.get("/desk/imports"))
    assert f"List {own_id}" in page
    assert f"List {other_id}" not in page
    assert browser.get(f"/desk/imports/{own_id}").status_code == 200
    for path in ("", "/columns", "/report", "/report.csv", "/letter", "/sample"):
        assert browser.get(f"/desk/imports/{other_id}{path}").status_code == 404, path
    for path in ("/columns", "/columns/look", "/letters", "/report", "/begin", "/stop", "/go-on", "/undo",
                 "/set-aside", "/letter", "/sample", "/sample/draw", "/sample/compare", "/sample/close"):  # fmt: skip
        assert browser.post(f"/desk/imports/{other_id}{path}").status_code == 404, path
    answer = send(browser, theirs_id, csv_of(line()))
    assert answer.status_code == 422
    with app.app_context():
        assert queries.batch_by_id(other_id).state == BatchState.APPLIED
