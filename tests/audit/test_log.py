"""The page of the log: filtered, sorted and paged by its address, one's own campaigns only, and taken out on record."""

import csv
import io
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import CampaignRole, RoleName
from campaign.audit.models import AuditEntry
from campaign.audit.record import record
from campaign.db import db, transaction
from tests.audit.conftest import written
from tests.factories.accounts import WHEN, sign_in, staff
from tests.factories.campaigns import draft_campaign

DOCS = Path(__file__).resolve().parents[2] / "docs" / "audit.md"


@pytest.fixture
def owner(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context():
        person = staff(email="owner@fullrecord.example")
    return sign_in(client, person)


def rows(client: FlaskClient, **asked: object) -> list[str]:
    """What the entries shown are about, in their order."""
    page = client.get("/desk/audit", query_string={name: str(value) for name, value in asked.items()})
    assert page.status_code == 200
    return re.findall(r'</span></td><td class="wordy">([^<]*)', page.text)


def newest(app: Flask) -> AuditEntry:
    with app.app_context():
        return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def a_day_of_work(app: Flask) -> tuple[int, int]:
    """Entries of two campaigns and of the site."""
    with app.app_context():
        one, two = draft_campaign(title="Every trial"), draft_campaign(title="Every result")
        with transaction():
            for number, (campaign, act, about, subject) in enumerate(
                (
                    (one.id, "support.approved", "fennmark-kliniken", "support 12"),
                    (two.id, "support.declined", "=cmd|evil", "support 13"),
                    (one.id, "export.started", one.slug, "export 2"),
                    (None, "mail.retried", "stuck letters 100%_", None),
                )
            ):
                record(
                    None, f"person-{number}@fullrecord.example", act, about, WHEN + timedelta(days=30 + number),
                    campaign_id=campaign, subject=subject,
                )  # fmt: skip
    return one.id, two.id


def test_the_page_filters_sorts_and_pages_by_its_address(app: Flask, owner: FlaskClient) -> None:
    with app.app_context():
        written(60)
    page = owner.get("/desk/audit").text
    assert "<b>60</b> entries" in page
    assert "invited a colleague" in page
    assert "staff.created" in page
    assert rows(owner)[0] == "staff 59"
    assert rows(owner, page=2)[-1] == "staff 0"
    assert rows(owner, sort="at")[0] == "staff 0"
    days = {"from": f"{WHEN + timedelta(days=3):%Y-%m-%d}", "to": f"{WHEN + timedelta(days=4):%Y-%m-%d}"}
    assert rows(owner, **days) == ["staff 4", "staff 3"]
    assert rows(owner, subject="staff 7") == ["staff 7"]
    assert sorted(rows(owner, q="STAFF 5")) == sorted(
        f"staff {number}" for number in (5, *range(50, 60), 15, 25, 35, 45)
    )


def test_each_filter_finds_its_own_and_all_go_together(app: Flask, owner: FlaskClient) -> None:
    one, two = a_day_of_work(app)
    assert rows(owner, room="Organizations") == ["=cmd|evil", "fennmark-kliniken"]
    assert rows(owner, act="support.approved") == ["fennmark-kliniken"]
    assert rows(owner, actor="person-2@fullrecord.example")[0].startswith("all-trials")
    assert rows(owner, campaign=two, room="Organizations") == ["=cmd|evil"]
    assert rows(owner, campaign=one, q="fenn kliniken") == ["fennmark-kliniken"]
    assert rows(owner, q="100%_") == ["stuck letters 100%_"], "signs of SQL are only signs"
    assert rows(owner, q="1%_") == []
    assert [about.startswith("=") for about in rows(owner, room="Organizations", sort="person")] == [False, True]
    page = owner.get("/desk/audit").text
    assert "Every trial</option>" in page, "a campaign by its name"
    assert "Number" not in page
    shared = owner.get(f"/desk/audit?campaign={one}&room=Organizations&act=support.approved&q=fenn").text
    for kept in (f'value="{one}" selected', 'value="Organizations" selected', 'value="support.approved" selected'):
        assert kept in shared
    assert 'value="fenn"' in shared


@pytest.mark.parametrize(
    "query",
    ["from=never", "to=2026-13-01", "from=2026-05-02&to=2026-05-01", "from=9999-12-31&to=9999-12-31", "campaign=x",
     "campaign=99999999999999999999", "room=%00", "act=%00", "actor=a%00b", "subject=%ff", "q=%ed%a0%80%25",
     "sort=hash", "page=-1", "act=%3Cscript%3E", "q=" + "a" * 5000],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_answered_and_breaks_nothing(
    app: Flask, owner: FlaskClient, query: str
) -> None:
    a_day_of_work(app)
    answer = owner.get(f"/desk/audit?{query}")
    assert answer.status_code in (200, 400)
    assert "<script>" not in answer.text.replace("<script src", "")


def test_an_auditor_of_one_campaign_sees_and_takes_its_entries_and_nobody_elses(
    app: Flask, client: FlaskClient
) -> None:
    one, two = a_day_of_work(app)
    with app.app_context():
        person = staff(RoleName.MAILER, email="auditor@fullrecord.example")
        with transaction() as session:
            session.add(CampaignRole(staff_id=person.id, campaign_id=one, role=RoleName.AUDITOR))
    sign_in(client, person)
    page = client.get("/desk/audit").text
    assert "fennmark-kliniken" in page
    for others in ("=cmd|evil", "stuck letters", "Every result", "person-1@", "person-3@", "support.declined"):
        assert others not in page
    assert rows(client, campaign=two) == []
    assert rows(client, subject="support 13") == []
    taken = client.post("/desk/audit/take", data={"format": "jsonl"}).get_data(as_text=True)
    assert {json.loads(line)["campaign_id"] for line in taken.splitlines()} == {one}
    assert client.post("/desk/audit/take", data={"format": "jsonl", "campaign": two}).data == b""


def test_entries_leave_as_csv_that_no_spreadsheet_runs(app: Flask, owner: FlaskClient) -> None:
    a_day_of_work(app)
    answer = owner.post("/desk/audit/take", data={"format": "csv", "room": "Organizations"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert re.fullmatch(r'attachment; filename="audit-log-[0-9TZ-]+\.csv"', answer.headers["Content-Disposition"])
    found = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert [row["about"] for row in found] == ["fennmark-kliniken", "'=cmd|evil"]
    assert [row["in_words"] for row in found] == ["accepted an organization", "declined an organization"]
    entry = newest(app)
    assert (entry.act, entry.actor) == ("audit.exported", "owner@fullrecord.example")
    assert entry.details == {"format": "csv", "entries": 2, "filter": {"room": "Organizations"}}


def test_whoever_typed_the_password_long_ago_is_asked_again(app: Flask, owner: FlaskClient) -> None:
    with owner.session_transaction("/desk") as cookie:
        cookie["fs_paa"] = 0
    before = newest_id(app)
    answer = owner.post("/desk/audit/take", data={"format": "csv"})
    assert (answer.status_code, "/desk/verify" in answer.location) == (302, True)
    assert newest_id(app) == before


def newest_id(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)) or 0


def test_a_format_that_there_is_not_is_refused_and_nothing_recorded(app: Flask, owner: FlaskClient) -> None:
    before = newest_id(app)
    assert owner.post("/desk/audit/take", data={"format": "xlsx"}).status_code == 422
    assert newest_id(app) == before


def test_json_lines_hold_all_that_the_hashes_were_made_from(app: Flask, owner: FlaskClient, tmp_path: Path) -> None:
    """The program in the docs, run as it stands there on a log of more entries than one piece of the answer holds."""
    with app.app_context():
        for _ in range(2):
            written(3)
        a_day_of_work(app)
        with transaction():
            record(
                None,
                "ä<&>\u2028",
                "staff.created",
                'quotes " and \\ and\nlines',
                WHEN,
                ünits=[1, None, {"b": 1, "a": 2.5}],
            )
    program = re.search(r"```python\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert program is not None
    assert len([line for line in program[1].splitlines() if line]) <= 10
    taken = owner.post("/desk/audit/take", data={"format": "jsonl"}).data
    assert taken.count(b"\n") >= 11

    def run(content: bytes) -> str:
        (tmp_path / "log.jsonl").write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-c", program[1], tmp_path / "log.jsonl"], capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    last = json.loads(taken.splitlines()[-1])
    assert last["hash"] in run(taken)
    for wrong in (
        taken.replace(b"fennmark", b"fennmerk"),
        b"".join(line + b"\n" for number, line in enumerate(taken.splitlines()) if number != 4),
        taken.replace(b'"actor_id": null', b'"actor_id": 1', 1),
    ):
        assert last["hash"] not in run(wrong)
