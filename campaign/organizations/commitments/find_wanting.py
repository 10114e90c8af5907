"""A reviewer finds that the evidence does not show yet that a promise is kept."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.organizations.commitments.accept_evidence import JUDGED
from campaign.organizations.commitments.deciding import Decision, deciding
from campaign.organizations.commitments.history import evidence_waits
from campaign.organizations.commitments.models import Act
from campaign.organizations.models import Commitment


def find_wanting(decision: Decision, actor: Actor, now: datetime) -> Commitment:
    """Not kept yet, for the public reason in the decision's note; the promise stays as it is.

    Raises NoSuchPromise, AlreadyDecided, DoesNotFit.
    """

    def fits(commitment: Commitment) -> bool:
        return commitment.state in JUDGED and evidence_waits(commitment)

    with deciding(decision, Act.NOT_YET, actor, now, fits) as commitment:
        commitment.review_note = decision.note
        commitment.reviewed_at = now
    return commitment
