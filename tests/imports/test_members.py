"""An umbrella's members: named in a list, asked each by its own letter, seen only after their own assent."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import campaign_facts
from campaign.clock import now
from campaign.db import db
from campaign.imports import queries
from campaign.imports.commands import import_lists
from campaign.imports.members.assent import Assent, assent
from campaign.imports.members.letters import member_link
from campaign.imports.members.purge_invited import purge_invited
from campaign.imports.members.queries import Progress, progress_of
from campaign.imports.members.refuse import refuse
from campaign.imports.members.remind_members import REMINDER, remind_members
from campaign.imports.models import ImportBatch, Source, Target
from campaign.imports.organizations.fields import TEMPLATE_HEADINGS
from campaign.imports.organizations.member_list import ASKED_NOT, HERE, INVITED, TOO_MANY
from campaign.imports.refusals import InvitationGone, NameTaken
from campaign.imports.undo import undo
from campaign.imports.work import work
from campaign.mail.models import Message, Suppression
from campaign.organizations.approve import approve
from campaign.organizations.contact import open_contact
from campaign.organizations.directory.queries import supporter_counts
from campaign.organizations.models import Authority, Organization, OrganizationKind, Support, SupportState
from campaign.organizations.refusals import SupportClosed
from campaign.organizations.speaker import own_page_token
from campaign.tokens import make_link_token
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support, waiting_support
from tests.imports.listing import NOW, checked, csv_of, said, taken_in


def member(number: int, **changes: str) -> list[str]:
    """One line under TEMPLATE_HEADINGS."""
    values = {
        "name": f"Patients of Region {number}",
        "website": f"https://region-{number}.example",
        "country": "Germany",
        "kind": "Patients",
        "contact": f"Person {number}",
        "role": "Chair",
        "email": f"chair@region-{number}.example",
        "statement": "",
    }
    return list((values | changes).values())


def members_csv(*lines: list[str]) -> bytes:
    return csv_of(*lines, headings=TEMPLATE_HEADINGS)


def umbrella_of(campaign: Campaign, **more: object) -> Support:
    return approved_support(campaign, name="Federation of Patients", kind=OrganizationKind.UMBRELLA, **more)


def brought(campaign: Campaign, umbrella: Support, *lines: list[str], take: bool = True) -> ImportBatch:
    through = taken_in if take else checked
    whose = {"target": Target.ORGANIZATIONS, "umbrella_id": umbrella.organization_id}
    return through(campaign, members_csv(*lines), Source.UMBRELLA, **whose)


def supports(session: Session) -> list[Support]:
    return list(
        session.scalars(
            select(Support)
            .where(Support.batch_id.is_not(None))
            .order_by(Support.id)
            .execution_options(populate_existing=True)
        )
    )


def kinds(session: Session) -> list[str]:
    return list(session.scalars(select(Message.kind).order_by(Message.id)))


def yes(**changes: object) -> Assent:
    values: dict[str, object] = {
        "name": "Patients of the Region", "website": "https://region-1.example", "country": "AT",
        "kind": OrganizationKind.CIVIL_SOCIETY, "statement": "We do.", "contact_name": "Ana Ruiz", "role": "President",
        "consent": "I agree.",
    }  # fmt: skip
    return Assent(**(values | changes))  # type: ignore[arg-type]


def test_the_dry_run_says_what_stands_against_each_line_and_writes_nothing(session: Session) -> None:
    campaign = open_campaign()
    umbrella = umbrella_of(campaign)
    approved_support(campaign, name="Patients of Region 3", website="https://elsewhere.example")
    waiting_support(campaign, name="Another name", website="https://region-4.example")
    batch = brought(
        campaign,
        umbrella,
        member(1),
        member(2, email="somebody@gmail.com"),
        member(3),
        member(4),
        member(5, website="not a website"),
        member(6, country="Atlantis", kind="Sect", email="nobody"),
        member(1, name="PATIENTS of region  1", website="https://other.example"),
        member(7, website="https://www.region-1.example"),
        member(8, name="https://buy.example now"),
        *(member(10 + number, email="same@hands.example") for number in range(4)),
        take=False,
    )
    found = said(batch)
    assert [state for state, _ in found] == [
        "good", "warned", "duplicate", "duplicate", "faulty", "faulty", "duplicate", "duplicate", "faulty",
        "warned", "warned", "warned", "faulty",
    ]  # fmt: skip
    assert "public mail host" in found[1][1][0]
    assert found[2][1] == [HERE[SupportState.APPROVED]]
    assert found[3][1] == [HERE[SupportState.WAITING]]
    assert len(found[5][1]) == 3, "every fault of a line is told at once"
    assert "Line 2 of this file" in found[6][1][0]
    assert found[12][1] == [TOO_MANY]
    assert supports(session) == []
    assert INVITED not in kinds(session)


def test_a_member_is_seen_and_counted_only_after_its_own_assent_and_a_review(session: Session) -> None:
    campaign = open_campaign()
    umbrella = umbrella_of(campaign)
    brought(campaign, umbrella, member(1), member(2))
    first, second = supports(session)
    assert (first.state, first.authority_declared, first.organization.name) == (
        SupportState.INVITED, False, "Patients of Region 1",
    )  # fmt: skip
    assert kinds(session) == [INVITED, INVITED]
    assert supporter_counts(campaign.id).organizations == 1, "the umbrella alone"
    assert progress_of(umbrella.organization_id, campaign.id) == Progress(asked=2, open=2, assented=0, listed=0)

    facts = campaign_facts(campaign.slug)
    assent(first.id, facts, yes(), NOW)
    assent(first.id, facts, yes(name="Pressed twice"), NOW)
    [first, second] = supports(session)
    assert (first.state, first.confirmed_at, first.authority_declared) == (SupportState.WAITING, NOW, True)
    assert (first.organization.name, first.organization.country) == ("Patients of the Region", "AT")
    assert first.authority == Authority.DOMAIN, "the letter went to its own domain"
    contact = open_contact(first, campaign.public_id)
    assert contact is not None
    assert (contact.name, contact.email, contact.consent) == ("Ana Ruiz", "chair@region-1.example", "I agree.")
    assert supporter_counts(campaign.id).organizations == 1
    approve(first.id, COMMAND_LINE, NOW)
    refuse(second.id, NOW)
    assert supporter_counts(campaign.id).organizations == 2
    assert progress_of(umbrella.organization_id, campaign.id) == Progress(asked=2, open=0, assented=0, listed=1)
    assert progress_of(umbrella.organization_id, campaign.id).did_not_join == 1


def test_a_no_deletes_what_was_said_and_keeps_the_address_from_any_other_list(session: Session) -> None:
    campaign = open_campaign()
    umbrella = umbrella_of(campaign)
    brought(campaign, umbrella, member(1))
    [invited] = supports(session)
    refuse(invited.id, NOW)
    assert supports(session) == []
    assert session.scalar(select(func.count()).where(Organization.name == "Patients of Region 1")) == 0
    assert session.scalar(select(func.count()).select_from(Suppression)) == 1
    with pytest.raises(InvitationGone):
        refuse(invited.id, NOW)
    with pytest.raises(InvitationGone):
        assent(invited.id, campaign_facts(campaign.slug), yes(), NOW)
    again = brought(campaign, umbrella, member(1, statement="Please."), take=False)
    assert said(again) == [("faulty", [ASKED_NOT])]


def test_one_reminder_after_a_week_and_the_end_after_thirty_days(session: Session) -> None:
    campaign = open_campaign()
    brought(campaign, umbrella_of(campaign), member(1))
    assert remind_members(NOW + timedelta(days=6)) == 0
    assert remind_members(NOW + timedelta(days=7)) == 1
    assert remind_members(NOW + timedelta(days=20)) == 0
    assert kinds(session) == [INVITED, REMINDER]
    assert purge_invited(NOW + timedelta(days=29)) == 0
    assert purge_invited(NOW + timedelta(days=30)) == 1
    assert supports(session) == []


def test_a_list_can_be_undone_but_for_those_who_assented(session: Session) -> None:
    campaign = open_campaign()
    umbrella = umbrella_of(campaign)
    batch = brought(campaign, umbrella, member(1), member(2))
    assent(supports(session)[0].id, campaign_facts(campaign.slug), yes(), NOW)
    undo(batch.id, COMMAND_LINE, NOW)
    assert work(lambda: NOW)
    assert [support.state for support in supports(session)] == [SupportState.WAITING]
    assert queries.batch_by_id(batch.id).taken == 1


def test_assent_is_refused_when_it_cannot_stand(session: Session) -> None:
    campaign = open_campaign()
    umbrella = umbrella_of(campaign)
    brought(campaign, umbrella, member(1, email="same@hands.example"), member(2, email="same@hands.example"))
    first, second = supports(session)
    facts = campaign_facts(campaign.slug)
    assent(first.id, facts, yes(), NOW)
    with pytest.raises(NameTaken):
        assent(second.id, facts, yes(), NOW)
    assert supports(session)[1].organization.name == "Patients of Region 2", "nothing was changed"
    later = facts.ended_at or NOW + timedelta(days=10_000)
    closed = campaign_facts(open_campaign(closes_at=NOW - timedelta(days=1), now=NOW - timedelta(days=3)).slug)
    with pytest.raises(SupportClosed):
        assent(second.id, closed, yes(), max(later, NOW))


def test_the_umbrella_sends_its_list_and_each_member_answers_by_its_own_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(now=now() - timedelta(days=3))
        umbrella = umbrella_of(campaign)
        token = own_page_token(umbrella)
        outsider = own_page_token(approved_support(campaign, kind=OrganizationKind.PATIENTS))
    assert client.get(f"/own/{outsider}/members").status_code == 404, "only umbrellas name members"
    page = client.get(f"/own/{token}/members").text
    assert "Nobody has been asked yet" in page
    form_token = page.split('name="form_token" value="')[1].split('"')[0]
    lines = members_csv(member(1), member(2, website="nonsense"))
    sent = {"form_token": form_token, "agreed": "y", "file": (BytesIO(lines), "members.csv")}
    assert client.post(f"/own/{token}/members", data=sent).status_code == 303
    with app.app_context():
        assert work(now)
        batch_id = db.session.scalars(select(ImportBatch.id)).one()
    listed = client.get(f"/own/{token}/members/{batch_id}").text
    assert "Patients of Region 2" in listed
    assert "has no ending. It should look like example.org" in listed
    with app.app_context():
        owner = sign_in(app.test_client(), staff())
    assert owner.post(f"/desk/imports/{batch_id}/begin").status_code == 303
    with app.app_context():
        assert work(now)
        invited = supports(db.session())[0]
        link = member_link(invited).removeprefix("http://localhost")
    before = client.get(link)
    assert before.headers["Cache-Control"] == "no-store"
    assert "<bdi>Federation of Patients</bdi> names it as a member" in before.text
    refused = client.post(link, data={"decision": "yes", "name": "x"})
    assert refused.status_code == 422
    answer = {
        "decision": "yes", "name": "Patients of Region 1", "website": "region-1.example", "country": "DE",
        "kind": "patients", "contact_name": "Person 1", "role": "Chair", "authority": "y", "consent": "y",
    }  # fmt: skip
    assert client.post(link, data=answer).status_code == 303
    assert "under review" in client.get(link).text
    assert "Patients of Region 1" not in client.get(f"/c/{campaign.slug}/supporters").text
    assert 'said yes, under review</dt><dd class="num">1' in client.get(f"/own/{token}/members").text


def test_bad_files_and_forged_links_change_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(now=now() - timedelta(days=3))
        token = own_page_token(umbrella_of(campaign))
        nobody = make_link_token("member", b"0" * 16, 0)
    page = client.get(f"/own/{token}/members").text
    form_token = page.split('name="form_token" value="')[1].split('"')[0]
    for name, data in (("list.csv", b""), ("list.xlsx", b"%PDF-1.7 nonsense"), ("big.csv", b"a,b\n" * 3_000_000)):
        sent = {"form_token": form_token, "agreed": "y", "file": FileStorage(BytesIO(data), name)}
        boundary, body = encode_multipart(sent)
        kind = f"multipart/form-data; boundary={boundary}"
        answer = client.post(f"/own/{token}/members", data=body, content_type=kind)
        assert answer.status_code == 422, name
        assert "Error: " in answer.text
    assert client.get("/member/forged").status_code == 404
    assert client.post(f"/member/{token}", data={"decision": "no"}).status_code == 404
    assert client.get(f"/member/{nobody}").status_code == 404


def test_the_command_brings_members_in_and_names_the_umbrellas_there_are(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        campaign = open_campaign(now=now() - timedelta(days=3))
        umbrella = umbrella_of(campaign, slug="federation")
    file = tmp_path / "members.csv"
    file.write_bytes(members_csv(member(1), member(2)))
    runner = app.test_cli_runner()
    wrong = runner.invoke(import_lists, ["organizations", str(file), "--umbrella", "nobody", "--yes"])
    assert wrong.exit_code == 1
    assert "There are: federation." in wrong.output
    done = runner.invoke(import_lists, ["organizations", str(file), "--umbrella", "federation", "--yes"])
    assert done.exit_code == 0, done.output
    assert "2 members taken in" in done.output
    with app.app_context():
        assert progress_of(umbrella.organization_id, campaign.id).asked == 2
