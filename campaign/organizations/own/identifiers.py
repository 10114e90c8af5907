"""Numbers under which others know an organization: read as people paste them, kept in one plain spelling. Pure."""

import re

from campaign.organizations.models import IdentifierScheme
from campaign.text import tidy

LABELS: dict[IdentifierScheme, str] = {
    IdentifierScheme.ROR: "ROR",
    IdentifierScheme.COMPANY: "Company or charity number",
    IdentifierScheme.WIKIDATA: "Wikidata",
    IdentifierScheme.OTHER: "Other number",
}
HINTS: dict[IdentifierScheme, str] = {
    IdentifierScheme.ROR: "Research Organization Registry, like 05abcde12 or https://ror.org/05abcde12",
    IdentifierScheme.COMPANY: "With the country, like GB:1089464",
    IdentifierScheme.WIKIDATA: "Like Q12345",
    IdentifierScheme.OTHER: "With what it is, like ISNI 0000 0001 2345 6789",
}
_ROR = re.compile(r"(?:https?://)?(?:www\.)?(?:ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})/?", re.IGNORECASE)
_COMPANY = re.compile(r"([A-Za-z]{2})\s*[: ]\s*([A-Za-z0-9][A-Za-z0-9./ -]{1,30})")
_WIKIDATA = re.compile(r"(?:https?://)?(?:www\.)?(?:wikidata\.org/(?:wiki|entity)/)?(Q[1-9][0-9]{0,11})", re.IGNORECASE)
_OTHER = re.compile(r"[\w .:/()-]{3,60}")


class IdentifierFault(ValueError):
    """This is no such number; the message says so in words for the person who typed it."""


def read_identifier(scheme: IdentifierScheme, typed: str) -> str:
    """An identifier in its plain spelling; empty when nothing was typed. Raises IdentifierFault."""
    text = tidy(typed)
    if not text:
        return ""
    if scheme == IdentifierScheme.ROR and (found := _ROR.fullmatch(text)):
        return found[1].lower()
    if scheme == IdentifierScheme.COMPANY and (found := _COMPANY.fullmatch(text)):
        return f"{found[1].upper()}:{re.sub(r'[ ]+', '', found[2]).upper()}"
    if scheme == IdentifierScheme.WIKIDATA and (found := _WIKIDATA.fullmatch(text)):
        return found[1].upper()
    if scheme == IdentifierScheme.OTHER and _OTHER.fullmatch(text):
        return text
    raise IdentifierFault(f"This is no such number. {HINTS[scheme]}")
