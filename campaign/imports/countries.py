"""A country in whatever spelling a list has it: code, or name in many languages."""

from functools import cache, lru_cache

from babel.core import get_global

from campaign.text import folded
from campaign.web.countries import countries, country_names

_LANGUAGES = (
    *("en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "sk", "sl", "hr", "sv", "da", "nb", "fi", "et", "lv"),
    *("lt", "hu", "ro", "bg", "el", "tr", "ru", "uk", "ja", "zh", "ko", "ar"),
)
_ALSO = {
    "uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "united kingdom of great britain and northern ireland": "GB",
    "usa": "US", "us": "US", "united states of america": "US", "america": "US", "etats unis d amerique": "US",
    "vereinigte staaten von amerika": "US", "estados unidos de america": "US",
    "holland": "NL", "the netherlands": "NL", "niederlande": "NL", "czech republic": "CZ",
    "tschechische republik": "CZ",
    "ivory coast": "CI", "burma": "MM", "swaziland": "SZ", "macedonia": "MK", "fyrom": "MK", "cape verde": "CV",
    "south korea": "KR", "republic of korea": "KR", "korea republic of": "KR", "north korea": "KP",
    "russian federation": "RU", "viet nam": "VN", "syrian arab republic": "SY", "republic of ireland": "IE",
    "eire": "IE", "iran islamic republic of": "IR", "tanzania united republic of": "TZ", "moldova republic of": "MD",
    "venezuela bolivarian republic of": "VE", "bolivia plurinational state of": "BO", "taiwan province of china": "TW",
    "federal republic of germany": "DE", "bundesrepublik deutschland": "DE", "brd": "DE", "turkey": "TR",
    "palestine": "PS", "hong kong": "HK", "macau": "MO", "vatican": "VA", "laos": "LA",
}  # fmt: skip


@cache
def _spellings() -> dict[str, str]:
    found = dict(_ALSO)
    for code in country_names():
        found[code.lower()] = code
    for code, meant in get_global("territory_aliases").items():
        if len(code) == 3 and code.isalpha() and len(meant) == 1 and meant[0] in country_names():
            found.setdefault(code.lower(), meant[0])
    for language in _LANGUAGES:
        for code, name in countries(language):
            found.setdefault(folded(name), code)
    return found


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 code of a country as somebody wrote it, or None when it is not known."""
    bare = folded(text)
    found = _spellings()
    return found.get(bare) or found.get(bare.removeprefix("the ")) or found.get(bare.removeprefix("republic of "))
