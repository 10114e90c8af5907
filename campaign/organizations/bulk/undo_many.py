"""Take back a decision about several organizations, of the last 30 days."""

from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import Actor, record
from campaign.db import db, transaction
from campaign.organizations.bulk.models import SupportDecision, Verdict
from campaign.organizations.bulk.refusals import NoSuchDecision, UndoneOrOld
from campaign.organizations.models import OrganizationKind, Support, SupportState
from campaign.organizations.reopen import UNDO_FOR, reopen
from campaign.organizations.shared import Reviews, everywhere, refuse_if_shared
from campaign.web.errors import Refusal


def can_undo(decision: SupportDecision, now: datetime) -> bool:
    """Whether it stands and is at most 30 days old."""
    return decision.undone_at is None and now - decision.decided_at <= UNDO_FOR


def undo_many(decision_id: int, actor: Actor, now: datetime, *, reviews: Reviews = everywhere) -> int:
    """Put each of them back to what it was, unless it was decided anew since; answers how many.

    Run twice, it does the rest. `reviews` says for which campaigns the actor may decide. Raises NoSuchDecision,
    UndoneOrOld, SharedElsewhere.
    """
    decision = db.session.get(SupportDecision, decision_id, populate_existing=True)
    if decision is None:
        raise NoSuchDecision
    if not can_undo(decision, now):
        raise UndoneOrOld
    back = 0
    if decision.verdict != Verdict.KIND:
        for support_id in _still_so(decision):
            try:
                reopen(support_id, actor, now)
            except Refusal:
                continue
            back += 1
    with transaction() as session:
        decision = session.get_one(SupportDecision, decision_id, with_for_update=True, populate_existing=True)
        if decision.undone_at is not None:
            raise UndoneOrOld
        if decision.verdict == Verdict.KIND:
            before = dict(decision.supports)
            for support in session.scalars(
                select(Support).where(Support.id.in_(list(before))).execution_options(populate_existing=True)
            ):
                if support.organization.kind == decision.said:
                    refuse_if_shared(support.organization_id, reviews)
                    support.organization.kind = OrganizationKind(before[support.id])
                    back += 1
        decision.undone_at = now
        record(
            actor.id, actor.name, "support.decision_undone", f"decision {decision.id}", now,
            campaign_id=decision.campaign_id, subject=f"support_decision {decision.id}", supports=back,
        )  # fmt: skip
    return back


def _still_so(decision: SupportDecision) -> list[int]:
    """Those that this decision moved and nobody has moved since: they bear its moment."""
    accepted = decision.verdict == Verdict.ACCEPT
    moved = Support.approved_at if accepted else Support.declined_at
    state = SupportState.APPROVED if accepted else SupportState.DECLINED
    return list(
        db.session.scalars(
            select(Support.id)
            .where(
                Support.id.in_([id_ for id_, _ in decision.supports]),
                Support.state == state,
                moved == decision.decided_at,
            )
            .order_by(Support.id)
        )
    )
