"""Notes: sealed, one's own for ten minutes, gone with what they are about, read by nobody else."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from campaign.accounts.models import RoleName, Staff
from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE, Actor
from campaign.campaigns.close import close_campaign
from campaign.db import db, transaction
from campaign.imports.models import ImportBatch
from campaign.notes.delete_note import delete_note
from campaign.notes.edit_note import edit_note
from campaign.notes.models import About, Note
from campaign.notes.queries import EDIT_FOR, how_many_notes, notes_about
from campaign.notes.refusals import NoSuchNote, NoSuchSubject, NoteStands, NotYours
from campaign.notes.subjects import COLUMNS, Subject
from campaign.notes.write_note import write_note
from campaign.organizations.deny import deny as deny_support
from campaign.organizations.leave import leave
from campaign.privacy.let_go import let_go
from campaign.signatures.deny import deny
from campaign.signatures.letters import PURPOSE
from campaign.signatures.models import SignatureState
from campaign.signatures.purge_pending import purge_pending
from campaign.tokens import make_link_token
from tests.factories.accounts import campaign_staff, sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.imports import import_batch
from tests.factories.organizations import WHEN, approved_support, waiting_support
from tests.factories.signatures import signature

WORDS = "Dr Amrit Delacourt telephoned & said <b>no</b>."


def actor(person: Staff | None = None) -> Actor:
    person = person or staff(RoleName.REVIEWER)
    return Actor(person.id, person.email)


def notes_left() -> int:
    return db.session.scalar(select(func.count()).select_from(Note)) or 0


def test_words_are_sealed_and_the_log_says_only_that_there_is_a_note(session: Session) -> None:
    campaign = open_campaign()
    who = actor()
    subjects = [
        Subject(About.SIGNATURE, signature(campaign).id),
        Subject(About.SUPPORT, (support := waiting_support(campaign)).id),
        Subject(About.ORGANIZATION, support.organization_id),
        Subject(About.IMPORT_BATCH, import_batch(campaign).id),
        Subject(About.CAMPAIGN, campaign.id),
    ]
    for subject in subjects:
        write_note(subject, WORDS, who, WHEN)
        assert [note.text for note in notes_about(subject)] == [WORDS]
        assert how_many_notes(subject) == 1
    rows = session.scalars(select(Note).order_by(Note.id)).all()
    assert all(row.sealed and b"Delacourt" not in row.sealed for row in rows)
    assert [row.campaign_id for row in rows] == [campaign.id, campaign.id, None, campaign.id, campaign.id]
    entries = session.scalars(select(AuditEntry).where(AuditEntry.act == "note.written").order_by(AuditEntry.id)).all()
    assert [entry.subject for entry in entries] == [subject.said for subject in subjects]
    assert all("Delacourt" not in str(vars(entry)) for entry in entries)


def test_one_changes_ones_own_note_for_ten_minutes(session: Session) -> None:
    subject = Subject(About.SUPPORT, waiting_support(open_campaign()).id)
    mine, other = actor(), actor()
    note = write_note(subject, WORDS, mine, WHEN)
    edit_note(note.id, "They called.", mine, WHEN + EDIT_FOR)
    told = notes_about(subject)[0]
    assert (told.text, told.edited_at) == ("They called.", WHEN + EDIT_FOR)
    for who, when in ((mine, WHEN + EDIT_FOR + timedelta(seconds=1)), (other, WHEN)):
        with pytest.raises(NoteStands):
            edit_note(note.id, "Other words", who, when)


def test_a_deleted_note_leaves_a_line_without_words(session: Session) -> None:
    subject = Subject(About.SUPPORT, waiting_support(open_campaign()).id)
    mine, other = actor(), actor()
    note = write_note(subject, WORDS, mine, WHEN)
    with pytest.raises(NotYours):
        delete_note(note.id, other, WHEN)
    delete_note(note.id, other, WHEN, is_owner=True)
    (told,) = notes_about(subject)
    assert (told.text, told.deleted_at, how_many_notes(subject)) == ("", WHEN, 0)
    assert told.deleted_by
    for again in (lambda: delete_note(note.id, mine, WHEN), lambda: edit_note(note.id, "x", mine, WHEN)):
        with pytest.raises(NoSuchNote):
            again()


def test_nothing_is_noted_about_what_is_not_there(session: Session) -> None:
    who = actor()
    for about in About:
        with pytest.raises(NoSuchSubject):
            write_note(Subject(about, 999), WORDS, who, WHEN)
    assert notes_left() == 0


def test_every_object_takes_its_notes_along() -> None:
    """The database does it, so that no way to delete an object can forget its notes."""
    for about, name in COLUMNS.items():
        (key,) = Note.__table__.columns[name].foreign_keys
        assert (key.ondelete == "CASCADE") == (about != About.CAMPAIGN), name


def test_who_says_not_me_or_never_confirms_takes_the_notes_along(session: Session) -> None:
    campaign, who = open_campaign(), actor()
    denied, late = signature(campaign), signature(campaign, state=SignatureState.PENDING)
    for one in (denied, late):
        write_note(Subject(About.SIGNATURE, one.id), WORDS, who, WHEN)
    deny(make_link_token(PURPOSE, denied.public_id, denied.token_version), WHEN)
    assert notes_left() == 1
    assert purge_pending(WHEN + timedelta(days=30)) == 1
    assert notes_left() == 0


def test_an_organization_that_says_not_us_or_leaves_takes_the_notes_along(session: Session) -> None:
    campaign, who = open_campaign(), actor()
    waiting, listed = waiting_support(campaign), approved_support(campaign)
    for support in (waiting, listed):
        write_note(Subject(About.SUPPORT, support.id), WORDS, who, WHEN)
        write_note(Subject(About.ORGANIZATION, support.organization_id), WORDS, who, WHEN)
    deny_support(waiting.id, WHEN)
    assert notes_left() == 2
    leave(listed.id, who, WHEN)
    assert [note.about for note in session.scalars(select(Note))] == [About.ORGANIZATION]


def test_data_that_is_let_go_takes_the_notes_along(session: Session) -> None:
    campaign, who = open_campaign(), actor()
    support, batch = approved_support(campaign), import_batch(campaign)
    for subject in (
        Subject(About.SIGNATURE, signature(campaign).id),
        Subject(About.SUPPORT, support.id),
        Subject(About.IMPORT_BATCH, batch.id),
        Subject(About.CAMPAIGN, campaign.id),
    ):
        write_note(subject, WORDS, who, WHEN)
    close_campaign(campaign.id, "", COMMAND_LINE, WHEN)
    let_go(campaign.id, COMMAND_LINE, WHEN, early=True)
    assert notes_left() == 0


def test_a_list_that_goes_takes_the_notes_along(session: Session) -> None:
    batch = import_batch(open_campaign())
    write_note(Subject(About.IMPORT_BATCH, batch.id), WORDS, actor(), WHEN)
    with transaction() as at_work:
        at_work.execute(delete(ImportBatch).where(ImportBatch.id == batch.id))
    assert notes_left() == 0


def test_a_reviewer_writes_changes_and_deletes_on_the_objects_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        support = waiting_support(open_campaign())
        sign_in(client, staff(RoleName.REVIEWER, name="Ida Reviewer"))
    page = f"/desk/organizations/{support.id}"
    empty = client.post(f"/desk/notes/support/{support.id}", data={"text": "  ", "back": page})
    assert empty.status_code == 422 and "Write something first" in empty.text
    answer = client.post(f"/desk/notes/support/{support.id}", data={"text": WORDS, "back": page})
    assert (answer.status_code, answer.location) == (303, f"{page}#notes")
    shown = client.get(page).text
    assert "Dr Amrit Delacourt telephoned &amp; said &lt;b&gt;no&lt;/b&gt;." in shown and "Ida Reviewer" in shown
    number = re.search(r"/desk/notes/(\d+)/edit", shown)
    assert number
    client.post(f"/desk/notes/{number[1]}/edit", data={"text": "Less.", "back": page})
    assert "Delacourt" not in client.get(page).text
    client.post(f"/desk/notes/{number[1]}/delete", data={"back": page})
    assert "Less." not in client.get(page).text and "deleted by Ida Reviewer" in client.get(page).text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/desk", "/desk/../c", "/c/other", "\r\nX: y"])
def test_a_note_leads_nowhere_else(app: Flask, client: FlaskClient, back: str) -> None:
    with app.app_context():
        support = waiting_support(open_campaign())
        sign_in(client, staff())
    answer = client.post(f"/desk/notes/support/{support.id}", data={"text": "x", "back": back})
    assert answer.location == f"/desk/notes/support/{support.id}#notes"


def test_notes_about_a_signature_are_read_on_record(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        entry = signature(open_campaign()).id
        write_note(Subject(About.SIGNATURE, entry), WORDS, actor(), WHEN)
        sign_in(client, staff(RoleName.REVIEWER))
    address = f"/desk/notes/signature/{entry}"
    assert "Delacourt" not in client.get(address).text
    answer = client.post(f"{address}/read")
    assert "Delacourt" in answer.text and answer.headers["Referrer-Policy"] == "no-referrer"
    with app.app_context():
        act = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert act is not None and (act.act, act.subject) == ("note.looked_at", f"signature {entry}")


def test_nobody_reads_notes_of_a_campaign_of_others(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ours, theirs = open_campaign(), open_campaign()
        support, elsewhere = waiting_support(ours), waiting_support(theirs)
        foreign = [
            write_note(Subject(About.SUPPORT, elsewhere.id), WORDS, actor(), WHEN),
            write_note(Subject(About.ORGANIZATION, elsewhere.organization_id), WORDS, actor(), WHEN),
        ]
        entry = signature(theirs).id
        sign_in(client, campaign_staff(ours.id, RoleName.REVIEWER))
    assert client.get(f"/desk/notes/support/{support.id}").status_code == 200
    assert client.get(f"/desk/notes/organization/{support.organization_id}").status_code == 200
    for path in (
        f"support/{elsewhere.id}",
        f"organization/{elsewhere.organization_id}",
        f"signature/{entry}",
        f"signature/{entry}/read",
    ):
        assert client.post(f"/desk/notes/{path}", data={"text": "x"}).status_code == 404, path
    for note in foreign:
        assert client.post(f"/desk/notes/{note.id}/edit", data={"text": "x"}).status_code == 404
        assert client.post(f"/desk/notes/{note.id}/delete").status_code == 404
