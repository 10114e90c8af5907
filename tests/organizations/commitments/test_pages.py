"""Promises through HTTP: the table and its data, the own page, the desk, and the whole story with its letters."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import CampaignRole, RoleName
from campaign.audit.models import AuditEntry
from campaign.campaigns.models import Campaign
from campaign.clock import now
from campaign.db import db, transaction
from campaign.mail.deliver import deliver_due
from campaign.mail.mailbox import letter_names, read_letter
from campaign.organizations.commitments.accept_evidence import accept_evidence
from campaign.organizations.commitments.hand_in import Evidence, hand_in
from campaign.organizations.commitments.keep_time import keep_time
from campaign.organizations.models import Commitment, CommitmentState, OrganizationKind, Support
from campaign.organizations.speaker import own_page_token
from campaign.trackers.models import TrackedSponsor
from campaign.web.kept import forget_kept
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.commitments import decision, proposed, published, reviewer, with_evidence
from tests.factories.organizations import approved_support, waiting_support
from tests.factories.trackers import both_registers
from tests.signatures.test_versions import translate

TODAY = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def today() -> Iterator[Any]:
    with time_machine.travel(TODAY, tick=False) as clock:
        yield clock


class Table:
    """A campaign whose supporters promised something of every sort."""

    def __init__(self) -> None:
        both_registers()
        self.campaign: Campaign = open_campaign()
        one = approved_support(self.campaign, name="Brightmoor Biologics", country="DE", kind=OrganizationKind.COMPANY)
        other = approved_support(self.campaign, name="Fennmark Kliniken", kind=OrganizationKind.HOSPITAL)
        sponsor = db.session.scalars(
            select(TrackedSponsor.id).where(TrackedSponsor.slug == "brightmoor-biologics")
        ).one()
        with transaction():
            one.organization.sponsor_id = sponsor
        self.kept = with_evidence(one, TODAY - timedelta(days=9), words="Report all our results.")
        accept_evidence(decision(self.kept, "All there."), date(2026, 5, 20), reviewer(), TODAY)
        self.open = published(one, "Register every trial.", date(2027, 12, 1))
        self.soon = published(other, "Write to our members.", date(2026, 8, 1))
        self.late = published(other, "Name a person.", date(2026, 5, 1))
        self.unread = proposed(other, f"Unread {SCRIPT}")
        keep_time(TODAY)
        self.one, self.other = one, other


@pytest.fixture
def table(app: Flask) -> Table:
    with app.app_context():
        return Table()


def test_the_table_says_what_is_so(client: FlaskClient, table: Table) -> None:
    page = client.get(f"/c/{table.campaign.slug}/promises").text
    counts = re.findall(r'<dt>(?:<a[^>]*>)?([\w ]+?)(?:</a>)?</dt><dd class="num">(\d+)</dd>', page)
    assert counts == [
        ("promised", "4"), ("kept", "1"), ("late", "1"), ("open", "2"), ("due within 90 days", "1"), ("given up", "0"),
    ]  # fmt: skip
    rows = page.partition("<tbody>")[2].split("<tr>")[1:]
    for promise, row in zip(("Name a", "Write to", "Register", "Report"), rows, strict=True):
        assert promise in row
    assert "31 days late" in rows[0]
    assert "Due in 61 days" in rows[1]
    assert 'href="https://fennmark.example/r" rel="nofollow ugc noopener"' in rows[3]
    assert "A reviewer: “<bdi>All there.</bdi>”" in rows[3]
    assert "1 of 2 due unreported</a>" in rows[3]
    assert "</bdi>, 2 May 2026, rule version 1" in rows[3]
    assert "Unread" not in page


ASKED = [
    ("state=kept", ["Report"]),
    ("state=late&state=kept", ["Name", "Report"]),
    ("state=soon", ["Write"]),
    ("state=proposed", ["Name", "Write", "Register", "Report"]),
    ("kind=company", ["Register", "Report"]),
    ("country=DE&state=open", ["Register"]),
    ("q=fennmark", ["Name", "Write"]),
    ("q=MEMBERS", ["Write"]),
    ("q=%25", []),
    ("sort=due", ["Name", "Write", "Report", "Register"]),
    ("sort=name", ["Report", "Register", "Name", "Write"]),
    ("sort=new", ["Name", "Write", "Register", "Report"]),
    ("sort=x&kind=x&country=x&page=x", ["Name", "Write", "Register", "Report"]),
]


def test_page_and_files_are_filtered_alike(client: FlaskClient, table: Table) -> None:
    here = f"/c/{table.campaign.slug}/promises"
    for asked, found in ASKED:
        page = client.get(f"{here}?{asked}").text.partition("<tbody>")[2]
        shown = re.findall(r'class="plain serif"[^>]*><bdi>([^<]+)', page)
        rows = csv.DictReader(io.StringIO(client.get(f"{here}.csv?{asked}").text))
        document = json.loads(client.get(f"{here}.json?{asked}").text)
        assert [words.split()[0] for words in shown] == found, asked
        assert [row["promise"].split()[0] for row in rows] == found, asked
        assert [one["promise"].split()[0] for one in document["promises"]] == found, asked


def test_one_address_of_the_data_holds_one_document_whoever_asks(app: Flask, client: FlaskClient, table: Table) -> None:
    with app.app_context():
        translate(table.campaign)
        forget_kept()
    path = f"/c/{table.campaign.slug}/promises.json"
    english, asked_in_french = client.get(path), client.get(path, headers={"Accept-Language": "fr"})
    assert asked_in_french.data == english.data
    assert client.get(f"/fr{path}").get_json()["campaign"]["title"] == "Tous les essais"


def test_the_json_has_its_documented_shape(client: FlaskClient, table: Table) -> None:
    answer = client.get(f"/c/{table.campaign.slug}/promises.json?state=kept")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    slug, name = table.campaign.slug, table.kept.public_id.hex()
    document = json.loads(answer.text)
    assert document["campaign"]["address"] == f"http://localhost/c/{slug}"
    assert {key: document[key] for key in ("format", "as_of", "counts")} == {
        "format": "countersign-promises/1",
        "as_of": "2026-06-01T10:00:00Z",
        "counts": {
            "promised": 4, "open": 2, "kept": 1, "late": 1, "given_up": 0, "due_within_90_days": 1, "organizations": 2,
        },
    }  # fmt: skip
    assert document["promises"] == [
        {
            "address": f"http://localhost/c/{slug}/promises/{name}",
            "organization": "Brightmoor Biologics",
            "organization_address": f"http://localhost/organizations/{table.one.organization.slug}",
            "country": "DE",
            "kind": "company",
            "promise": "Report all our results.",
            "due_on": "2026-09-01",
            "first_due_on": "2026-09-01",
            "state": "kept",
            "kept_on": "2026-05-20",
            "days_late": 0,
            "evidence": "https://fennmark.example/r",
            "evidence_note": "The list.",
            "evidence_under_review": False,
            "reviewer_said": "All there.",
            "published_at": "2026-04-02T09:00:00Z",
            "trackers": [
                {
                    "register": "eu", "law": "European Union", "due": 1, "unreported": 0, "data_date": "2026-05-02",
                    "rule_version": "1", "address": "http://localhost/trackers/eu/sponsors/brightmoor-biologics",
                },
                {
                    "register": "fdaaa", "law": "United States", "due": 2, "unreported": 1, "data_date": "2026-05-02",
                    "rule_version": "1", "address": "http://localhost/trackers/fdaaa/sponsors/brightmoor-biologics-gmbh",
                },
            ],
        }
    ]  # fmt: skip


def test_hostile_words_stay_words(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        support = approved_support(campaign, name=f"=cmd|'/C calc'!A0 {SCRIPT}")
        commitment = published(support, f'=HYPERLINK("https://evil.example") {SCRIPT} \'"&')
        address = "https://a.example/?q=%3Cscript%3E&b='1"
        hand_in(support.id, commitment.public_id, Evidence(address, SCRIPT), TODAY)
        accept_evidence(decision(commitment, f"+1 {SCRIPT}"), TODAY.date(), reviewer(), TODAY)
        token, name = own_page_token(support), commitment.public_id.hex()
        person = staff(RoleName.REVIEWER)
    here = f"/c/{campaign.slug}/promises"
    browser = sign_in(app.test_client(), person)
    pages = [client.get(path) for path in (here, f"{here}/{name}", f"/own/{token}/commitments/{name}")]
    pages += [browser.get(path) for path in ("/desk/commitments?show=any", f"/desk/commitments/{commitment.id}")]
    for page in pages:
        assert page.status_code == 200
        assert SCRIPT not in page.text
        assert "&lt;script&gt;" in page.text
    row = next(iter(csv.DictReader(io.StringIO(client.get(f"{here}.csv").text))))
    for column in ("organization", "promise", "reviewer_said"):
        assert row[column].startswith("'"), column
    assert ET.fromstring(client.get(f"{here}.atom").data).tag.endswith("feed")


def test_the_feed_tells_what_happened(client: FlaskClient, table: Table) -> None:
    feed = ET.fromstring(client.get(f"/c/{table.campaign.slug}/promises.atom").data)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    titles = [entry.findtext("a:title", "", atom) for entry in feed.findall("a:entry", atom)]
    assert titles[:2] == ["Fennmark Kliniken is late with a promise", "Brightmoor Biologics kept a promise"]
    assert titles.count("Fennmark Kliniken promised") == 2
    ids = {entry.findtext("a:id", "", atom) for entry in feed.findall("a:entry", atom)}
    assert len(ids) == len(titles) == 6


def test_a_promise_has_a_page_that_stays_and_one_that_is_not_public_has_none(client: FlaskClient, table: Table) -> None:
    here = f"/c/{table.campaign.slug}/promises"
    page = client.get(f"{here}/{table.kept.public_id.hex()}").text
    assert "A reviewer accepted the evidence: kept" in page
    assert f"{here}/{table.kept.public_id.hex()}" in page
    for name in (table.unread.public_id.hex(), "0" * 32, "x", str(table.kept.id)):
        assert client.get(f"{here}/{name}").status_code == 404


def test_a_promise_of_another_campaign_is_not_here(app: Flask, client: FlaskClient, table: Table) -> None:
    with app.app_context():
        other = open_campaign()
    assert client.get(f"/c/{other.slug}/promises/{table.kept.public_id.hex()}").status_code == 404
    page = client.get(f"/c/{other.slug}/promises").text
    assert "No organization has promised anything yet" in page
    assert "Promised and delivered" not in client.get(f"/c/{other.slug}").text


def test_campaign_and_sponsor_show_promises(client: FlaskClient, table: Table) -> None:
    page = client.get(f"/c/{table.campaign.slug}").text
    assert "4 promises, 1 kept</a>" in page
    sponsor = client.get("/trackers/fdaaa/sponsors/brightmoor-biologics-gmbh").text
    assert f"/c/{table.campaign.slug}/promises/{table.kept.public_id.hex()}" in sponsor
    assert "Write to our members." not in sponsor


def test_the_own_page_is_for_the_one_who_has_its_link(app: Flask, client: FlaskClient, table: Table) -> None:
    with app.app_context():
        token = own_page_token(table.other)
        waiting = own_page_token(waiting_support(table.campaign))
    answer = client.get(f"/own/{token}/commitments")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Name a person." in answer.text
    assert "Report all our results." not in answer.text
    assert client.get(f"/own/{token}/commitments/{table.kept.public_id.hex()}").status_code == 404
    assert client.get(f"/own/{token}/commitments/nonsense").status_code == 404
    for forged in ("x", token[:-2] + "xx", token.swapcase()):
        assert client.get(f"/own/{forged}/commitments").status_code == 404
        assert client.post(f"/own/{forged}/commitments").status_code == 404
    assert "State a promise" not in client.get(f"/own/{waiting}/commitments").text
    refused = client.post(f"/own/{waiting}/commitments", data={"promise": "Yes we will.", "due_on": "2027-01-01"})
    assert refused.status_code == 409


NOT_STATED = [
    ({"promise": ""}, "Say what you will do"),
    ({"promise": "x" * 401}, "Use 400 characters at most"),
    ({"promise": "12345"}, "Say it in words"),
    ({"promise": "See https://evil.example/ for it"}, "Leave web addresses out"),
    ({"due_on": ""}, "Say by when"),
    ({"due_on": "1 May 2027"}, "Enter a day as year, month and day"),
    ({"due_on": "20270501"}, "Enter a day as year, month and day"),
    ({"due_on": "2027-02-30"}, "Enter a day as year, month and day"),
    ({"due_on": "2026-06-01"}, "Choose a day after today"),
    ({"due_on": "2036-06-02"}, "Choose a day after today"),
    ({"promise": "Name a person."}, "You have stated the same promise before"),
]


def test_what_cannot_be_stated(app: Flask, client: FlaskClient, table: Table) -> None:
    with app.app_context():
        token = own_page_token(table.other)
        before = db.session.query(Commitment).count()
    for changes, said in NOT_STATED:
        answer = client.post(
            f"/own/{token}/commitments", data={"promise": "Do what we say.", "due_on": "2027-05-01"} | changes
        )
        assert answer.status_code in (409, 422)
        assert said in answer.text
    with app.app_context():
        assert db.session.query(Commitment).count() == before


def test_bytes_that_are_no_text_are_refused(app: Flask, client: FlaskClient, table: Table) -> None:
    with app.app_context():
        token = own_page_token(table.other)
    for body in (b"promise=a%00b&due_on=2027-05-01", b"promise=%ff&due_on=2027-05-01"):
        form = "application/x-www-form-urlencoded"
        assert client.post(f"/own/{token}/commitments", data=body, content_type=form).status_code == 400


def test_a_reviewer_sees_and_decides_for_their_own_campaign_alone(app: Flask, table: Table) -> None:
    with app.app_context():
        other = open_campaign()
        theirs = proposed(approved_support(other, name="Somewhere Else"), "Of another campaign.")
        person = staff(RoleName.AUDITOR)
        with transaction() as session:
            session.add(CampaignRole(staff_id=person.id, campaign_id=table.campaign.id, role=RoleName.REVIEWER))
    browser = sign_in(app.test_client(), person)
    page = browser.get("/desk/commitments").text
    assert "Fennmark Kliniken" in page
    assert "Somewhere Else" not in page
    assert browser.get(f"/desk/commitments/{table.unread.id}").status_code == 200
    for answer in (
        browser.get(f"/desk/commitments/{theirs.id}"),
        browser.post(f"/desk/commitments/{theirs.id}", data={"decision": "publish", "seen": "1"}),
        browser.post(f"/desk/commitments/{theirs.id}/undo", data={"step": "1"}),
    ):
        assert answer.status_code == 404
    with app.app_context():
        assert db.session.get_one(Commitment, theirs.id).state == CommitmentState.PROPOSED


def test_the_queue_says_what_waits(app: Flask, table: Table) -> None:
    with app.app_context():
        person = staff(RoleName.REVIEWER)
        hand_in(table.one.id, table.open.public_id, Evidence("https://b.example", ""), TODAY)
    browser = sign_in(app.test_client(), person)
    page = browser.get("/desk/commitments").text
    rows = page.partition("<tbody>")[2]
    assert "3 promises." in page
    for words in ("Unread", "Register every trial.", "Name a person."):
        assert words in rows
    assert "Write to our members." not in rows
    assert "Name a person." in browser.get("/desk/commitments?show=over").text
    assert "Report all our results." in browser.get("/desk/commitments?show=met").text
    assert "No promise matches" in browser.get("/desk/commitments?show=date").text
    assert "Promises <b>3</b>" in page
    with app.app_context():
        forget_kept()


NOT_DECIDED = [
    ({}, "Choose a decision"),
    ({"decision": "erase"}, "Choose a decision"),
    ({"decision": "decline"}, "Say why"),
    ({"decision": "publish", "reason": "x" * 1001}, "Use 1,000 characters at most"),
    ({"decision": "publish", "seen": "0"}, "Something happened meanwhile"),
    ({"decision": "publish", "seen": "9" * 40}, "Something happened meanwhile"),
    ({"decision": "publish", "seen": "١"}, "Something happened meanwhile"),
    ({"decision": "late", "reason": "Why"}, "This cannot be decided now"),
    ({"decision": "met", "met_on": "2026-05-30"}, "This cannot be decided now"),
    ({"decision": "met", "met_on": "2026-06-02"}, "A promise is kept on a day that has come"),
    ({"decision": "met"}, "Say on which day it was kept"),
]


def test_what_cannot_be_decided(app: Flask, table: Table) -> None:
    with app.app_context():
        person = staff(RoleName.REVIEWER)
        seen = str(decision(table.unread).seen)
    browser = sign_in(app.test_client(), person)
    for sent, said in NOT_DECIDED:
        answer = browser.post(f"/desk/commitments/{table.unread.id}", data={"seen": seen} | sent)
        assert answer.status_code in (409, 422)
        assert said in answer.text
    with app.app_context():
        assert db.session.get_one(Commitment, table.unread.id).state == CommitmentState.PROPOSED


def newest_letter() -> tuple[str, str]:
    """Subject and text of the newest letter that leaves now."""
    before = set(letter_names())  # other tests have left theirs
    deliver_due(now)
    letter = read_letter(next(name for name in letter_names() if name not in before))
    return letter.subject, letter.part("plain")


def test_the_story_of_a_promise(app: Flask, client: FlaskClient, today: Any) -> None:
    with app.app_context():
        campaign = open_campaign()
        support: Support = approved_support(campaign, name="Fennmark Kliniken", contact_name="Henrike Straub")
        own = f"/own/{own_page_token(support)}/commitments"
        person = staff(RoleName.REVIEWER)
    answer = client.post(own, data={"promise": "Report our four overdue trials.", "due_on": "2026-09-01"})
    assert answer.status_code == 303
    assert "Your promise is recorded" in client.get(answer.location).text
    with app.app_context():
        commitment = db.session.scalars(select(Commitment)).one()
        desk, public = f"/desk/commitments/{commitment.id}", f"/c/{campaign.slug}/promises/{commitment.public_id.hex()}"
        mine = f"{own}/{commitment.public_id.hex()}"

    def at_the_desk() -> FlaskClient:
        return sign_in(app.test_client(), person)  # months go by, and sessions do not last that long

    def decide(**sent: str) -> None:
        today.shift(60)
        browser = at_the_desk()
        page = browser.get(desk).text
        found = re.search(r'name="seen" value="(\d+)"', page)
        assert found is not None
        done = browser.post(desk, data={"seen": found[1]} | sent)
        assert done.status_code == 303, done.text

    assert client.get(public).status_code == 404
    decide(decision="publish")
    assert client.get(public).status_code == 200
    with app.app_context():
        subject, text = newest_letter()
    assert subject == "Your promise is public"
    assert "Dear Henrike Straub" in text
    assert "Report our four overdue trials." in text
    link = re.search(r"http://localhost(/own/\S+)", text)
    assert link is not None
    assert link[1] == own

    today.move_to(datetime(2026, 8, 2, 0, 10, tzinfo=UTC))
    with app.app_context():
        assert keep_time(now()).reminded == 1
        assert newest_letter()[0] == "Your promise is due soon"
    asked = client.post(mine, data={"act": "date", "new_day": "2026-12-01", "why": "Two of us are ill."})
    assert "You have asked for a new date" in client.get(asked.location).text
    assert "1 December 2026" not in client.get(public).text
    decide(decision="keep_date", reason="There is time left.")
    assert "asked to move it to 1 December 2026; a reviewer kept the date" in client.get(public).text
    with app.app_context():
        assert "There is time left." in newest_letter()[1]

    today.move_to(datetime(2026, 9, 2, 0, 10, tzinfo=UTC))
    with app.app_context():
        assert keep_time(now()).late == 1
        assert newest_letter()[0] == "Your promise is late"
    assert "1 day late" in client.get(public).text
    handed = {"act": "evidence", "evidence_url": "fennmark.example/results?y=2026", "evidence_note": "The list."}
    assert client.post(mine, data=handed | {"evidence_url": "javascript:alert(1)"}).status_code == 422
    assert client.post(mine, data=handed).status_code == 303
    assert "fennmark.example/results" not in client.get(public).text
    decide(decision="not_yet", reason="One is missing.")
    assert "One is missing." in client.get(public).text
    client.post(mine, data=handed | {"evidence_note": "All four."})
    decide(decision="met", met_on="2026-09-02", reason="All four are there.")
    page = client.get(public).text
    assert "Kept, 1 day late" in page
    assert 'href="https://fennmark.example/results?y=2026" rel="nofollow ugc noopener"' in page
    with app.app_context():
        assert newest_letter()[0] == "Your promise counts as kept"
        entries = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("commitment."))).all()
    assert sorted(entries) == [
        "commitment.date_kept", "commitment.met", "commitment.not_yet", "commitment.published",
    ]  # fmt: skip
    assert client.post(mine, data={"act": "give-up"}).status_code == 409
    step = re.search(r'name="step" value="(\d+)"', at_the_desk().get(desk).text)
    assert step is not None
    assert at_the_desk().post(f"{desk}/undo", data={"step": step[1]}).status_code == 303
    assert "undone on 2 September 2026" in client.get(public).text
