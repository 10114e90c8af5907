"""Live promises end with the support that they belong to: called by every verb that ends one, and by nothing else."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.organizations.commitments.history import LIVE, add_step
from campaign.organizations.commitments.models import Act
from campaign.organizations.happened import happened
from campaign.organizations.models import Commitment, CommitmentState, EventKind


def end_with_support(session: Session, support_id: int, now: datetime) -> int:
    """Mark what a support still promises as given up with it, within the caller's transaction; answers how many.

    What no reviewer has published stays unseen. Twice changes nothing.
    """
    live = session.scalars(
        select(Commitment)
        .where(Commitment.support_id == support_id, Commitment.state.in_(LIVE))
        .order_by(Commitment.id)
        .with_for_update(of=Commitment)
        .execution_options(populate_existing=True)
    ).all()
    for commitment in live:
        was_public = commitment.state != CommitmentState.PROPOSED
        commitment.state = CommitmentState.LAPSED if was_public else CommitmentState.DECLINED
        commitment.asked_due_on = commitment.asked_at = None
        add_step(session, commitment, Act.ENDED, now, due_on=commitment.due_on)
        if was_public:
            happened(support_id, EventKind.GAVE_UP, now, commitment.promise)
    return len(live)
