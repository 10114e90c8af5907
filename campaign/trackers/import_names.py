"""Take over a table of names: what registers write, who that is, who owns them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from campaign.db import transaction
from campaign.trackers.models import NameChange, TrackedName
from campaign.trackers.names import SponsorName, raw_key
from campaign.trackers.stored_names import hold_names


@dataclass(frozen=True, slots=True)
class NamesTaken:
    """How many rows of the table are new, and how many say otherwise than before."""

    added: int
    changed: int


def import_names(rows: Iterable[SponsorName], now: datetime) -> NamesTaken:
    """Add and change rows; what the file does not name stays. Every change to a table that was in use is logged.

    Of two rows for one name the first holds, as in the original tracker.
    """
    changed = 0
    new: list[dict[str, Any]] = []
    with transaction() as session:
        hold_names(session)
        known = {(row.raw_key, row.trial_identifier): row for row in session.scalars(select(TrackedName))}
        in_use = any(row.name for row in known.values())
        given: set[tuple[str, str]] = set()
        for row in rows:
            for trial in row.trial_ids if row.decides_trials else ("",):
                place = (raw_key(row.raw_name), trial)
                if place in given or not row.name.strip():
                    continue
                given.add(place)
                old = known.get(place)
                said = ("", "") if old is None else (old.name, old.parent_name)
                if in_use and said != (row.name, row.parent_name):
                    _log(session, said, row, now)
                if old is None:
                    new.append(_new_row(place, row))
                else:
                    changed += said != (row.name, row.parent_name)
                    _take(old, row)
        if new:
            session.execute(insert(TrackedName), new)
    return NamesTaken(len(new), changed)


def _new_row(place: tuple[str, str], row: SponsorName) -> dict[str, Any]:
    return {
        "raw_key": place[0],
        "raw_name": row.raw_name,
        "trial_identifier": place[1],
        "name": row.name,
        "parent_name": row.parent_name,
        "proof": row.proof,
        "description": row.description,
        "notes": row.notes,
    }


def _take(old: TrackedName, row: SponsorName) -> None:
    old.name, old.parent_name = row.name, row.parent_name
    old.proof, old.description, old.notes = row.proof, row.description, row.notes
    old.register, old.trials, old.example, old.set_aside = None, 0, "", False


def _log(session: Session, before: tuple[str, str], row: SponsorName, now: datetime) -> None:
    session.add(
        NameChange(
            made_at=now,
            raw_name=row.raw_name,
            name_before=before[0],
            parent_before=before[1],
            name_after=row.name,
            parent_after=row.parent_name,
            proof=row.proof,
        )
    )
