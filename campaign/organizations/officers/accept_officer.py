"""A reviewer accepts a second officer whose address is not at the organization's own domain."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.organizations.authority.add_proof import add_proof
from campaign.organizations.models import ProofKind, Support
from campaign.organizations.officers.name_officer import officer_of
from campaign.organizations.officers.refusals import NotConfirmed
from campaign.organizations.refusals import NoSuchSupport

EVIDENCE = "whose address a reviewer checked"


def accept_officer(support_id: int, reason: str, actor: Actor, now: datetime) -> Support:
    """Let a confirmed second officer count as a proof.

    The `reason` says how the person was checked, without their name, and goes to the audit log.
    Raises NoSuchSupport, NotConfirmed, NothingToProve.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        officer = officer_of(session, support.id)
        if officer is None or officer.confirmed_at is None:
            raise NotConfirmed
        if add_proof(session, support, ProofKind.SECOND_OFFICER, EVIDENCE, now, actor.id):
            record(
                actor.id, actor.name, "support.officer_accepted", support.organization.slug, now,
                campaign_id=support.campaign_id, subject=f"support {support.id}", reason=reason,
            )  # fmt: skip
    return support
