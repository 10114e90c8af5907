"""An organization asks for a new date. The old one holds until a reviewer agrees, and stays visible after that."""

from datetime import date, datetime

from campaign.db import transaction
from campaign.organizations.commitments.history import add_step, locked_own
from campaign.organizations.commitments.models import Act
from campaign.organizations.commitments.refusals import DayOutOfReach, NotLive, SameDay
from campaign.organizations.commitments.rules import can_be_promised
from campaign.organizations.models import Commitment, CommitmentState


def ask_for_date(support_id: int, public_id: bytes, due_on: date, why: str, now: datetime) -> Commitment:
    """Ask a reviewer to move an open or late promise of this support; the newest wish counts.

    Raises NoSuchPromise, NotLive, SameDay, DayOutOfReach.
    """
    with transaction() as session:
        commitment = locked_own(session, support_id, public_id)
        if commitment.state not in (CommitmentState.OPEN, CommitmentState.LATE):
            raise NotLive
        if due_on == commitment.due_on:
            raise SameDay
        if not can_be_promised(due_on, now.date()):
            raise DayOutOfReach
        if due_on == commitment.asked_due_on:
            return commitment
        commitment.asked_due_on = due_on
        commitment.asked_at = now
        add_step(session, commitment, Act.DATE_ASKED, now, note=why, due_on=due_on)
    return commitment
