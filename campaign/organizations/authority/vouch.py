"""A reviewer looked at all of it and vouches for the organization."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.organizations.authority.add_proof import add_proof
from campaign.organizations.authority.refusals import NeedsAReason
from campaign.organizations.models import Authority, ProofKind, Support
from campaign.organizations.refusals import NoSuchSupport


def vouch(support_id: int, note: str, reason: str, actor: Actor, now: datetime) -> Support:
    """Record that a reviewer vouches, with a public `note` of what they looked at.

    Where nothing but the contact's word stands behind it, a `reason` is needed; it goes to the audit log.
    Raises NoSuchSupport, NothingToProve, NeedsAReason.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        before = support.authority
        if before == Authority.CLAIMED and not reason:
            raise NeedsAReason
        if add_proof(session, support, ProofKind.REVIEW, note, now, actor.id):
            record(
                actor.id, actor.name, "support.vouched_for", support.organization.slug, now,
                campaign_id=support.campaign_id, subject=f"support {support.id}",
                note=note, reason=reason, before=before.value,
            )  # fmt: skip
    return support
