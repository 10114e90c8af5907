"""Take a proof back that does not hold, and with it the grade it made."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.organizations.authority.add_proof import history_line
from campaign.organizations.authority.grade import grade
from campaign.organizations.authority.refusals import NoSuchProof
from campaign.organizations.models import Event, EventKind, Proof, ProofKind, Support
from campaign.organizations.refusals import NoSuchSupport


def take_back(support_id: int, kind: ProofKind, reason: str, actor: Actor, now: datetime) -> Support:
    """Delete a proof with its line of public history; the `reason` goes to the audit log. Raises NoSuchSupport,
    NoSuchProof.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        proof = remove(session, support, kind)
        if proof is None:
            raise NoSuchProof
        record(
            actor.id, actor.name, "support.proof_taken_back", support.organization.slug, now,
            campaign_id=support.campaign_id, subject=f"support {support.id}",
            proof=kind.value, evidence=proof.evidence, reason=reason, grade=support.authority.value,
        )  # fmt: skip
    return support


def remove(session: Session, support: Support, kind: ProofKind) -> Proof | None:
    """Delete one proof of a support whose row the caller holds, and grade it anew; answers what was there."""
    proofs = {proof.kind: proof for proof in session.scalars(select(Proof).where(Proof.support_id == support.id))}
    proof = proofs.pop(kind, None)
    if proof is None:
        return None
    session.execute(
        delete(Event).where(
            Event.support_id == support.id,
            Event.what == EventKind.PROVED,
            Event.at == proof.proved_at,
            Event.detail == history_line(kind, proof.evidence),
        ),
        execution_options={"synchronize_session": False},
    )
    session.delete(proof)
    session.flush()
    support.authority = grade(proofs)
    return proof
