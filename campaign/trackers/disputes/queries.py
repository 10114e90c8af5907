"""Objections to verdicts: what pages, letters and the desk read of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from campaign.db import db
from campaign.trackers.models import Dispute, DisputeState, Trial

ANSWERED: Final = (DisputeState.UPHELD, DisputeState.REJECTED)


def answered_disputes(trial: Trial) -> Sequence[Dispute]:
    """Objections that were answered in public, the newest answer first."""
    return db.session.scalars(
        select(Dispute)
        .where(Dispute.trial_id == trial.id, Dispute.state.in_(ANSWERED))
        .order_by(Dispute.answered_at.desc(), Dispute.id.desc())
    ).all()


def waiting_disputes(trial: Trial) -> int:
    """How many objections to this trial's verdict wait for an answer."""
    waiting = select(func.count()).where(Dispute.trial_id == trial.id, Dispute.state == DisputeState.WAITING)
    return db.session.scalar(waiting) or 0


@dataclass(frozen=True)
class DisputeCounts:
    """Objections on the whole site but those that are not for the public: all, answered, and right ones."""

    all: int
    answered: int
    right: int


def dispute_counts() -> DisputeCounts:
    """How often somebody disputed a verdict so far, and how often we were wrong."""
    by_state = dict(db.session.execute(select(Dispute.state, func.count()).group_by(Dispute.state)).all())
    answered = sum(by_state.get(state, 0) for state in ANSWERED)
    waiting = by_state.get(DisputeState.WAITING, 0)
    return DisputeCounts(answered + waiting, answered, by_state.get(DisputeState.UPHELD, 0))


def disputes_by_id(dispute_ids: Sequence[int]) -> list[tuple[Dispute, Trial]]:
    """Some objections, each with its trial."""
    rows = db.session.execute(
        select(Dispute, Trial).join(Trial, Trial.id == Dispute.trial_id).where(Dispute.id.in_(dispute_ids))
    )
    return [(dispute, trial) for dispute, trial in rows]
