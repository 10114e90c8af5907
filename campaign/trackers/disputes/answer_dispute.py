"""Answer an objection to a verdict: in public, with the date; whoever left an address gets the answer by mail."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.trackers.disputes.refusals import AnsweredAlready, AnswerMissing, NoSuchDispute
from campaign.trackers.models import Dispute, DisputeState, Trial

DISPUTE_ANSWERED = "trackers.dispute_answered"


def answer_dispute(dispute_id: int, state: DisputeState, answer: str, actor: Actor, now: datetime) -> Dispute:
    """Decide an objection that waits: upheld (we were wrong), rejected, or withheld from the public.

    `answer` is plain text; one that is withheld needs none, and without one no letter goes out. Raises NoSuchDispute,
    AnsweredAlready, AnswerMissing; ValueError for a state that decides nothing.
    """
    if state is DisputeState.WAITING:
        raise ValueError("waiting is no answer")
    answer = answer.strip()
    if not answer and state is not DisputeState.WITHHELD:
        raise AnswerMissing
    with transaction() as session:
        dispute = session.get(Dispute, dispute_id, with_for_update=True, populate_existing=True)
        if dispute is None:
            raise NoSuchDispute
        if dispute.state is not DisputeState.WAITING:
            raise AnsweredAlready
        dispute.state = state
        dispute.answer = answer
        dispute.answered_at = now
        dispute.staff_id = actor.id
        if dispute.sealed is not None and answer:
            post(DISPUTE_ANSWERED, dispute.id, now, priority=Priority.NOTICE)
        trial = session.get_one(Trial, dispute.trial_id)
        record(
            actor.id,
            actor.name,
            "dispute.answered",
            f"{trial.register.value} {trial.identifier}",
            now,
            subject=f"tracker_dispute {dispute.id}",
            state=state.value,
        )
    return dispute
