"""The words of an organization's page: proofs, identifiers, and where others keep what an identifier names. Pure."""

import re

from campaign.organizations.models import IdentifierScheme, ProofKind

PROOFS: dict[ProofKind, str] = {
    ProofKind.DOMAIN: "Address at its own domain",
    ProofKind.SECOND_OFFICER: "Second officer confirmed",
    ProofKind.DNS: "Record in its DNS",
    ProofKind.LETTER: "Signed letter on file",
    ProofKind.REVIEW: "Reviewed by the campaign",
}

IDENTIFIERS: dict[IdentifierScheme, str] = {
    IdentifierScheme.ROR: "ROR",
    IdentifierScheme.COMPANY: "Register number",
    IdentifierScheme.WIKIDATA: "Wikidata",
    IdentifierScheme.OTHER: "Other identifier",
}


def identifier_address(scheme: IdentifierScheme, value: str) -> str:
    """Where the registry shows what an identifier names; empty where there is no such page or the value is odd."""
    if scheme == IdentifierScheme.ROR and re.fullmatch(r"0[a-z0-9]{8}", value):
        return f"https://ror.org/{value}"
    if scheme == IdentifierScheme.WIKIDATA and re.fullmatch(r"Q[0-9]+", value):
        return f"https://www.wikidata.org/wiki/{value}"
    return ""
