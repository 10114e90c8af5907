"""Take a decision about a change back: it waits again, and the public sees what it saw before."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.organizations.models import Change, ChangeState, Event, EventKind, Support
from campaign.organizations.own.accept_change import OF_THE_SUPPORT, WAS, exchange, fields
from campaign.organizations.own.lock_change import lock_change
from campaign.organizations.public_values import public_values
from campaign.organizations.refusals import ChangeOvertaken, NothingToUndo
from campaign.organizations.reopen import UNDO_FOR
from campaign.organizations.shared import Reviews, everywhere, refuse_if_shared
from campaign.organizations.speaker import HAVE_A_PAGE


def can_undo(change: Change, now: datetime) -> bool:
    """Whether a decision was taken and is at most 30 days old."""
    decided = change.state in (ChangeState.ACCEPTED, ChangeState.DECLINED)
    return decided and change.decided_at is not None and now - change.decided_at <= UNDO_FOR


def undo_change(change_id: int, actor: Actor, now: datetime, *, reviews: Reviews = everywhere) -> Change:
    """Undo an acceptance or a refusal of the last 30 days. `reviews` says for which campaigns the actor may decide.

    Raises NoSuchChange, NothingToUndo, SharedElsewhere, and ChangeOvertaken when something newer would be lost.
    """
    with transaction() as session:
        change, support = lock_change(session, change_id)
        if not can_undo(change, now) or support.state not in HAVE_A_PAGE:
            raise NothingToUndo
        was = change.state
        if _another_waits(session, change):
            raise ChangeOvertaken("The organization has asked for something newer. Decide that first.")
        if was == ChangeState.ACCEPTED:
            if fields(change) - OF_THE_SUPPORT:
                refuse_if_shared(support.organization_id, reviews)
            _put_back(session, change, support)
        change.state = ChangeState.WAITING
        change.decided_at = None
        change.staff_id = None
        change.note = ""
        record(
            actor.id, actor.name, "change.reopened", support.organization.slug, now, campaign_id=support.campaign_id,
            subject=f"organization {support.organization_id}", change=change.id, was=was.value,
        )  # fmt: skip
    return change


def _another_waits(session: Session, change: Change) -> bool:
    return (
        session.scalar(
            select(Change.id).where(
                Change.support_id == change.support_id, Change.state == ChangeState.WAITING, Change.id != change.id
            )
        )
        is not None
    )


def _put_back(session: Session, change: Change, support: Support) -> None:
    wanted = {key: change.values[key] for key in fields(change)}
    earlier = change.values[WAS]
    shown = public_values(support)
    if any(shown[key] != value for key, value in wanted.items()):
        raise ChangeOvertaken
    change.values = earlier
    exchange(session, change, support)
    change.values = wanted
    session.execute(
        delete(Event).where(
            Event.support_id == support.id, Event.what == EventKind.CHANGED, Event.at == change.decided_at
        ),
        execution_options={"synchronize_session": False},
    )
