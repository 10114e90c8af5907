"""An organization leaves: it is no longer counted or listed, its dates stay, its contact person is forgotten."""

from datetime import datetime

from sqlalchemy import delete

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.notes.forget_notes import forget_notes_on_support
from campaign.organizations.commitments.end_with_support import end_with_support
from campaign.organizations.happened import happened
from campaign.organizations.models import EventKind, Officer, Support, SupportState
from campaign.organizations.refusals import NoSuchSupport, NotListed


def leave(support_id: int, actor: Actor, now: datetime) -> Support:
    """Take a listed organization off the list because it asked to. Raises NoSuchSupport, NotListed."""
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        if support.state != SupportState.APPROVED:
            raise NotListed
        support.state = SupportState.LEFT
        support.left_at = now
        support.statement = ""
        support.affiliate = ""
        support.sealed = None
        session.execute(
            delete(Officer).where(Officer.support_id == support.id), execution_options={"synchronize_session": False}
        )
        forget_notes_on_support(session, support.id)
        support.contact_tag = None
        support.application_tag = None
        end_with_support(session, support.id, now)
        happened(support.id, EventKind.LEFT, now)
        record(
            actor.id, actor.name, "support.left", support.organization.slug, now,
            campaign_id=support.campaign_id, subject=f"support {support.id}",
        )  # fmt: skip
    return support
