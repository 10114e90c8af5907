"""Take over a table of names: what registers write, who that is, who owns them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.db import transaction
from campaign.trackers.models import NameChange, TrackedName
from campaign.trackers.names import SponsorName, raw_key


@dataclass(frozen=True, slots=True)
class NamesTaken:
    """How many rows of the table are new, and how many say otherwise than before."""

    added: int
    changed: int


def import_names(rows: Iterable[SponsorName], now: datetime) -> NamesTaken:
    """Add and change rows; what the file does not name stays. Every change to a table that was in use is logged.

    Of two rows for one name the first holds, as in the original tracker.
    """
    added = changed = 0
    with transaction() as session:
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
                if old is None:
                    added += 1
                    old = TrackedName(raw_key=place[0], raw_name=row.raw_name, trial_identifier=trial)
                    session.add(old)
                elif (old.name, old.parent_name) != (row.name, row.parent_name):
                    changed += 1
                if in_use and (old.name, old.parent_name) != (row.name, row.parent_name):
                    _log(session, old, row, now)
                _take(old, row)
    return NamesTaken(added, changed)


def _take(old: TrackedName, row: SponsorName) -> None:
    old.name, old.parent_name = row.name, row.parent_name
    old.proof, old.description, old.notes = row.proof, row.description, row.notes
    old.register, old.trials, old.example, old.set_aside = None, 0, "", False


def _log(session: Session, old: TrackedName, row: SponsorName, now: datetime) -> None:
    session.add(
        NameChange(
            made_at=now,
            raw_name=row.raw_name,
            name_before=old.name or "",
            parent_before=old.parent_name or "",
            name_after=row.name,
            parent_after=row.parent_name,
            proof=row.proof,
        )
    )
