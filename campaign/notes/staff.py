"""Desk pages of notes: those about one object, and the forms to write, change and delete one.

An object's own page shows them with `templates/notes/parts.html`. About a signature words are shown only after a press
that is recorded, as every look at a person's data is.
"""

from typing import Any

from flask import Blueprint, Flask, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms.widgets import TextArea

from campaign.accounts.acting import current_actor
from campaign.accounts.guard import is_desk_path
from campaign.accounts.permissions import Permission, may, may_everywhere, needs
from campaign.clock import now
from campaign.notes.delete_note import delete_note
from campaign.notes.edit_note import edit_note
from campaign.notes.models import About, Note
from campaign.notes.queries import EDIT_FOR, Told, notes_about, one_note, subject_of
from campaign.notes.read_notes import read_notes
from campaign.notes.refusals import NoSuchNote, NoSuchSubject
from campaign.notes.subjects import MAY_READ, Subject, campaign_to_ask, exists, may_read, name_of
from campaign.notes.write_note import write_note
from campaign.web.fields import LineField, refuse_unreadable
from campaign.web.headers import private

LONGEST = 4000
blueprint = Blueprint("notes", __name__, url_prefix="/notes")


class NoteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """The words of a note."""

    class Meta:
        csrf = False  # the desk's door checks it

    text = LineField("Note", longest=LONGEST, missing="Write something first", multiline=True, widget=TextArea())


def _page(subject: Subject, form: NoteForm, told: list[Told], *, opened: bool) -> str:
    if not exists(subject):
        raise NoSuchSubject
    return render_template(
        "notes/notes.html", subject=subject, name=name_of(subject), form=form, notes=told, opened=opened
    )


def _sealed_until_asked(subject: Subject) -> bool:
    return subject.about == About.SIGNATURE


def _hang(about: About) -> None:
    """The pages of the notes about one kind of object, under the permission that its own page wants."""
    address, permission, ask = f"/{about.value}/<int:about_id>", MAY_READ[about], campaign_to_ask(about)

    def look(about_id: int) -> ResponseReturnValue:
        """The notes about one object."""
        subject = Subject(about, about_id)
        opened = not _sealed_until_asked(subject)
        return _page(subject, NoteForm(formdata=None), notes_about(subject, words=opened), opened=opened)

    def write(about_id: int) -> ResponseReturnValue:
        """Keep a note."""
        refuse_unreadable()
        subject, form = Subject(about, about_id), NoteForm()
        if not form.validate():
            opened = not _sealed_until_asked(subject)
            return _page(subject, form, notes_about(subject, words=opened), opened=opened), 422
        write_note(subject, form.text.text, current_actor(), now())
        flash("The note is kept.")
        return _back(subject)

    def read(about_id: int) -> ResponseReturnValue:
        """The words of the notes about a signature, on record."""
        subject = Subject(about, about_id)
        told = read_notes(subject, current_actor(), now())
        return private(make_response(_page(subject, NoteForm(formdata=None), told, opened=True)))

    views = [("GET", address, look, "about"), ("POST", address, write, "write")]
    if about == About.SIGNATURE:
        views.append(("POST", f"{address}/read", read, "read"))
    for method, path, view, name in views:
        guarded = needs(permission, campaign_of=ask)(view)
        blueprint.add_url_rule(path, f"{name}_{about.value}", guarded, methods=[method])


for _about in About:
    _hang(_about)


@blueprint.post("/<int:note_id>/edit")
@needs(Permission.SEE_DESK)
def edit(note_id: int) -> ResponseReturnValue:
    """Change a note of one's own."""
    refuse_unreadable()
    subject, form = subject_of(_mine(note_id)), NoteForm()
    if form.validate():
        edit_note(note_id, form.text.text, current_actor(), now())
        flash("The note is changed.")
    else:
        flash(f"The note stays as it was. {form.text.errors[0]}.", "error")
    return _back(subject)


@blueprint.post("/<int:note_id>/delete")
@needs(Permission.SEE_DESK)
def delete(note_id: int) -> ResponseReturnValue:
    """Delete a note."""
    note = _mine(note_id)
    delete_note(note_id, current_actor(), now(), is_owner=_is_owner(note.campaign_id))
    flash("The note is deleted.")
    return _back(subject_of(note))


def _mine(note_id: int) -> Note:
    """A note about something that this person may see. Raises NoSuchNote."""
    note = one_note(note_id)
    if note is None or not may_read(subject_of(note)):
        raise NoSuchNote
    return note


def _is_owner(campaign_id: int | None) -> bool:
    if campaign_id is None:
        return may_everywhere(Permission.ASSIGN_STAFF)
    return may(Permission.ASSIGN_STAFF, campaign_id)


def _back(subject: Subject) -> ResponseReturnValue:
    """To the page that the form was on, else to the notes about the object."""
    back = request.form.get("back", "")
    if not is_desk_path(back):
        back = url_for(f"desk.notes.about_{subject.about.value}", about_id=subject.id)
    return redirect(f"{back}#notes", 303)


def _for_template(about: str, about_id: int) -> dict[str, Any]:
    """What the macro needs: the notes, and what this person may do with each."""
    subject = Subject(About(about), about_id)
    if not may_read(subject):
        return {"shown": False}
    actor = current_actor()
    assert actor.id is not None
    told = notes_about(subject)
    campaign_id = campaign_to_ask(subject.about)(about_id) if subject.about != About.ORGANIZATION else None
    return {"shown": True, "notes": told, "can": note_rights(told, actor.id, campaign_id)}


def note_rights(told: list[Told], staff_id: int, campaign_id: int | None) -> dict[int, set[str]]:
    """What a person may do with each note: 'edit', 'delete'."""
    owner, moment = _is_owner(campaign_id), now()
    return {
        note.id: {
            *(["edit"] if note.can_edit(staff_id, moment) else []),
            *(["delete"] if note.deleted_at is None and (owner or note.staff_id == staff_id) else []),
        }
        for note in told
    }


def install(app: Flask) -> None:
    """Make the notes about an object known to templates of every room."""
    app.jinja_env.globals.update(notes_for=_for_template, note_edit_minutes=int(EDIT_FOR.total_seconds() // 60))
