"""The table of names as it stands in the store."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from campaign.db import db
from campaign.trackers.models import TrackedName
from campaign.trackers.names import NameTable, SponsorName

_LOCK = 0x4E616D65  # one number for pg_advisory_xact_lock


def hold_names(session: Session) -> None:
    """Be alone with the table until the transaction ends: two changes that are right alone may be wrong together."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def stored_names() -> NameTable:
    """Every name that somebody has placed, in the order in which they came: of two for one name the first holds."""
    rows = db.session.execute(
        select(
            TrackedName.raw_name,
            TrackedName.trial_identifier,
            TrackedName.name,
            TrackedName.parent_name,
        )
        .where(TrackedName.name != "")
        .order_by(TrackedName.id)
    )
    return NameTable.of(
        SponsorName(raw, name, parent or name, trial_ids=(trial,) if trial else (), decides_trials=bool(trial))
        for raw, trial, name, parent in rows
    )
