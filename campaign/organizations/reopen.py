"""Undo a decision: the application waits for review again."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from campaign.audit.record import Actor, record
from campaign.campaigns.corrections import APPROVAL_TAKEN_BACK, note_correction
from campaign.campaigns.models import Measure
from campaign.db import transaction
from campaign.organizations.merged import is_merged_away
from campaign.organizations.models import Capacity, Event, EventKind, Support, SupportState, is_counted
from campaign.organizations.refusals import MergedAway, NoSuchSupport, NothingToUndo

UNDO_FOR = timedelta(days=30)


def can_reopen(support: Support, now: datetime) -> bool:
    """Whether a decision was taken and is at most 30 days old."""
    decided = {SupportState.APPROVED: support.approved_at, SupportState.DECLINED: support.declined_at}.get(
        support.state
    )
    return decided is not None and now - decided <= UNDO_FOR


def reopen(support_id: int, actor: Actor, now: datetime) -> Support:
    """Take back an approval or a refusal of the last 30 days. Raises NoSuchSupport, NothingToUndo, MergedAway."""
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        if not can_reopen(support, now):
            raise NothingToUndo
        if support.capacity == Capacity.ON_BEHALF and is_merged_away(support.organization_id):
            raise MergedAway
        was = support.state
        if is_counted(support):
            note_correction(support.campaign_id, now, Measure.ORGANIZATIONS, -1, APPROVAL_TAKEN_BACK)
        support.state = SupportState.WAITING
        support.approved_at = support.renew_by = None
        support.declined_at = None
        support.reviewer_id = None
        support.review_note = ""
        support.affiliate = ""
        session.execute(
            delete(Event).where(Event.support_id == support.id, Event.what == EventKind.JOINED),
            execution_options={"synchronize_session": False},
        )
        record(
            actor.id, actor.name, "support.reopened", support.organization.slug, now,
            campaign_id=support.campaign_id, subject=f"support {support.id}", was=was.value,
        )  # fmt: skip
    return support
