"""The table of names as it stands in the store."""

from sqlalchemy import select

from campaign.db import db
from campaign.trackers.models import TrackedName
from campaign.trackers.names import NameTable, SponsorName


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
