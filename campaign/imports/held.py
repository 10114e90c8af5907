"""A batch that somebody has in hand: found and locked, or refused."""

from collections.abc import Container
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.imports.models import BatchState, ImportBatch
from campaign.imports.refusals import NoSuchBatch, WrongMoment

WORK = "imports.work"
LEASE_SECONDS = 60


def hold(session: Session, batch_id: int, states: Container[BatchState], *, idle: bool = True) -> ImportBatch:
    """The batch, locked for a decision of a person. Raises NoSuchBatch; WrongMoment unless it is in one of the states.

    With `idle` nothing may be under way with it either.
    """
    batch = session.get(ImportBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None:
        raise NoSuchBatch
    if batch.state not in states or (idle and batch.due_at is not None):
        raise WrongMoment
    return batch


def still_ours(session: Session, batch_id: int, attempt: int, state: BatchState, now: datetime) -> ImportBatch | None:
    """The batch, locked, with the lease prolonged, for the worker that holds it under the number `attempt`.

    None when somebody stopped it, or when another worker has taken over because the lease ran out.
    """
    batch = session.get(ImportBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None or batch.attempts != attempt or batch.state != state or batch.due_at is None:
        return None
    batch.lease_until = now + timedelta(seconds=LEASE_SECONDS)
    return batch


def put_down(batch: ImportBatch) -> None:
    """Nothing more is due."""
    batch.due_at = batch.lease_until = None


def pick_up(batch: ImportBatch, now: datetime) -> None:
    """Something is due from now on, from the first line."""
    batch.due_at, batch.lease_until, batch.reached, batch.last_error = now, None, 0, None


def slug_of(session: Session, batch: ImportBatch) -> str:
    """The campaign's address, as the audit log names it."""
    return session.get_one(Campaign, batch.campaign_id).slug
