"""A reviewer makes a promise public."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.organizations.commitments.deciding import Decision, deciding
from campaign.organizations.commitments.models import Act
from campaign.organizations.models import Commitment, CommitmentState


def publish(decision: Decision, actor: Actor, now: datetime) -> Commitment:
    """Publish a proposed promise. Raises NoSuchPromise, AlreadyDecided, DoesNotFit."""

    def fits(commitment: Commitment) -> bool:
        return commitment.state == CommitmentState.PROPOSED

    with deciding(decision, Act.PUBLISHED, actor, now, fits) as commitment:
        commitment.state = CommitmentState.OPEN
        commitment.reviewed_at = now
        commitment.review_note = ""
    return commitment
