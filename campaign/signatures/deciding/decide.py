"""Staff decide about signatures: release held ones, strike out, take back."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.db import transaction
from campaign.signatures.deciding.carry_out import ALONE, Chosen, carry_out, note_decision, touched
from campaign.signatures.models import Decision, DecisionState, Verdict
from campaign.signatures.refusals import NothingToDecide


def decide(
    campaign_id: int, verdict: Verdict, chosen: Chosen, reason: str, actor: Actor, now: datetime, *, tell: bool = True
) -> Decision:
    """Move signatures and remember the decision. Whoever wants to strike out more than 25 only proposes it.

    With `tell`, those whose confirmed or held signature is struck out get a letter; those released get the word of
    thanks in any case. Raises NothingToDecide.
    """
    with transaction() as session:
        number = sum(touched(campaign_id, verdict, chosen).values())
        if not number:
            raise NothingToDecide
        alone = verdict != Verdict.INVALIDATE or number <= ALONE
        decision = Decision(
            campaign_id=campaign_id, verdict=verdict, reason=reason, wanted=chosen.as_json(), tells=tell,
            signatures=number, state=DecisionState.DONE if alone else DecisionState.PROPOSED,
            staff_id=actor.id, actor=actor.name, decided_at=now,
        )  # fmt: skip
        session.add(decision)
        session.flush()
        if alone:
            carry_out(session, decision, now)
        note_decision(decision, "decision.made" if alone else "decision.proposed", actor, now)
    return decision
