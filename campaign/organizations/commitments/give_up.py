"""An organization gives a promise up, or takes one back that is not public yet."""

from datetime import datetime

from campaign.db import transaction
from campaign.organizations.commitments.history import LIVE, add_step, locked_own
from campaign.organizations.commitments.models import Act
from campaign.organizations.commitments.refusals import NotLive
from campaign.organizations.happened import happened
from campaign.organizations.models import Commitment, CommitmentState, EventKind


def give_up(support_id: int, public_id: bytes, why: str, now: datetime) -> Commitment:
    """End a live promise of this support. That it was given up is public at once; why (`why`) reviewers read.

    A promise that no reviewer has published stays unseen. Raises NoSuchPromise, NotLive.
    """
    with transaction() as session:
        commitment = locked_own(session, support_id, public_id)
        if commitment.state not in LIVE:
            raise NotLive
        was_public = commitment.state != CommitmentState.PROPOSED
        commitment.state = CommitmentState.LAPSED if was_public else CommitmentState.DECLINED
        commitment.asked_due_on = commitment.asked_at = None
        add_step(session, commitment, Act.GAVE_UP, now, note=why, due_on=commitment.due_on)
        if was_public:
            happened(support_id, EventKind.GAVE_UP, now, commitment.promise)
    return commitment
