"""A reviewer agrees to the new date that an organization asks for. The first one stays beside it."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.organizations.commitments.deciding import Decision, deciding
from campaign.organizations.commitments.models import Act
from campaign.organizations.commitments.refusals import DoesNotFit
from campaign.organizations.models import Commitment, CommitmentState


def move_date(decision: Decision, actor: Actor, now: datetime) -> Commitment:
    """Move an open or late promise to the date that was asked for; a late one is open again.

    Raises NoSuchPromise, AlreadyDecided, DoesNotFit (also when that date has come meanwhile).
    """

    def fits(commitment: Commitment) -> bool:
        return (
            commitment.state in (CommitmentState.OPEN, CommitmentState.LATE)
            and commitment.asked_due_on is not None
            and commitment.asked_due_on > now.date()
        )

    with deciding(decision, Act.DATE_MOVED, actor, now, fits) as commitment:
        if commitment.asked_due_on is None:
            raise DoesNotFit
        commitment.first_due_on = commitment.first_due_on or commitment.due_on
        commitment.due_on = commitment.asked_due_on
        commitment.asked_due_on = commitment.asked_at = None
        commitment.state = CommitmentState.OPEN
        commitment.review_note = decision.note or commitment.review_note
    return commitment
