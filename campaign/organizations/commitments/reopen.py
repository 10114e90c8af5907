"""A reviewer makes a promise live again that was kept or given up."""

from datetime import datetime

from sqlalchemy import exists, select

from campaign.audit.record import Actor
from campaign.db import db
from campaign.organizations.commitments.deciding import Decision, deciding
from campaign.organizations.commitments.models import Act
from campaign.organizations.models import Commitment, CommitmentState, Support, SupportState


def reopen(decision: Decision, actor: Actor, now: datetime) -> Commitment:
    """Open a kept or given-up promise of a listed organization again, with the public reason in the note.

    It is open, or late when its day is over. Raises NoSuchPromise, AlreadyDecided, DoesNotFit.
    """

    def fits(commitment: Commitment) -> bool:
        is_listed = exists().where(Support.id == commitment.support_id, Support.state == SupportState.APPROVED)
        ended = commitment.state in (CommitmentState.MET, CommitmentState.LAPSED)
        return ended and bool(db.session.scalar(select(is_listed)))

    with deciding(decision, Act.REOPENED, actor, now, fits) as commitment:
        is_over = commitment.due_on < now.date()
        commitment.state = CommitmentState.LATE if is_over else CommitmentState.OPEN
        commitment.met_on = None
        commitment.review_note = decision.note
        commitment.reviewed_at = now
    return commitment
