"""A reviewer finds that a promise is kept."""

from datetime import date, datetime

from campaign.audit.record import Actor
from campaign.organizations.commitments.deciding import Decision, deciding
from campaign.organizations.commitments.history import evidence_waits
from campaign.organizations.commitments.models import Act
from campaign.organizations.commitments.refusals import DayToCome
from campaign.organizations.models import Commitment, CommitmentState

# Evidence that waits when the organization gives up or leaves is judged all the same.
JUDGED = (CommitmentState.OPEN, CommitmentState.LATE, CommitmentState.LAPSED)


def accept_evidence(decision: Decision, met_on: date, actor: Actor, now: datetime) -> Commitment:
    """Accept the evidence that waits: the promise was kept on `met_on`, in time or late. The note is public.

    Raises NoSuchPromise, AlreadyDecided, DoesNotFit, DayToCome.
    """

    def fits(commitment: Commitment) -> bool:
        return commitment.state in JUDGED and evidence_waits(commitment)

    with deciding(decision, Act.MET, actor, now, fits) as commitment:
        if not commitment.created_at.date() <= met_on <= now.date():
            raise DayToCome
        commitment.state = CommitmentState.MET
        commitment.met_on = met_on
        commitment.asked_due_on = commitment.asked_at = None
        commitment.review_note = decision.note
        commitment.reviewed_at = now
    return commitment
