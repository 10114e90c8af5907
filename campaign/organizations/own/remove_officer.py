"""Remove the second officer: they can no longer open the own page, and what they proved by confirming is gone."""

from datetime import datetime

from sqlalchemy import delete

from campaign.audit.record import record
from campaign.db import transaction
from campaign.organizations.authority.take_back import remove
from campaign.organizations.models import Officer, ProofKind, Support
from campaign.organizations.refusals import NoSuchOfficer
from campaign.organizations.speaker import ITSELF


def remove_officer(support_id: int, now: datetime) -> Support:
    """Remove it. Raises NoSuchOfficer."""
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchOfficer
        gone = session.execute(
            delete(Officer)
            .where(Officer.support_id == support_id)
            .returning(Officer.id)
            .execution_options(synchronize_session=False)
        )
        if not gone.all() and support.officer_asked_at is None:
            raise NoSuchOfficer
        remove(session, support, ProofKind.SECOND_OFFICER)
        # Whether somebody answered "I know nothing of this" is not told: what was asked is taken back alike.
        support.officer_asked_at = None
        record(
            ITSELF.id, ITSELF.name, "support.officer_removed", support.organization.slug, now,
            campaign_id=support.campaign_id, subject=f"support {support.id}",
        )  # fmt: skip
    return support
