"""From proofs to the grade of authority. Pure."""

from collections.abc import Collection

from campaign.organizations.models import Authority, ProofKind

GRADES: dict[ProofKind, Authority] = {
    ProofKind.DOMAIN: Authority.DOMAIN,
    ProofKind.SECOND_OFFICER: Authority.SECOND_OFFICER,
    ProofKind.DNS: Authority.PROOF,
    ProofKind.LETTER: Authority.PROOF,
    ProofKind.REVIEW: Authority.REVIEWED,
}
WEAKEST_FIRST = tuple(Authority)


def grade(proofs: Collection[ProofKind]) -> Authority:
    """The grade that these proofs make: the strongest one decides; without any, it is claimed."""
    return max((GRADES[kind] for kind in proofs), key=WEAKEST_FIRST.index, default=Authority.CLAIMED)


def above(authority: Authority) -> tuple[Authority, ...]:
    """The grades that are stronger, weakest first."""
    return WEAKEST_FIRST[WEAKEST_FIRST.index(authority) + 1 :]
