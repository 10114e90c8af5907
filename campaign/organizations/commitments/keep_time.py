"""The nightly clock of promises: reminds, and marks as late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.commitments.history import add_step, evidence_waits
from campaign.organizations.commitments.models import Act, CommitmentStep
from campaign.organizations.commitments.rules import REMIND_BEFORE, Tick, tick
from campaign.organizations.happened import happened
from campaign.organizations.models import Commitment, CommitmentState, EventKind

TOLD: Final = "organizations.commitment_due"
AT_ONCE: Final = 200


@dataclass(frozen=True)
class Kept:
    """What one run did."""

    late: int
    reminded: int


def keep_time(now: datetime) -> Kept:
    """Go through every open promise that is due within 30 days or over, in pieces; a second run finds nothing to do."""
    late = reminded = 0
    after = 0
    while True:
        piece = _piece(after, now)
        late += piece.late
        reminded += piece.reminded
        if piece.last is None:
            break
        after = piece.last
    return Kept(late, reminded)


@dataclass(frozen=True)
class _Piece:
    late: int
    reminded: int
    last: int | None


def _piece(after: int, now: datetime) -> _Piece:
    today = now.date()
    with transaction() as session:
        due = session.scalars(
            select(Commitment)
            .where(
                Commitment.id > after,
                Commitment.state == CommitmentState.OPEN,
                Commitment.due_on <= today + REMIND_BEFORE,
            )
            .order_by(Commitment.id)
            .limit(AT_ONCE)
            .with_for_update(of=Commitment)
            .execution_options(populate_existing=True)
        ).all()
        done = [_tick(session, commitment, now) for commitment in due]
    return _Piece(done.count(Tick.LATE), done.count(Tick.REMIND), due[-1].id if due else None)


def _tick(session: Session, commitment: Commitment, now: datetime) -> Tick:
    was_reminded = session.scalar(
        select(
            exists().where(
                CommitmentStep.commitment_id == commitment.id,
                CommitmentStep.act == Act.REMINDED,
                CommitmentStep.due_on == commitment.due_on,
            )
        )
    )
    found = tick(
        commitment.due_on,
        now.date(),
        evidence_waits=evidence_waits(commitment),
        was_reminded=bool(was_reminded),
    )
    if found == Tick.NOTHING:
        return found
    act = Act.LATE if found == Tick.LATE else Act.REMINDED
    if found == Tick.LATE:
        commitment.state = CommitmentState.LATE
        happened(commitment.support_id, EventKind.LATE, now, commitment.promise)
    step = add_step(session, commitment, act, now, due_on=commitment.due_on)
    post(TOLD, step.id, now, campaign_id=commitment.campaign_id, priority=Priority.NOTICE)
    return found
