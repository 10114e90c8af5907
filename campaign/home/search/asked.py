"""Reading what somebody typed into the search: words and phrases, and what the databases are asked. Pure.

A document must have all of it. Words are folded as the index is, so accents and case do not matter; “words in quotes”
and words joined by a hyphen or full stop stand in this order; the last word may be the beginning of one. Nothing that
was typed reaches a database as more than words: only letters and figures are left.
"""

import re
import unicodedata
from dataclasses import dataclass

from campaign.text import folded

LONGEST = 200  # characters that are read
MOST_TERMS = 12
_QUOTED = re.compile('"([^"]*)"?|([^"]+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))


@dataclass(frozen=True)
class Term:
    """Words that must stand one after the other; of the last one the beginning is enough if `open_end`."""

    words: tuple[str, ...]
    open_end: bool = False


@dataclass(frozen=True)
class Asked:
    """What is looked for. `text` is what was typed, tidied and cut; without terms there is nothing to look for."""

    text: str
    terms: tuple[Term, ...]
    was_cut: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """All words, folded, in their order."""
        return tuple(word for term in self.terms for word in term.words)


def read_asked(typed: str) -> Asked:
    """What was typed as terms. Takes anything; what holds no letter or figure gives no term."""
    one_line = " ".join("".join(char if _is_written(char) else " " for char in typed[: LONGEST * 2]).split())
    text = one_line[:LONGEST].rstrip()
    terms: list[Term] = []
    for quoted, bare in _QUOTED.findall(text.translate(_QUOTES)):
        if bare:
            terms += (Term(words) for chunk in bare.split() if (words := _words(chunk)))
        elif words := _words(quoted):
            terms.append(Term(words))
    ends_bare = bool(text) and text.translate(_QUOTES)[-1] != '"' and text.translate(_QUOTES).count('"') % 2 == 0
    kept = list(dict.fromkeys(terms[:MOST_TERMS]))
    if kept and ends_bare and len(terms) <= MOST_TERMS and kept[-1] == terms[-1]:
        kept[-1] = Term(kept[-1].words, open_end=True)
    return Asked(text, tuple(kept), was_cut=len(typed.strip()) > LONGEST or len(terms) > MOST_TERMS)


def fts5(asked: Asked) -> str:
    """The question to SQLite's FTS5: every word a string of letters and figures."""
    return " AND ".join(_fts5(term) for term in asked.terms)


def _fts5(term: Term) -> str:
    phrase = f'"{" ".join(term.words)}"'
    return f"({phrase} OR {phrase} *)" if term.open_end else phrase


def tsquery(asked: Asked) -> str:
    """The question to PostgreSQL's `to_tsquery`, of any configuration."""
    return " & ".join(_tsquery(term) for term in asked.terms)


def _tsquery(term: Term) -> str:
    words = [f"'{word}'" for word in term.words]
    if term.open_end:
        words[-1] += ":*"
    return f"({' <-> '.join(words)})"


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in folded(text).split() if any(char.isalnum() for char in word))


def _is_written(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co")
