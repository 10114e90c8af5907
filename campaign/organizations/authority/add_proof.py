"""Store a proof and the grade it makes, within the caller's transaction."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.organizations.authority.grade import grade
from campaign.organizations.authority.refusals import NothingToProve
from campaign.organizations.happened import happened
from campaign.organizations.models import Capacity, EventKind, Proof, ProofKind, Support, SupportState
from campaign.organizations.wording import PROOFS

PROVABLE = (SupportState.WAITING, SupportState.APPROVED, SupportState.LAPSED)


def can_be_proved(support: Support) -> bool:
    """Whether authority is claimed here and still matters: somebody who speaks personally needs none."""
    return support.capacity == Capacity.ON_BEHALF and support.state in PROVABLE


def add_proof(
    session: Session, support: Support, kind: ProofKind, evidence: str, now: datetime, staff_id: int | None = None
) -> bool:
    """Store a proof of a support whose row the caller holds; a newer one of its kind takes its place.

    `evidence` are public words that name no person. The same again changes nothing; answers whether anything did.
    Raises NothingToProve.
    """
    if not can_be_proved(support):
        raise NothingToProve
    proofs = {proof.kind: proof for proof in session.scalars(select(Proof).where(Proof.support_id == support.id))}
    proof = proofs.get(kind)
    if proof is not None and (proof.evidence, proof.staff_id) == (evidence, staff_id):
        return False
    if proof is None:
        proof = Proof(support_id=support.id, kind=kind)
        session.add(proof)
    proof.evidence, proof.staff_id, proof.proved_at = evidence, staff_id, now
    session.flush()
    support.authority = grade({*proofs, kind})
    happened(support.id, EventKind.PROVED, now, history_line(kind, evidence))
    return True


def history_line(kind: ProofKind, evidence: str) -> str:
    """What the public history says of a proof."""
    return f"{PROOFS[kind]}: {evidence}" if evidence else PROOFS[kind]
