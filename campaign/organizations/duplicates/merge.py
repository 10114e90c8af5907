"""A reviewer says that two organizations are one: one is kept, with the support of both."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaign.audit.record import Actor, record
from campaign.campaigns.corrections import ORGANIZATIONS_MERGED, note_correction
from campaign.campaigns.models import Measure, Partner, Referral
from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.decline import DECLINED
from campaign.organizations.duplicates.plan_merge import plan_merge
from campaign.organizations.models import Commitment, Merge, Support, SupportState, is_counted
from campaign.organizations.shared import Reviews

UNDO_FOR = timedelta(days=30)


def can_undo(merge: Merge, now: datetime) -> bool:
    """Whether a merge stands and is at most 30 days old."""
    return merge.undone_at is None and now - merge.merged_at <= UNDO_FOR


def merge(away_id: int, kept_id: int, reviews: Reviews, actor: Actor, now: datetime) -> Merge:
    """Merge organization `away_id` into `kept_id`: its support moves, its row stays so that all of it can be undone.

    Where both support one campaign, the one that is merged away is declined there as a duplicate, its contact is told,
    and what it promised is the other one's promise from then on.
    `reviews` says for which campaigns the actor may decide. Raises NoSuchOrganization, CannotMerge.
    """
    with transaction() as session:
        plan = plan_merge(session, away_id, kept_id, reviews, locked=True)
        done = Merge(
            from_id=away_id,
            into_id=kept_id,
            moved=[support.id for support in plan.moves],
            declined=[_as_it_was(session, support) for support in plan.declines],
            staff_id=actor.id,
            merged_at=now,
        )
        session.add(done)
        for support in plan.moves:
            support.organization_id = kept_id
        for support in plan.declines:
            if is_counted(support):
                note_correction(support.campaign_id, now, Measure.ORGANIZATIONS, -1, ORGANIZATIONS_MERGED)
            support.state, support.declined_at = SupportState.DECLINED, now
            support.approved_at = support.renew_by = None
            support.reviewer_id = actor.id
            hand_over_promises(session, support.id, plan.instead_of(support).id)
            support.review_note = f"It is the same organization as “{plan.kept.name}”, whose application we have."
            post(DECLINED, support.id, now, campaign_id=support.campaign_id, priority=Priority.NOTICE)
        session.flush()
        hand_over(session, [support.campaign_id for support in plan.moves], away_id, kept_id)
        for support in (*plan.moves, *plan.declines):
            record(
                actor.id, actor.name, "organization.merged", plan.away.slug, now,
                campaign_id=support.campaign_id, subject=f"support {support.id}",
                into=plan.kept.slug, declined=support in plan.declines,
            )  # fmt: skip
        record(
            actor.id, actor.name, "organization.took_in", plan.kept.slug, now,
            subject=f"organization {kept_id}", merged=plan.away.slug, support=done.moved,
        )  # fmt: skip
    return done


def _as_it_was(session: Session, support: Support) -> dict[str, Any]:
    promises = select(Commitment.id).where(Commitment.support_id == support.id).order_by(Commitment.id)
    return {
        "id": support.id,
        "promises": list(session.scalars(promises)),
        "state": support.state.value,
        "approved_at": support.approved_at.isoformat() if support.approved_at else None,
        "renew_by": support.renew_by.isoformat() if support.renew_by else None,
    }


def hand_over(session: Session, campaigns: list[int], from_id: int, to_id: int) -> None:
    """Give an organization's referral link and its own box on the form, in these campaigns, to another one."""
    for table in (Referral, Partner):
        has = select(table.campaign_id).where(table.organization_id == to_id)
        session.execute(
            update(table)
            .where(table.organization_id == from_id, table.campaign_id.in_(campaigns), table.campaign_id.not_in(has))
            .values(organization_id=to_id),
            execution_options={"synchronize_session": False},
        )


def hand_over_promises(session: Session, from_id: int, to_id: int, only: Collection[int] | None = None) -> None:
    """Make the promises of one support (all, or those with these ids) those of another one."""
    session.execute(
        update(Commitment)
        .where(Commitment.support_id == from_id, *([Commitment.id.in_(only)] if only is not None else []))
        .values(support_id=to_id),
        execution_options={"synchronize_session": False},
    )
