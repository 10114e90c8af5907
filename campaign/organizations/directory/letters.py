"""The letters of A to Z: under which one a name stands, and in which order names come. Pure.

Names are compared by their folded spelling (`Organization.name_key`), so accents and case are gone already. No table of
a language is asked: a list that is read in many countries has one order for all of them.
"""

import unicodedata
from functools import cache, lru_cache

LATIN = tuple("abcdefghijklmnopqrstuvwxyz")
OTHER = "#"  # figures, signs, and scripts that have no alphabet to jump by

# Letters that no accent makes, and where people look for them.
_LIKE = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n"}
)
_ALPHABETS = frozenset(
    ["GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "ARABIC", "DEVANAGARI", "BENGALI", "TAMIL", "THAI", "GEORGIAN"]
)


@cache
def letter_of(first: str) -> str:
    """The letter under which a folded name stands that begins with the character `first`; `OTHER` for the rest."""
    letter = first.translate(_LIKE)[:1]
    if letter in LATIN:
        return letter
    is_letter = letter.isalpha() and unicodedata.name(letter, "").partition(" ")[0] in _ALPHABETS
    return letter if is_letter else OTHER


@lru_cache(maxsize=50_000)
def name_order(key: str) -> tuple[int, str]:
    """What folded names are sorted by: Latin ones first, then other alphabets, then the rest."""
    letter = letter_of(key[:1])
    return (0 if letter in LATIN else 2 if letter == OTHER else 1, key.translate(_LIKE))
