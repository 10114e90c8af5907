"""Write and find lines of a promise's history, within the caller's transaction."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.organizations.commitments.models import Act, CommitmentStep
from campaign.organizations.commitments.refusals import NoSuchPromise
from campaign.organizations.models import Commitment, CommitmentState

LIVE = (CommitmentState.PROPOSED, CommitmentState.OPEN, CommitmentState.LATE)


def locked(session: Session, commitment_id: int) -> Commitment:
    """The promise, locked until the transaction ends. Raises NoSuchPromise."""
    found = session.get(Commitment, commitment_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NoSuchPromise
    return found


def locked_own(session: Session, support_id: int, public_id: bytes) -> Commitment:
    """The promise of this very support, locked until the transaction ends. Raises NoSuchPromise."""
    found = session.scalars(
        select(Commitment)
        .where(Commitment.public_id == public_id, Commitment.support_id == support_id)
        .with_for_update(of=Commitment)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NoSuchPromise
    return found


def add_step(
    session: Session,
    commitment: Commitment,
    act: Act,
    now: datetime,
    *,
    note: str = "",
    url: str = "",
    due_on: date | None = None,
    staff_id: int | None = None,
    before: dict[str, Any] | None = None,
) -> CommitmentStep:
    """Note what happened to a promise; the line has its id at once."""
    step = CommitmentStep(
        commitment_id=commitment.id, at=now, act=act, note=note, url=url, due_on=due_on, staff_id=staff_id,
        before=before,
    )  # fmt: skip
    session.add(step)
    session.flush()
    return step


def newest_step_id(session: Session, commitment_id: int) -> int:
    """Id of the last thing that happened to a promise; letters of the clock do not count."""
    newest = select(func.max(CommitmentStep.id)).where(
        CommitmentStep.commitment_id == commitment_id, CommitmentStep.act != Act.REMINDED
    )
    return session.scalar(newest) or 0


def evidence_waits(commitment: Commitment) -> bool:
    """Whether evidence was handed in that no reviewer has judged."""
    return commitment.evidence_at is not None and (
        commitment.reviewed_at is None or commitment.reviewed_at < commitment.evidence_at
    )
