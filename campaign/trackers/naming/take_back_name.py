"""Undo the last decision about a name."""

from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.trackers.models import NameChange, TrackedName
from campaign.trackers.naming.rules import name_to_change, refuse_grandparents, write_down
from campaign.trackers.refusals import NothingToTakeBack


def take_back_name(name_id: int, actor: Actor, now: datetime) -> TrackedName:
    """A name that was set aside waits again; one that was placed in the desk is again what it was before; logged.

    Refuses an unknown row, one on which the desk decided nothing, and a former owner that would be a grandparent today.
    """
    with transaction() as session:
        row = name_to_change(session, name_id)
        if row.set_aside:
            row.set_aside = False
        else:
            last = session.scalar(
                select(NameChange).where(NameChange.raw_name == row.raw_name).order_by(NameChange.id.desc()).limit(1)
            )
            if last is None or last.staff_id is None or (last.name_after, last.parent_after) == ("", ""):
                raise NothingToTakeBack
            refuse_grandparents(session, row, last.name_before, last.parent_before)
            write_down(session, row, last.name_before, last.parent_before, "", actor.id, now)
            row.proof = ""
        record(
            actor.id, actor.name, "tracker_name.taken_back", row.raw_key, now,
            subject=f"tracker_name {row.id}", name=row.name,
        )  # fmt: skip
    return row
