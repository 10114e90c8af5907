"""Names of organizations: how they are compared, and the slug each gets."""

from difflib import SequenceMatcher

from campaign.text import slugify

# Words that say in which legal form an organization lives, not which one it is.
_LEGAL_FORMS = frozenset(
    [
        "the",
        "of",
        "for",
        "and",
        "der",
        "die",
        "das",
        "des",
        "und",
        "fur",
        "le",
        "la",
        "les",
        "de",
        "du",
        "et",
        "gmbh",
        "ggmbh",
        "ev",
        "eg",
        "ag",
        "se",
        "ltd",
        "limited",
        "plc",
        "inc",
        "llc",
        "cic",
        "cio",
        "bv",
        "nv",
        "sa",
        "sas",
        "sarl",
        "srl",
        "spa",
        "ab",
        "oy",
        "as",
        "aps",
        "foundation",
        "stiftung",
    ]
)
_NEAR = 0.86


def resemble(left: str, right: str) -> bool:
    """Whether two name keys may mean one organization: but for legal form, one within the other, or nearly equal."""
    one, other = _telling(left), _telling(right)
    if one <= other or other <= one:
        return True
    matcher = SequenceMatcher(None, left, right)
    return matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR


def _telling(key: str) -> frozenset[str]:
    words = frozenset(key.split())
    return words - _LEGAL_FORMS or words


def slug_of(name: str) -> str:
    """The slug a name asks for; 'organization' when no letter of it folds to ASCII."""
    return slugify(name) or "organization"


def next_slug(wanted: str, taken: set[str]) -> str:
    """`wanted`, or the first of wanted-2, wanted-3, … that is not taken."""
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
