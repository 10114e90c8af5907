"""A reviewer says that nothing will come of a promise."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.organizations.commitments.deciding import Decision, deciding
from campaign.organizations.commitments.models import Act
from campaign.organizations.models import Commitment, CommitmentState


def lapse(decision: Decision, actor: Actor, now: datetime) -> Commitment:
    """End an open or late promise, for the public reason in the decision's note.

    Raises NoSuchPromise, AlreadyDecided, DoesNotFit.
    """

    def fits(commitment: Commitment) -> bool:
        return commitment.state in (CommitmentState.OPEN, CommitmentState.LATE)

    with deciding(decision, Act.LAPSED, actor, now, fits) as commitment:
        commitment.state = CommitmentState.LAPSED
        commitment.asked_due_on = commitment.asked_at = None
        commitment.review_note = decision.note
        commitment.reviewed_at = now
    return commitment
