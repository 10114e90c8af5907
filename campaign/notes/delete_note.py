"""Delete a note: its words go, a line that there was one stays."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.notes.models import Note
from campaign.notes.queries import subject_of
from campaign.notes.refusals import NoSuchNote, NotYours


def delete_note(note_id: int, actor: Actor, now: datetime, *, is_owner: bool = False) -> Note:
    """Take the words away for good. Raises NoSuchNote, and NotYours unless the actor wrote it or `is_owner`."""
    with transaction() as session:
        note = session.get(Note, note_id, with_for_update=True, populate_existing=True)
        if note is None or note.deleted_at is not None:
            raise NoSuchNote
        if note.staff_id != actor.id and not is_owner:
            raise NotYours
        note.sealed = None
        note.deleted_at, note.deleted_by = now, actor.id
        said = subject_of(note).said
        record(
            actor.id, actor.name, "note.deleted", said, now, campaign_id=note.campaign_id, subject=said, note=note.id
        )  # fmt: skip
    return note
