"""Numbers and names under which others know an organization: how each is read, and where the public can look it up."""

import re
from collections.abc import Mapping

from campaign.organizations.models import IdentifierScheme
from campaign.text import LOOKS_LIKE_LINK, tidy
from campaign.web.language import gettext

LONGEST_OTHER = 60
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_ROR = re.compile(rf"(?:https?://)?(?:www\.)?(?:ror\.org/)?(0[{_CROCKFORD}]{{6}}[0-9]{{2}})/?", re.IGNORECASE)
_WIKIDATA = re.compile(r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)?(Q[1-9][0-9]{0,11})", re.IGNORECASE)
_COMPANY = re.compile(r"(?:([A-Z]{2})(?:[: ]|(?=-)))?([A-Z0-9][A-Z0-9./-]{1,29})")


class IdentifierFault(ValueError):
    """An identifier cannot be right; the message says why in words for the person who typed it."""


def read_ror(typed: str) -> str:
    """A ROR id in its plain spelling, 03vek6s52. Raises IdentifierFault.

    Nine characters: 0, six of Crockford's base 32, and two check digits (ISO/IEC 7064, MOD 97-10), as
    https://ror.readme.io/docs/identifier says.
    """
    found = _ROR.fullmatch(typed)
    if found is None:
        raise IdentifierFault(gettext("A ROR id looks like 03vek6s52 or https://ror.org/03vek6s52"))
    value = found[1].lower()
    number = 0
    for char in value[:7]:
        number = number * 32 + _CROCKFORD.index(char)
    if int(value[7:]) != 98 - number * 100 % 97:
        raise IdentifierFault(gettext("The check digits of this ROR id do not fit: is a character mistyped?"))
    return value


def read_wikidata(typed: str) -> str:
    """A Wikidata item, Q13371. Raises IdentifierFault."""
    found = _WIKIDATA.fullmatch(typed)
    if found is None:
        raise IdentifierFault(gettext("A Wikidata item looks like Q13371"))
    return found[1].upper()


def read_company(typed: str, country: str, countries: Mapping[str, str]) -> str:
    """A number in a register of companies or charities with its country, GB:01089464. Raises IdentifierFault.

    Without a country's code before it, the organization's own `country` is meant.
    """
    found = _COMPANY.fullmatch(re.sub(r"\s+", " ", typed).upper())
    if found is None and " " in typed.strip():
        found = _COMPANY.fullmatch(re.sub(r"\s+", "", typed).upper())
    if found is None or not any(char.isdigit() for char in found[2]):
        raise IdentifierFault(
            gettext("A register number has figures, perhaps letters, and no other signs than . / and -")
        )
    prefix = found[1] or ""
    # Letters before the number may belong to it: SC123456 is Scottish, HRB 12345 German.
    if prefix and prefix not in countries:
        raise IdentifierFault(
            gettext(
                "%(code)s is no country’s code. Write the number as the register does, like GB 01089464", code=prefix
            )
        )
    if not prefix and not country:
        raise IdentifierFault(gettext("Choose the country first, so that we know whose register it is"))
    return f"{prefix or country}:{found[2]}"


def read_other(typed: str) -> str:
    """Any other identifier, one line. Raises IdentifierFault."""
    value = tidy(typed)
    if len(value) > LONGEST_OTHER:
        raise IdentifierFault(
            gettext("Use %(most)s characters at most; these are %(length)s", most=LONGEST_OTHER, length=len(value))
        )
    if LOOKS_LIKE_LINK.search(value):
        raise IdentifierFault(gettext("Give the identifier without a web address"))
    return value


def read_identifier(scheme: IdentifierScheme, typed: str, country: str, countries: Mapping[str, str]) -> str:
    """What was typed for one scheme in its plain spelling; empty stays empty. Raises IdentifierFault."""
    typed = tidy(typed)
    if not typed:
        return ""
    if scheme == IdentifierScheme.ROR:
        return read_ror(typed)
    if scheme == IdentifierScheme.WIKIDATA:
        return read_wikidata(typed)
    if scheme == IdentifierScheme.COMPANY:
        return read_company(typed, country, countries)
    return read_other(typed)


def public_address(scheme: IdentifierScheme, value: str) -> str:
    """Where anybody can look an identifier up; empty where no register has a stable public address."""
    if scheme == IdentifierScheme.ROR:
        return f"https://ror.org/{value}"
    if scheme == IdentifierScheme.WIKIDATA:
        return f"https://www.wikidata.org/wiki/{value}"
    country, _, number = value.partition(":")
    if scheme == IdentifierScheme.COMPANY and country == "GB" and re.fullmatch(r"[A-Z0-9]{2}[0-9]{6}", number):
        return f"https://find-and-update.company-information.service.gov.uk/company/{number}"
    if scheme == IdentifierScheme.COMPANY and country == "FR" and re.fullmatch(r"[0-9]{9}", number):
        return f"https://annuaire-entreprises.data.gouv.fr/entreprise/{number}"
    return ""


def spelled_identifier(scheme: IdentifierScheme, value: str) -> str:
    """An identifier as people write it."""
    return value.replace(":", " ", 1) if scheme == IdentifierScheme.COMPANY else value
