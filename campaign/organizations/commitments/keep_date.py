"""A reviewer does not agree to a new date: the one that was promised holds."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.organizations.commitments.deciding import Decision, deciding
from campaign.organizations.commitments.models import Act
from campaign.organizations.models import Commitment


def keep_date(decision: Decision, actor: Actor, now: datetime) -> Commitment:
    """Refuse the date that was asked for, for the public reason in the decision's note.

    Raises NoSuchPromise, AlreadyDecided, DoesNotFit.
    """

    def fits(commitment: Commitment) -> bool:
        return commitment.asked_due_on is not None

    with deciding(decision, Act.DATE_KEPT, actor, now, fits) as commitment:
        commitment.asked_due_on = commitment.asked_at = None
        commitment.review_note = decision.note
    return commitment
