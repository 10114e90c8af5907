"""Names of organizations: how they are compared, and the slug each gets. Pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from campaign.text import slugify

# Words that say in which legal form an organization lives, or that join others: not which one it is.
_FORMS = """
    a ab ag aisbl an and aps as asbl at bv cic cio co company corp corporation d da das de del della der des di die do
    dos du e een eg eingetragener el en et ev fondation fondazione for foundation fundacion fur gemeinnutzige ggmbh
    gli gmbh het i il im in inc kg l la las le les limited llc llp lo los ltd mbh nv o och of og on os oy para per plc
    pour sa sarl sas se spa srl stichting stiftung the trust und van verein von voor vzw y zu
"""
_LEGAL_FORMS = frozenset(_FORMS.split())
# The same thing in several languages or spellings.
_SAME = {
    "universitat": "university", "universite": "university", "universidad": "university", "universita": "university",
    "universidade": "university", "universiteit": "university", "uni": "university", "univ": "university",
    "institut": "institute", "instituto": "institute", "istituto": "institute", "instituut": "institute",
    "hopital": "hospital", "hopitaux": "hospital", "hospitals": "hospital", "ospedale": "hospital",
    "klinik": "clinic", "kliniken": "clinic", "klinikum": "clinic", "clinique": "clinic", "clinica": "clinic",
    "clinics": "clinic", "centre": "center", "zentrum": "center", "centro": "center", "assoc": "association",
    "verband": "association", "asociacion": "association", "associazione": "association", "soc": "society",
    "societe": "society", "sociedad": "society", "societa": "society", "gesellschaft": "society", "&": "and",
}  # fmt: skip
_USUAL = """
    academy alliance cancer care college council department disease diseases european faculty federation general group
    health international library medical medicine national network open patient patients public rare research royal
    school science sciences trial trials
"""
_COMMON = frozenset(_SAME.values()) | frozenset(_USUAL.split())
ENOUGH = 0.72
_SLIP_FROM = 6  # a slip of the pen is looked for in words of at least this many letters: four differ too easily by one
_SHORTEST_INITIALS = 3
RESERVED = frozenset({"authority"})  # addresses under /organizations/ that are pages of ours


def resemble(left: str, right: str) -> bool:
    """Whether two name keys may mean one organization; how rare their words are elsewhere is not known here."""
    return bool(alike(left, [right]))


def alike(name_key: str, others: Collection[str]) -> dict[str, str]:
    """Which of the `others` (name keys) may mean the same organization as `name_key`, each with the reason in words.

    Legal forms are left out, words that many names have weigh little, and a slip of the pen in a long word is forgiven.
    One pass over the others, so thousands are compared in some hundredths of a second.
    """
    words = {key: _telling(key) for key in {name_key, *others}}
    frequency = Counter(word for telling in words.values() for word in telling)
    mine = words[name_key]
    near = _near_words(mine, frequency)
    holders: dict[str, set[str]] = defaultdict(set)
    for key in others:
        for word in words[key]:
            if word in near:
                holders[near[word]].add(key)
    shared: dict[str, set[str]] = defaultdict(set)
    for word, keys in holders.items():
        for key in keys:
            shared[key].add(word)
    weigh = _weights(frequency, len(words))
    run_together, initials = _run_together(name_key), _initials(name_key)
    found = {}
    for key in set(others):
        if key == name_key:
            found[key] = "the same name"
        elif words[key] == mine:
            found[key] = "the same name but for its legal form or the order of its words"
        elif _run_together(key) == run_together:
            found[key] = "the same name but for spaces"
        elif run_together == _initials(key) or initials == _run_together(key):
            found[key] = "one reads like the initials of the other"
        elif key in shared and _covers(mine, words[key], shared[key], near, weigh):
            found[key] = "names that resemble each other"
    return found


def _telling(key: str) -> frozenset[str]:
    words = frozenset(_SAME.get(word, word) for word in key.split() if word not in _LEGAL_FORMS)
    return words or frozenset(key.split())


def _near_words(mine: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Words of all names that are one of mine, or one slip of the pen away from it: to the one that is meant."""
    near = {word: word for word in mine}
    long = [word for word in mine if len(word) >= _SLIP_FROM and not any(char.isdigit() for char in word)]
    for word in known:
        if word in near or len(word) < _SLIP_FROM:
            continue
        for own in long:
            if abs(len(own) - len(word)) <= 1 and _one_slip(own, word):
                near[word] = own
                break
    return near


def _one_slip(left: str, right: str) -> bool:
    """Whether one letter more, less or other, or two swapped, turns `left` into `right`."""
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    a, b = left[start:], right[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:] and len(a) > 1)


def _weights(frequency: Mapping[str, int], names: int) -> Mapping[str, float]:
    """How much each word tells: 1 when two names have it, less the more names have it."""
    scale = math.log(names + 2)
    return {
        word: (0.25 if word in _COMMON else 1.0) * max(0.1, 1 - math.log(max(1, count - 1)) / scale)
        for word, count in frequency.items()
    }


def _covers(
    mine: frozenset[str], theirs: frozenset[str], shared: set[str], near: Mapping[str, str], weigh: Mapping[str, float]
) -> bool:
    """Whether what two names share tells more than what sets them apart."""
    left = sum(weigh[word] for word in mine)
    right = sum(weigh[word] for word in theirs)
    both = sum(weigh[word] for word in shared)
    apart = {word for word in mine if word not in shared} | {word for word in theirs if near.get(word) not in shared}
    if any(char.isdigit() for word in apart for char in word):
        return False  # Section 4 is not Section 5
    if both < 0.5:
        return False
    within = both / min(left, right)
    return 2 * both / (left + right) >= ENOUGH or (within > 0.99 and both >= 0.8)


def _in_order(key: str) -> list[str]:
    return [word for word in key.split() if word not in _LEGAL_FORMS]


def _run_together(key: str) -> str:
    return "".join(_in_order(key) or key.split())


def _initials(key: str) -> str:
    """The first letters of the words that tell; of fewer than three words none, which equal no name."""
    words = _in_order(key)
    return "".join(word[0] for word in words) if len(words) >= _SHORTEST_INITIALS else "\0"


def slug_of(name: str) -> str:
    """The slug a name asks for; 'organization' when no letter of it folds to ASCII."""
    return slugify(name) or "organization"


def next_slug(wanted: str, taken: set[str]) -> str:
    """`wanted`, or the first of wanted-2, wanted-3, … that is neither taken nor an address of ours."""
    number, slug = 1, wanted
    while slug in taken or slug in RESERVED:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
