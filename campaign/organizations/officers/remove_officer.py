"""Remove the second officer: they can no longer open the own page, and what they proved by confirming is gone."""

from datetime import datetime

from campaign.audit.record import record
from campaign.db import transaction
from campaign.organizations.authority.take_back import remove
from campaign.organizations.models import ProofKind, Support
from campaign.organizations.officers.name_officer import officer_of
from campaign.organizations.officers.refusals import NoSuchOfficer
from campaign.organizations.speaker import ITSELF


def remove_officer(support_id: int, now: datetime) -> Support:
    """Delete what is kept of them, and take their proof back.

    Whoever was named and asked to be left alone is not kept; removing them looks like any other removal.
    Raises NoSuchOfficer.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        officer = officer_of(session, support_id)
        if support is None or (officer is None and support.officer_asked_at is None):
            raise NoSuchOfficer
        remove(session, support, ProofKind.SECOND_OFFICER)
        if officer is not None:
            session.delete(officer)
        support.officer_asked_at = None
        record(
            ITSELF.id, ITSELF.name, "support.officer_removed", support.organization.slug, now,
            campaign_id=support.campaign_id, subject=f"support {support.id}", grade=support.authority.value,
        )  # fmt: skip
    return support
