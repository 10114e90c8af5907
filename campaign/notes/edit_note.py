"""Change a note of one's own within ten minutes."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.notes.models import Note
from campaign.notes.queries import EDIT_FOR, subject_of
from campaign.notes.refusals import NoSuchNote, NoteStands
from campaign.notes.subjects import seal_words


def edit_note(note_id: int, text: str, actor: Actor, now: datetime) -> Note:
    """Replace the words. Raises NoSuchNote, and NoteStands for another's note or an older one."""
    with transaction() as session:
        note = session.get(Note, note_id, with_for_update=True, populate_existing=True)
        if note is None or note.deleted_at is not None:
            raise NoSuchNote
        if note.staff_id != actor.id or now - note.written_at > EDIT_FOR:
            raise NoteStands
        note.sealed = seal_words(note, text)
        note.edited_at = now
        said = subject_of(note).said
        record(
            actor.id, actor.name, "note.edited", said, now, campaign_id=note.campaign_id, subject=said, note=note.id
        )  # fmt: skip
    return note
