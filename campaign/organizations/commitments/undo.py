"""A reviewer takes the last decision on a promise back."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.audit.record import Actor
from campaign.db import db, transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.commitments.deciding import DECIDED, put_back, write_down
from campaign.organizations.commitments.history import add_step, locked
from campaign.organizations.commitments.models import Act, CommitmentStep
from campaign.organizations.commitments.refusals import NoDecisionToUndo
from campaign.organizations.models import Commitment, Event

UNDO_FOR: Final = timedelta(days=30)


def decision_to_undo(commitment_id: int, now: datetime) -> CommitmentStep | None:
    """The last thing that happened to a promise, if it was a decision of the last 30 days."""
    return _last_decision(db.session(), commitment_id, now)


def undo(commitment_id: int, step_id: int, actor: Actor, now: datetime) -> Commitment:
    """Take back the decision `step_id`: the promise stands as it did before, and both stay in its history.

    Raises NoSuchPromise, NoDecisionToUndo (also when something has happened since).
    """
    with transaction() as session:
        commitment = locked(session, commitment_id)
        step = _last_decision(session, commitment_id, now)
        if step is None or step.id != step_id or step.before is None:
            raise NoDecisionToUndo
        put_back(commitment, step.before)
        commitment.staff_id = actor.id
        if step.before["event_id"] is not None:
            session.execute(
                delete(Event).where(Event.id == step.before["event_id"]),
                execution_options={"synchronize_session": False},
            )
        step.undone_at = now
        note = add_step(session, commitment, Act.UNDONE, now, staff_id=actor.id)
        post(DECIDED, note.id, now, campaign_id=commitment.campaign_id, priority=Priority.NOTICE)
        write_down(session, commitment, "commitment.undone", actor, now)
    return commitment


def _last_decision(session: Session, commitment_id: int, now: datetime) -> CommitmentStep | None:
    last = session.scalars(
        select(CommitmentStep)
        .where(CommitmentStep.commitment_id == commitment_id, CommitmentStep.act != Act.REMINDED)
        .order_by(CommitmentStep.id.desc())
        .limit(1)
    ).one_or_none()
    is_one = last is not None and last.before is not None and now - last.at <= UNDO_FOR
    return last if is_one else None
