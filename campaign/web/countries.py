"""Countries: ISO 3166-1 alpha-2 codes with their names, sorted as people look for them."""

import unicodedata
from functools import cache

from babel import Locale

from campaign.web.language import current_language

# Territories in Unicode's table that are no countries of anybody's address.
_NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}


def countries(language: str = "") -> tuple[tuple[str, str], ...]:
    """Pairs of code and name, by name; in the language of the page unless another is given."""
    return _countries(language or current_language())


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse("pt_PT" if language == "pt" else language).territories
    pairs = [
        (code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    ]
    return tuple(sorted(pairs, key=lambda pair: unicodedata.normalize("NFKD", pair[1]).casefold()))


@cache
def _country_names(language: str) -> dict[str, str]:
    return dict(_countries(language))


def country_names(language: str = "") -> dict[str, str]:
    """Names by code."""
    return _country_names(language or current_language())


def country_name(code: str, language: str = "") -> str:
    """Name of a code; the code itself when it is unknown."""
    return country_names(language).get(code, code)
