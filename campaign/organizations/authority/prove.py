"""Record a proof that a person or the site has checked, and the grade that follows."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.organizations.authority.add_proof import add_proof
from campaign.organizations.models import ProofKind, Support
from campaign.organizations.refusals import NoSuchSupport


def prove(support_id: int, kind: ProofKind, evidence: str, now: datetime, actor: Actor | None = None) -> Support:
    """Store a proof with its public `evidence` and set the grade, in one transaction; answers the support.

    With an `actor` it is a staff act and recorded; without one, the site itself found it. The same proof again changes
    nothing. Raises NoSuchSupport, NothingToProve.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        changed = add_proof(session, support, kind, evidence, now, actor.id if actor is not None else None)
        if changed and actor is not None:
            record(
                actor.id, actor.name, "support.proved", support.organization.slug, now,
                campaign_id=support.campaign_id, subject=f"support {support.id}",
                proof=kind.value, evidence=evidence, grade=support.authority.value,
            )  # fmt: skip
    return support
