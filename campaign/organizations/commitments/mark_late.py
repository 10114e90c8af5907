"""A reviewer says that a promise is late, and what is known of it."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.organizations.commitments.deciding import Decision, deciding
from campaign.organizations.commitments.models import Act
from campaign.organizations.models import Commitment, CommitmentState


def mark_late(decision: Decision, actor: Actor, now: datetime) -> Commitment:
    """Mark a promise whose day is over as late, with the public reason in the note; or say more of a late one.

    Raises NoSuchPromise, AlreadyDecided, DoesNotFit.
    """

    def fits(commitment: Commitment) -> bool:
        live = commitment.state in (CommitmentState.OPEN, CommitmentState.LATE)
        return live and commitment.due_on < now.date()

    with deciding(decision, Act.LATE, actor, now, fits) as commitment:
        commitment.state = CommitmentState.LATE
        commitment.review_note = decision.note
        commitment.reviewed_at = now
    return commitment
