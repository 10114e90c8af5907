"""The desk: the contact is hidden until somebody looks on record; proofs are recorded, vouched for and taken back."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import CampaignRole, RoleName
from campaign.audit.models import AuditEntry
from campaign.campaigns.models import Campaign
from campaign.db import db, transaction
from campaign.organizations.models import Authority, DnsCheck, Proof, ProofKind, Support, SupportState
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support, second_officer, support_in, waiting_support


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    with app.app_context():
        return open_campaign()


@pytest.fixture
def support(app: Flask, campaign: Campaign) -> Support:
    with app.app_context():
        found = waiting_support(
            campaign, name="Fennmark Kliniken", website="https://fennmark.example", email="straub@fennmark.example",
            contact_name="Henrike Straub", role="Head of research",
        )  # fmt: skip
        second_officer(found, name="Tomke Aldous", role="Board secretary", email="tomke.aldous@gmail.com")
    return found


@pytest.fixture
def reviewer(app: Flask, client: FlaskClient, campaign: Campaign) -> FlaskClient:
    """A browser of somebody who reviews this campaign alone."""
    with app.app_context():
        person = staff(RoleName.AUDITOR, email="rui@fullrecord.example")
        with transaction() as session:
            session.add(CampaignRole(staff_id=person.id, campaign_id=campaign.id, role=RoleName.REVIEWER))
    return sign_in(client, person)


def entries(app: Flask, act: str) -> list[AuditEntry]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry).where(AuditEntry.act == act)))


def authority(app: Flask, support: Support) -> Authority:
    with app.app_context():
        return db.session.scalars(select(Support.authority).where(Support.id == support.id)).one()


def test_the_contact_is_hidden_until_somebody_looks_on_record(
    app: Flask, reviewer: FlaskClient, support: Support
) -> None:
    page = f"/desk/organizations/{support.id}"
    hidden = reviewer.get(page).text
    for word in ("Henrike", "Head of research", "straub@", "Tomke", "Board secretary", "tomke.aldous@"):
        assert word not in hidden
    assert "s•••b@f•••k.example" in hidden
    assert "Show the contact" in hidden
    assert entries(app, "contact.looked_at") == []
    assert reviewer.get(f"{page}/contact").status_code == 405
    shown = reviewer.post(f"{page}/contact")
    assert shown.headers["Cache-Control"] == "no-store"
    for word in ("Henrike Straub", "Head of research", "straub@fennmark.example", "Tomke Aldous"):
        assert word in shown.text
    (entry,) = entries(app, "contact.looked_at")
    assert (entry.subject, entry.actor, entry.details) == (
        f"support {support.id}", "rui@fullrecord.example", {"officer": True},
    )  # fmt: skip
    assert "Henrike" not in reviewer.get(page).text


def test_what_belongs_to_another_campaign_does_not_exist(app: Flask, reviewer: FlaskClient) -> None:
    with app.app_context():
        foreign = approved_support(open_campaign())
        officer = second_officer(foreign, confirmed_at=datetime(2026, 3, 3, tzinfo=UTC))
        assert officer.id
        with transaction() as session:
            session.add(Proof(support_id=foreign.id, kind=ProofKind.LETTER, proved_at=foreign.created_at))
    page = f"/desk/organizations/{foreign.id}"
    for path in ("", "/letter", "/vouch", "/officer", "/proofs/letter", "/same-as/x"):
        assert reviewer.get(f"{page}{path}").status_code == 404, path
    for path in ("/contact", "/letter", "/vouch", "/officer", "/proofs/letter", "/dns", "/same-as/x", "/apart/1"):
        assert reviewer.post(f"{page}{path}", data={"reason": "x", "note": "x"}).status_code == 404, path


def scan(data: bytes = b"%PDF-1.7 signed") -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), "Brief von Dr. Straub.pdf"


def test_of_a_letter_only_its_day_and_digest_are_kept(app: Flask, reviewer: FlaskClient, support: Support) -> None:
    page = f"/desk/organizations/{support.id}"
    dated = (datetime.now(UTC) - timedelta(days=3)).date()
    answer = reviewer.post(f"{page}/letter", data={"dated": dated.isoformat(), "how": "called", "scan": scan()})
    assert (answer.status_code, answer.location) == (303, f"{page}#proof")
    assert authority(app, support) == Authority.PROOF
    with app.app_context():
        evidence = db.session.scalars(select(Proof.evidence)).one()
    assert hashlib.sha256(b"%PDF-1.7 signed").hexdigest() in evidence
    assert "Straub" not in evidence
    assert evidence in reviewer.get(page).text


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"scan": None}, 422, "Choose the scan"),
        ({"scan": b""}, 422, "Choose the scan"),
        ({"dated": ""}, 422, "Enter the date"),
        ({"dated": "not a day"}, 422, "Not a valid date"),
        ({"dated": "2999-01-01"}, 422, "last twelve months"),
        ({"dated": "2001-01-01"}, 422, "last twelve months"),
        ({"how": "guessed"}, 422, "Choose how it was checked"),
    ],
)
def test_a_letter_that_says_too_little_is_not_recorded(
    app: Flask, reviewer: FlaskClient, support: Support, changes: dict[str, Any], status: int, sentence: str
) -> None:
    values: dict[str, Any] = {"dated": datetime.now(UTC).date().isoformat(), "how": "called", "scan": b"%PDF-1.7"}
    values |= changes
    if values["scan"] is not None:
        values["scan"] = scan(values["scan"])
    answer = reviewer.post(
        f"/desk/organizations/{support.id}/letter", data={key: value for key, value in values.items() if value}
    )
    assert answer.status_code == status
    assert sentence in answer.text
    assert authority(app, support) == Authority.CLAIMED


def test_a_scan_may_be_larger_than_other_forms_and_not_endless(
    app: Flask, reviewer: FlaskClient, support: Support, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.organizations.authority.staff.SCAN_LIMIT", 100_000)
    page = f"/desk/organizations/{support.id}/letter"
    values = {"dated": datetime.now(UTC).date().isoformat(), "how": "post"}
    refused = reviewer.post(page, data=values | {"scan": scan(b"x" * 200_000)})
    assert refused.status_code == 413
    assert "larger than 10 MB" in refused.text
    assert authority(app, support) == Authority.CLAIMED
    assert reviewer.post(page, data=values | {"scan": scan(b"x" * 100_000)}).status_code == 303


def test_vouching_accepting_and_taking_back(app: Flask, reviewer: FlaskClient, support: Support) -> None:
    page = f"/desk/organizations/{support.id}"
    bare = reviewer.post(f"{page}/vouch", data={"note": "We called <b>them</b>."})
    assert bare.status_code == 422
    assert "Nothing but the contact" in bare.text
    assert reviewer.post(f"{page}/vouch", data={"note": ""}).status_code == 422
    assert reviewer.get(f"{page}/officer").status_code == 409
    with app.app_context(), transaction() as session:
        session.execute(db.text("UPDATE officer SET confirmed_at = created_at"))
    assert reviewer.post(f"{page}/officer", data={"reason": ""}).status_code == 422
    assert reviewer.post(f"{page}/officer", data={"reason": "Called the office."}).status_code == 303
    assert authority(app, support) == Authority.SECOND_OFFICER
    assert reviewer.post(f"{page}/vouch", data={"note": "We called <b>them</b>."}).status_code == 303
    assert authority(app, support) == Authority.REVIEWED
    text = reviewer.get(page).text
    assert "We called &lt;b&gt;them&lt;/b&gt;." in text
    assert reviewer.post(f"{page}/proofs/review", data={"reason": ""}).status_code == 422
    assert reviewer.post(f"{page}/proofs/review", data={"reason": "Wrong house."}).status_code == 303
    assert authority(app, support) == Authority.SECOND_OFFICER
    assert reviewer.post(f"{page}/proofs/review", data={"reason": "Wrong house."}).status_code == 404
    assert reviewer.get(f"{page}/proofs/nonsense").status_code == 404
    for act in ("support.vouched_for", "support.officer_accepted", "support.proof_taken_back"):
        assert [entry.subject for entry in entries(app, act)] == [f"support {support.id}"]


def test_the_dns_is_asked_by_a_press_and_by_nobody_here(app: Flask, reviewer: FlaskClient, support: Support) -> None:
    page = f"/desk/organizations/{support.id}"
    assert "_countersign.fennmark.example" in reviewer.get(page).text
    assert reviewer.post(f"{page}/dns").status_code == 303
    assert reviewer.post(f"{page}/dns").status_code == 409
    with app.app_context():
        assert db.session.scalars(select(DnsCheck)).one().checked_at is None
    assert "Being looked up" in reviewer.get(page).text


def test_a_second_officer_who_knows_nothing_is_flagged(app: Flask, reviewer: FlaskClient, support: Support) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Support, support.id).officer_denied_at = datetime(2026, 3, 4, tzinfo=UTC)
    assert "they know nothing of this" in reviewer.get(f"/desk/organizations/{support.id}").text
    assert "Disowned" in reviewer.get("/desk/organizations").text


@pytest.mark.parametrize("state", list(SupportState))
def test_the_page_shows_every_state(app: Flask, reviewer: FlaskClient, campaign: Campaign, state: SupportState) -> None:
    with app.app_context():
        found = support_in(campaign, state)
    assert reviewer.get(f"/desk/organizations/{found.id}").status_code == 200


def test_every_entry_about_an_application_says_its_subject(app: Flask, reviewer: FlaskClient, support: Support) -> None:
    page = f"/desk/organizations/{support.id}"
    reviewer.post(page, data={"decision": "accept"})
    reviewer.post(f"{page}/undo")
    reviewer.post(page, data={"decision": "decline", "reason": "No."})
    reviewer.post(f"{page}/undo")
    reviewer.post(page, data={"decision": "accept"})
    reviewer.post(f"{page}/left")
    with app.app_context():
        found = db.session.scalars(select(AuditEntry).where(AuditEntry.act.startswith("support."))).all()
    assert len(found) == 6
    assert {entry.subject for entry in found} == {f"support {support.id}"}
