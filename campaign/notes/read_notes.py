"""Read the notes about somebody's signature, on record."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.notes.queries import Told, notes_about
from campaign.notes.refusals import NoSuchSubject
from campaign.notes.subjects import Subject, campaign_of, exists


def read_notes(subject: Subject, actor: Actor, now: datetime) -> list[Told]:
    """The notes with their words, and an audit entry that they were looked at. Raises NoSuchSubject."""
    with transaction():
        if not exists(subject):
            raise NoSuchSubject
        found = notes_about(subject)
        record(
            actor.id, actor.name, "note.looked_at", subject.said, now, campaign_id=campaign_of(subject),
            subject=subject.said, notes=len(found),
        )  # fmt: skip
    return found
