"""What every change of the table of names has to keep: one at a time, no grandparents, a log entry, no stale alias."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.trackers.law import address_slug
from campaign.trackers.models import NameChange, TrackedName, TrackedSponsor
from campaign.trackers.refusals import Grandparent, NoSuchName
from campaign.trackers.stored_names import hold_names


def name_to_change(session: Session, name_id: int) -> TrackedName:
    """The row, held for this transaction, alone with the table. Refuses what is no row of a whole name."""
    hold_names(session)
    row = session.get(TrackedName, name_id, with_for_update=True, populate_existing=True)
    if row is None or row.trial_identifier:
        raise NoSuchName
    return row


def refuse_grandparents(session: Session, row: TrackedName, name: str, parent: str) -> None:
    """Refuse an owner that is owned, and an owned one that owns; `row` itself does not count, it is about to change."""
    if parent in ("", name):
        return
    others = TrackedName.id != row.id
    owner = session.scalar(
        select(TrackedName.parent_name)
        .where(others, TrackedName.name == parent, TrackedName.parent_name.not_in(("", parent)))
        .limit(1)
    )
    if owner is not None:
        raise Grandparent(f"{parent} belongs to {owner} already. Name {owner} as the owner, or change {parent} first.")
    child = session.scalar(
        select(TrackedName.name)
        .where(others, TrackedName.parent_name == name, TrackedName.name.not_in(("", name)))
        .limit(1)
    )
    if child is not None:
        raise Grandparent(f"{name} owns {child}, so it cannot belong to {parent}. Change {child} first.")


def write_down(
    session: Session, row: TrackedName, name: str, parent: str, proof: str, staff_id: int | None, now: datetime
) -> None:
    """Change who is meant, with an entry in the public log."""
    session.add(
        NameChange(
            made_at=now,
            raw_name=row.raw_name,
            name_before=row.name,
            parent_before=row.parent_name,
            name_after=name,
            parent_after=parent,
            proof=proof,
            staff_id=staff_id,
        )
    )
    if row.name and row.name != name:
        _unlink(session, row.raw_name, row.name)
    row.name, row.parent_name = name, parent


def _unlink(session: Session, raw_name: str, former: str) -> None:
    """A sponsor of a ranking by raw names is no longer the one that its name used to mean; judging links it anew."""
    meant = select(TrackedSponsor.id).where(TrackedSponsor.slug == address_slug(former)).scalar_subquery()
    alias = session.scalar(
        select(TrackedSponsor).where(TrackedSponsor.slug == address_slug(raw_name), TrackedSponsor.same_as_id == meant)
    )
    if alias is not None:
        alias.same_as_id = None
