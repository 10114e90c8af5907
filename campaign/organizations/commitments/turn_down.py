"""A reviewer does not publish a promise; the contact gets the reason, nobody else does."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.organizations.commitments.deciding import Decision, deciding
from campaign.organizations.commitments.models import Act
from campaign.organizations.models import Commitment, CommitmentState


def turn_down(decision: Decision, actor: Actor, now: datetime) -> Commitment:
    """Decline a proposed promise, for the reason in the decision's note. Raises as `publish` does."""

    def fits(commitment: Commitment) -> bool:
        return commitment.state == CommitmentState.PROPOSED

    with deciding(decision, Act.DECLINED, actor, now, fits) as commitment:
        commitment.state = CommitmentState.DECLINED
        commitment.reviewed_at = now
        commitment.review_note = decision.note
    return commitment
