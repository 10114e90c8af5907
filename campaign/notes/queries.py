"""Reading notes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from campaign.accounts.models import Staff
from campaign.db import db
from campaign.notes.models import Note
from campaign.notes.subjects import Subject, open_words

EDIT_FOR = timedelta(minutes=10)
MOST_SHOWN = 100


@dataclass(frozen=True)
class Told:
    """One note as the desk shows it; a deleted one has no text and says who deleted it."""

    id: int
    staff_id: int
    author: str
    text: str
    written_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    deleted_by: str

    def can_edit(self, staff_id: int, now: datetime) -> bool:
        """Whether this person may still change it."""
        return self.deleted_at is None and self.staff_id == staff_id and now - self.written_at <= EDIT_FOR


def notes_about(subject: Subject, *, words: bool = True) -> list[Told]:
    """The notes about an object, newest first; without `words` they stay sealed."""
    remover = aliased(Staff)
    rows = db.session.execute(
        select(Note, Staff.name, Staff.email, remover.name, remover.email)
        .join(Staff, Staff.id == Note.staff_id)
        .outerjoin(remover, remover.id == Note.deleted_by)
        .where(subject.condition())
        .order_by(Note.id.desc())
        .limit(MOST_SHOWN)
        .execution_options(populate_existing=True)
    )
    return [
        Told(
            note.id,
            note.staff_id,
            name or email,
            open_words(note) if words else "",
            note.written_at,
            note.edited_at,
            note.deleted_at,
            remover_name or remover_email or "",
        )
        for note, name, email, remover_name, remover_email in rows
    ]


def how_many_notes(subject: Subject) -> int:
    """How many notes there are about an object, deleted ones left out."""
    query = select(func.count()).select_from(Note).where(subject.condition(), Note.deleted_at.is_(None))
    return db.session.scalar(query) or 0


def subject_of(note: Note) -> Subject:
    """What a note is about."""
    ids = (note.signature_id, note.support_id, note.organization_id, note.batch_id, note.campaign_id)
    return Subject(note.about, next(id_ for id_ in ids if id_ is not None))


def one_note(note_id: int) -> Note | None:
    """A note that is not deleted, or None."""
    note = db.session.get(Note, note_id, populate_existing=True)
    return note if note is not None and note.deleted_at is None else None
