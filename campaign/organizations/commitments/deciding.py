"""What every decision of a reviewer shares: locked, on what the reviewer saw, written down, told to the contact."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.commitments.history import add_step, locked, newest_step_id
from campaign.organizations.commitments.models import Act
from campaign.organizations.commitments.refusals import AlreadyDecided, DoesNotFit
from campaign.organizations.happened import happened
from campaign.organizations.models import Commitment, CommitmentState, EventKind, Support

DECIDED = "organizations.commitment_decided"
EVENTS = {
    Act.PUBLISHED: EventKind.PROMISED,
    Act.MET: EventKind.MET,
    Act.LATE: EventKind.LATE,
    Act.LAPSED: EventKind.GAVE_UP,
}
# What a decision may change, and taking it back restores.
_CHANGED = ("state", "due_on", "first_due_on", "asked_due_on", "asked_at", "met_on", "review_note", "reviewed_at")


@dataclass(frozen=True)
class Decision:
    """A reviewer's decision on a promise: the last step that they `saw`, so that nothing new is decided unseen."""

    commitment_id: int
    seen: int
    note: str = ""


@contextmanager
def deciding(
    decision: Decision, act: Act, actor: Actor, now: datetime, fits: Callable[[Commitment], bool]
) -> Iterator[Commitment]:
    """One transaction around one decision: yields the locked promise, for the verb to change.

    History, audit log, the organization's public history and the letter to its contact follow. Raises NoSuchPromise,
    AlreadyDecided, DoesNotFit.
    """
    with transaction() as session:
        commitment = locked(session, decision.commitment_id)
        if newest_step_id(session, commitment.id) != decision.seen:
            raise AlreadyDecided
        if not fits(commitment):
            raise DoesNotFit
        before = snapshot(commitment)
        yield commitment
        commitment.staff_id = actor.id
        is_news = before["state"] != commitment.state
        event = None
        if act in EVENTS and is_news:
            event = happened(commitment.support_id, EVENTS[act], now, commitment.promise)
            session.flush()
        before["event_id"] = event.id if event is not None else None
        due_on = commitment.due_on if act in (Act.PUBLISHED, Act.DATE_MOVED, Act.LATE, Act.LAPSED) else None
        step = add_step(
            session, commitment, act, now, note=decision.note, due_on=due_on, staff_id=actor.id, before=before
        )
        post(DECIDED, step.id, now, campaign_id=commitment.campaign_id, priority=Priority.NOTICE)
        write_down(session, commitment, f"commitment.{act.value}", actor, now)


def write_down(session: Session, commitment: Commitment, act: str, actor: Actor, now: datetime) -> None:
    """The entry of the audit log."""
    support = session.get_one(Support, commitment.support_id)
    record(
        actor.id, actor.name, act, support.organization.slug, now,
        campaign_id=commitment.campaign_id, subject=f"commitment {commitment.id}",
    )  # fmt: skip


def snapshot(commitment: Commitment) -> dict[str, Any]:
    """What a decision may change, as JSON."""
    values = {name: getattr(commitment, name) for name in _CHANGED}
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in values.items()}


def put_back(commitment: Commitment, before: dict[str, Any]) -> None:
    """Undo what changed since a `snapshot`."""
    for name in _CHANGED:
        value = before[name]
        if value is not None and name.endswith("_on"):
            value = date.fromisoformat(value)
        elif value is not None and name.endswith("_at"):
            value = datetime.fromisoformat(value)
        elif name == "state":
            value = CommitmentState(value)
        setattr(commitment, name, value)
