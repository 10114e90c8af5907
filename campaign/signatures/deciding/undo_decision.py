"""Take a decision about signatures back."""

from datetime import datetime, timedelta

from campaign.audit.record import Actor
from campaign.db import transaction
from campaign.signatures.deciding.carry_out import locked_decision, note_decision, take_back
from campaign.signatures.models import Decision, DecisionState
from campaign.signatures.refusals import NoSuchDecision, TooLateToUndo

UNDO_FOR = timedelta(days=30)


def can_undo(decision: Decision, now: datetime) -> bool:
    """Whether a decision was carried out at most 30 days ago and stands."""
    done = decision.state == DecisionState.DONE and decision.done_at is not None
    return done and decision.done_at is not None and now - decision.done_at <= UNDO_FOR


def undo_decision(decision_id: int, actor: Actor, now: datetime) -> Decision:
    """Make the signatures what they were, but for those that another decision moved since, or that their owners took
    away. Letters that left cannot be called back. Raises NoSuchDecision, TooLateToUndo.
    """
    with transaction() as session:
        decision = locked_decision(session, decision_id)
        if decision.state != DecisionState.DONE:
            raise NoSuchDecision
        if not can_undo(decision, now):
            raise TooLateToUndo
        decision.signatures = take_back(session, decision, now)
        decision.state, decision.undone_at = DecisionState.UNDONE, now
        note_decision(decision, "decision.undone", actor, now)
    return decision
