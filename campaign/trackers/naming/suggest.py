"""Which known sponsor a name may mean that nobody has placed yet.

Pure, and fast enough for a page: names are looked up by their words, and only the few that share a rare word, or have
one that is spelt nearly alike, are compared letter by letter.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from heapq import nlargest
from math import log
from operator import itemgetter
from threading import Lock
from typing import Final

from campaign.text import folded
from campaign.trackers.names import raw_key

MOST: Final = 5
# Letters in common (difflib's ratio) from which two spellings are worth a look, of words and of whole names.
_NEAR_WORD: Final = 0.84
_NEAR_NAME: Final = 0.8
_COMPARED: Final = 24
_COMMON: Final = 400  # a word in more names than this finds nobody
_SMALL: Final = frozenset(
    re.findall(r"\w+", "a and at by da de del der des di do e et for in la le of og the u und von y")
)
_LEGAL: Final = frozenset(
    re.findall(
        r"\w+",
        "ab ag aps as asa bhd bv bvba co company corp corporation cv doo dd eeig eg ehf eood ev fmba gbr ggmbh gie gmbh"
        " hf inc incorporated kft kg kgaa kk lda limited llc llp lp ltd ltda mbh nv ood oy oyj plc pte pty pvt "
        "sa sapa sarl sas sasu sca scrl se sia sl slu sp spa sprl spol spolka sro srl srls uab ug vzw zoo zrt",
    )
)


class Why(StrEnum):
    """Why a sponsor is suggested, the best reason first."""

    SAME = "the same but for case, accents and punctuation"
    LEGAL_FORM = "the same but for the legal form"
    SAME_WORDS = "the same words"
    SPELLING = "nearly the same spelling"
    SHARED = "rare words in common"


_ORDER: Final = {why: number for number, why in enumerate(Why)}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sponsor that may be meant: its name, its owner (itself if nobody owns it), why, and how alike from 0 to 1."""

    name: str
    parent_name: str
    why: Why
    likeness: float

    @property
    def exact(self) -> bool:
        """Whether nothing but writing tells the two names apart."""
        return self.why in (Why.SAME, Why.LEGAL_FORM)


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    parent_name: str
    bare: str
    words: frozenset[str]


class Suggester:
    """An index of what is known. Build it once for many names."""

    def __init__(self, known: Iterable[tuple[str, str, str]]) -> None:
        """`known` are raw name, sponsor and parent; a sponsor's own name is known as well."""
        self._entries: list[_Entry] = []
        self._same: dict[str, list[_Entry]] = defaultdict(list)
        self._bare: dict[str, list[_Entry]] = defaultdict(list)
        self._set: dict[frozenset[str], list[_Entry]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._ends: dict[str, set[str]] = defaultdict(set)
        self._seen: set[tuple[str, str]] = set()
        self._lock = Lock()
        for raw, name, parent in known:
            self.add(raw, name, parent)

    def add(self, raw_name: str, name: str, parent_name: str) -> None:
        """Know one more name."""
        with self._lock:
            for written in dict.fromkeys((raw_name, name)):
                plain = folded(written)
                if plain and (plain, name) not in self._seen:
                    self._seen.add((plain, name))
                    self._add(plain, name, parent_name or name)

    def _weight(self, word: str) -> float:
        """How much a word tells: the rarer, the more."""
        return log(1 + len(self._entries) / max(1, len(self._by_word.get(word, ()))))

    def _add(self, plain: str, name: str, parent: str) -> None:
        words = _words(plain)
        entry = _Entry(name, parent, " ".join(words), frozenset(words) - _SMALL)
        number = len(self._entries)
        self._entries.append(entry)
        self._same[plain].append(entry)
        self._bare[entry.bare].append(entry)
        self._set[entry.words].append(entry)
        for word in entry.words:
            self._by_word[word].append(number)
            if len(word) > 4:
                self._ends[word[:3]].add(word)
                self._ends["-" + word[-3:]].add(word)

    def suggest(self, raw_name: str, most: int = MOST) -> list[Suggestion]:
        """Up to `most` sponsors, the likeliest first, each once."""
        with self._lock:
            return self._suggest(raw_name)[:most]

    def _suggest(self, raw_name: str) -> list[Suggestion]:
        plain = folded(raw_name)
        words = _words(plain)
        bare, kept = " ".join(words), frozenset(words) - _SMALL
        found: dict[str, Suggestion] = {}
        for entries, why in (
            (self._same.get(plain, ()), Why.SAME),
            (self._bare.get(bare, ()) if bare else (), Why.LEGAL_FORM),
            (self._set.get(kept, ()) if kept else (), Why.SAME_WORDS),
        ):
            for entry in entries:
                found.setdefault(raw_key(entry.name), Suggestion(entry.name, entry.parent_name, why, 1.0))
        for each in self._near(bare, kept):
            best = found.get(raw_key(each.name))
            if best is None or _rank(each) < _rank(best):
                found[raw_key(each.name)] = each
        return sorted(found.values(), key=_rank)

    def _near(self, bare: str, words: frozenset[str]) -> Iterable[Suggestion]:
        """Sponsors with a rare word in common, or one nearly so, compared letter by letter."""
        score: dict[int, float] = defaultdict(float)
        mine = 0.0
        for word in words:
            for known in (word,) if word in self._by_word else self._spelt_like(word):
                rows = self._by_word[known]
                if len(rows) <= _COMMON:
                    for number in rows:
                        score[number] += self._weight(known)
            mine += self._weight(word)
        for number, shared in nlargest(_COMPARED, score.items(), key=itemgetter(1)):
            entry = self._entries[number]
            ratio = _ratio(bare, entry.bare, _NEAR_NAME)
            if ratio >= _NEAR_NAME:
                yield Suggestion(entry.name, entry.parent_name, Why.SPELLING, ratio)
                continue
            theirs = sum(self._weight(word) for word in entry.words)
            overlap = shared / max(mine, theirs)
            # A short known name that stands whole in a longer one is worth a look too: "Fennmark Clinics, Ward 4".
            whole = entry.words <= words and shared >= mine / 4
            if overlap >= 0.5 or whole:
                yield Suggestion(entry.name, entry.parent_name, Why.SHARED, min(0.99, overlap))

    def _spelt_like(self, word: str) -> list[str]:
        """Known words that differ from this one by a slip or two."""
        if len(word) < 5:
            return []
        maybe = self._ends.get(word[:3], set()) | self._ends.get("-" + word[-3:], set())
        return [each for each in maybe if abs(len(each) - len(word)) < 3 and _ratio(word, each, _NEAR_WORD) > 0]


def _rank(each: Suggestion) -> tuple[int, float, str]:
    return _ORDER[each.why], -each.likeness, each.name


def _words(plain: str) -> list[str]:
    """The words of a folded name without legal forms; letters that stand alone are one word ("a s", "s p a")."""
    joined: list[str] = []
    alone = False
    for word in plain.split():
        if len(word) == 1 and alone:
            joined[-1] += word
        else:
            joined.append(word)
        alone = len(word) == 1
    return [word for word in joined if word not in _LEGAL] or joined


def _ratio(left: str, right: str, least: float) -> float:
    """How alike two texts are, 0 to 1; 0 when it is less than `least`, which is mostly seen at a glance."""
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0
