"""Say which sponsor is meant by a name that a register writes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.text import tidy
from campaign.trackers.models import TrackedName
from campaign.trackers.names import raw_key
from campaign.trackers.naming.rules import name_to_change, refuse_grandparents, write_down
from campaign.trackers.refusals import BadProof, NoSponsorNamed

LONGEST_NAME = 300
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Placement:
    """Who is meant, who owns them, and how we know: the address of a page, and a note.

    Without `parent_name` it is the owner that the table knows of the sponsor already, else the sponsor itself.
    """

    name: str
    parent_name: str = ""
    proof: str = ""
    note: str = ""


def place_name(name_id: int, placement: Placement, actor: Actor, now: datetime) -> TrackedName:
    """Place a name, or place it elsewhere; logged for the public. The same again changes nothing but proof and note.

    A sponsor that is known in another spelling of case or accents takes the known spelling. Refuses an unknown row, an
    empty sponsor, a proof that is no web address, and grandparents.
    """
    name, parent = tidy(placement.name)[:LONGEST_NAME], tidy(placement.parent_name)[:LONGEST_NAME]
    proof, note = tidy(placement.proof)[:LONGEST_NOTE], placement.note.strip()[:LONGEST_NOTE]
    if not name:
        raise NoSponsorNamed
    if proof and not proof.startswith(("https://", "http://")):
        raise BadProof
    with transaction() as session:
        row = name_to_change(session, name_id)
        name = _as_known(session, name)
        parent = _as_known(session, parent) if parent else _known_parent(session, row, name)
        refuse_grandparents(session, row, name, parent)
        if (row.name, row.parent_name) != (name, parent):
            write_down(session, row, name, parent, proof, actor.id, now)
        row.proof, row.notes, row.set_aside = proof, note, False
        record(
            actor.id, actor.name, "tracker_name.placed", row.raw_key, now,
            subject=f"tracker_name {row.id}", name=name, parent=parent, proof=proof,
        )  # fmt: skip
    return row


def _as_known(session: Session, name: str) -> str:
    """The spelling that the table has of a sponsor: two spellings with one slug would be one sponsor with two names."""
    known = select(TrackedName.name).where(TrackedName.name != "")
    if session.scalar(known.where(TrackedName.name == name).limit(1)) is not None:
        return name
    key = raw_key(name)
    alike = session.scalars(known.where(TrackedName.raw_key == key)).all()
    return next((each for each in alike if raw_key(each) == key), name)


def _known_parent(session: Session, row: TrackedName, name: str) -> str:
    parent = session.scalar(
        select(TrackedName.parent_name)
        .where(TrackedName.id != row.id, TrackedName.name == name, TrackedName.parent_name != "")
        .order_by(TrackedName.id)
        .limit(1)
    )
    return parent or name
