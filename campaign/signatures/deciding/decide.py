"""Staff decide about signatures: release held ones, strike out, take back."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from campaign.audit.record import Actor
from campaign.db import transaction
from campaign.signatures.deciding.carry_out import Chosen, carry_out, needs_two, note_decision, touched
from campaign.signatures.models import Decision, DecisionState, Verdict
from campaign.signatures.refusals import NothingToDecide
from campaign.web.bulk import SetChanged

_LOCK = 0x44656369  # with the campaign, two numbers for pg_advisory_xact_lock: decisions are taken one at a time


def decide(
    campaign_id: int,
    verdict: Verdict,
    chosen: Chosen,
    reason: str,
    actor: Actor,
    now: datetime,
    *,
    tell: bool = True,
    public_note: str = "",
) -> Decision:
    """Move signatures and remember the decision. Whoever wants to strike out more than 25 in 24 hours only
    proposes it.

    With `tell`, those whose confirmed or held signature is struck out get a letter; those released get the word of
    thanks in any case. `public_note` goes into the public log of corrections with it.
    Raises NothingToDecide, SetChanged.
    """
    with transaction() as session:
        _one_at_a_time(session, campaign_id)
        number = sum(touched(campaign_id, verdict, chosen).values())
        if not number:
            raise NothingToDecide
        alone = not needs_two(campaign_id, verdict, number, actor.id, now)
        decision = Decision(
            campaign_id=campaign_id, verdict=verdict, reason=reason, tells=tell, signatures=number,
            wanted=chosen.as_json() | ({"public_note": public_note} if public_note else {}),
            state=DecisionState.DONE if alone else DecisionState.PROPOSED,
            staff_id=actor.id, actor=actor.name, decided_at=now,
        )  # fmt: skip
        session.add(decision)
        session.flush()
        if alone:
            carry_out(session, decision, now)
            if verdict == Verdict.INVALIDATE and decision.signatures > number:
                raise SetChanged
        note_decision(decision, "decision.made" if alone else "decision.proposed", actor, now)
    return decision


def _one_at_a_time(session: Session, campaign_id: int) -> None:
    """Let decisions of a campaign queue up, so that what one person did is seen. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(:lock, :campaign)"), {"lock": _LOCK, "campaign": campaign_id % 2**31}
        )
