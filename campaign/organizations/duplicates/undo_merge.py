"""Two organizations were not one after all: each gets back what was its own."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from campaign.audit.record import Actor, record
from campaign.campaigns.corrections import MERGE_UNDONE, note_correction
from campaign.campaigns.models import Measure
from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.approve import APPROVED
from campaign.organizations.duplicates.merge import can_undo, hand_over, hand_over_promises
from campaign.organizations.duplicates.refusals import CannotMerge, NoSuchMerge, TooLateToUndo
from campaign.organizations.merged import is_merged_away
from campaign.organizations.models import Merge, Organization, Support, SupportState, is_counted
from campaign.organizations.shared import Reviews


def undo_merge(merge_id: int, reviews: Reviews, actor: Actor, now: datetime) -> Merge:
    """Move support back, and give duplicates that were declined the state they had; whoever is listed again is told.

    What was decided meanwhile stays decided. `reviews` says for which campaigns the actor may decide.
    Raises NoSuchMerge, TooLateToUndo, CannotMerge.
    """
    with transaction() as session:
        done = session.get(Merge, merge_id, with_for_update=True, populate_existing=True)
        if done is None or done.undone_at is not None:
            raise NoSuchMerge
        organizations = session.scalars(
            select(Organization)
            .where(Organization.id.in_((done.from_id, done.into_id)))
            .order_by(Organization.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        names = {each.id: each.slug for each in organizations}
        before = {one["id"]: one for one in done.declined}
        supports = session.scalars(
            select(Support)
            .where(Support.id.in_([*done.moved, *before]))
            .order_by(Support.id)
            .with_for_update(of=Support)
            .execution_options(populate_existing=True)
        ).all()
        if not all(reviews(support.campaign_id) for support in supports):
            raise NoSuchMerge
        if not can_undo(done, now):
            raise TooLateToUndo
        if is_merged_away(done.into_id):
            raise CannotMerge("The organization that was kept has been merged into another one since. Undo that first.")
        kept = {
            each.campaign_id: each.id
            for each in session.scalars(select(Support).where(Support.organization_id == done.into_id))
        }
        moved = [each for each in supports if each.id in done.moved and each.organization_id == done.into_id]
        for support in moved:
            support.organization_id = done.from_id
        for support in supports:
            was = before.get(support.id)
            if was is not None and support.state == SupportState.DECLINED and support.declined_at == done.merged_at:
                _give_back(support, was, now)
                standing = kept.get(support.campaign_id)
                if standing is not None:
                    hand_over_promises(session, standing, support.id, was.get("promises", ()))
        session.flush()
        hand_over(session, [support.campaign_id for support in moved], done.into_id, done.from_id)
        done.undone_at = now
        for support in supports:
            record(
                actor.id, actor.name, "organization.merge_undone", names[done.from_id], now,
                campaign_id=support.campaign_id, subject=f"support {support.id}", was_in=names[done.into_id],
            )  # fmt: skip
        record(
            actor.id, actor.name, "organization.gave_back", names[done.into_id], now,
            subject=f"organization {done.into_id}", to=names[done.from_id],
        )  # fmt: skip
    return done


def _give_back(support: Support, was: dict[str, Any], now: datetime) -> None:
    support.declined_at = support.reviewer_id = None
    support.review_note = ""
    support.approved_at = datetime.fromisoformat(was["approved_at"]) if was["approved_at"] else None
    support.renew_by = date.fromisoformat(was["renew_by"]) if was["renew_by"] else None
    support.state = SupportState(was["state"] or "")
    if is_counted(support):
        note_correction(support.campaign_id, now, Measure.ORGANIZATIONS, 1, MERGE_UNDONE)
    if support.state == SupportState.APPROVED:
        post(APPROVED, support.id, now, campaign_id=support.campaign_id, priority=Priority.NOTICE)
