"""A second person agrees to strike out many signatures, and it is done."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.db import transaction
from campaign.signatures.deciding.carry_out import AGREE_WITHIN, carry_out, locked_decision, note_decision
from campaign.signatures.models import Decision, DecisionState
from campaign.signatures.refusals import NoSuchDecision, NotByYourself


def agree(decision_id: int, actor: Actor, now: datetime) -> Decision:
    """Carry a proposal out on what it matches now. Raises NoSuchDecision, NotByYourself for the proposer."""
    with transaction() as session:
        decision = locked_decision(session, decision_id)
        if decision.state != DecisionState.PROPOSED or now - decision.decided_at > AGREE_WITHIN:
            raise NoSuchDecision
        if actor.id is not None and decision.staff_id == actor.id:
            raise NotByYourself
        decision.second_id, decision.second, decision.state = actor.id, actor.name, DecisionState.DONE
        carry_out(session, decision, now)
        note_decision(decision, "decision.agreed", actor, now)
    return decision
