"""A proposal to strike out many signatures is dropped: by the second person, or by who made it."""

from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import Actor
from campaign.db import transaction
from campaign.signatures.deciding.carry_out import AGREE_WITHIN, locked_decision, note_decision
from campaign.signatures.models import Decision, DecisionState
from campaign.signatures.refusals import NoSuchDecision

TIMETABLE = Actor(None, "timetable")


def drop_proposal(decision_id: int, actor: Actor, now: datetime) -> Decision:
    """Drop one proposal; nothing was moved. Raises NoSuchDecision."""
    with transaction() as session:
        decision = locked_decision(session, decision_id)
        if decision.state != DecisionState.PROPOSED:
            raise NoSuchDecision
        decision.second_id, decision.second, decision.state = actor.id, actor.name, DecisionState.DROPPED
        note_decision(decision, "decision.dropped", actor, now)
    return decision


def drop_old_proposals(now: datetime) -> int:
    """Drop proposals that nobody agreed to within seven days; answers how many."""
    with transaction() as session:
        old = session.scalars(
            select(Decision)
            .where(Decision.state == DecisionState.PROPOSED, Decision.decided_at <= now - AGREE_WITHIN)
            .with_for_update(skip_locked=True)
        ).all()
        for decision in old:
            decision.state = DecisionState.DROPPED
            note_decision(decision, "decision.dropped", TIMETABLE, now)
    return len(old)
