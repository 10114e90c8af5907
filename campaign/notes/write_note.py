"""Write a note about an object."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.notes.models import About, Note
from campaign.notes.refusals import NoSuchSubject
from campaign.notes.subjects import COLUMNS, Subject, campaign_of, exists, seal_words
from campaign.tokens import new_public_id


def write_note(subject: Subject, text: str, actor: Actor, now: datetime) -> Note:
    """Keep a note, sealed. The audit log says that there is one, not what it says. Raises NoSuchSubject."""
    assert actor.id is not None
    try:
        with transaction() as session:
            if not exists(subject):
                raise NoSuchSubject
            note = Note(
                public_id=new_public_id(), about=subject.about, staff_id=actor.id, written_at=now,
                campaign_id=campaign_of(subject),
            )  # fmt: skip
            if subject.about != About.CAMPAIGN:
                setattr(note, COLUMNS[subject.about], subject.id)
            note.sealed = seal_words(note, text)
            session.add(note)
            session.flush()
            record(
                actor.id, actor.name, "note.written", subject.said, now, campaign_id=note.campaign_id,
                subject=subject.said, note=note.id,
            )  # fmt: skip
    except IntegrityError:  # it was deleted between the look and the row
        raise NoSuchSubject from None
    return note
