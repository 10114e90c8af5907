"""What proved authority no longer holds: the proof goes, and the grade is what the others make."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.organizations.models import Authority, Proof, ProofKind, Support

GRADES: dict[ProofKind, Authority] = {
    ProofKind.DOMAIN: Authority.DOMAIN,
    ProofKind.SECOND_OFFICER: Authority.SECOND_OFFICER,
    ProofKind.DNS: Authority.PROOF,
    ProofKind.LETTER: Authority.PROOF,
    ProofKind.REVIEW: Authority.REVIEWED,
}
_WEAKEST_FIRST = tuple(Authority)


def lose_proofs(session: Session, support: Support, kinds: Collection[ProofKind]) -> int:
    """Delete the proofs of these kinds and grade anew, within the caller's transaction; answers how many went."""
    gone = session.execute(
        delete(Proof)
        .where(Proof.support_id == support.id, Proof.kind.in_(kinds))
        .returning(Proof.id)
        .execution_options(synchronize_session=False)
    ).all()
    if gone:
        left = session.scalars(select(Proof.kind).where(Proof.support_id == support.id)).all()
        support.authority = max((GRADES[kind] for kind in left), key=_WEAKEST_FIRST.index, default=Authority.CLAIMED)
    return len(gone)
