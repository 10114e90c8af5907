"""A piece of a text around the words that were looked for, as plain pieces: the template escapes each. Pure."""

import re
from dataclasses import dataclass

from campaign.home.search.asked import Asked
from campaign.text import folded

_WORD = re.compile(r"[^\W_]+")
LENGTH = 34  # words
BEFORE = 8  # of them before the first that was found
_STEM = 4  # letters from which on another ending is taken for the same word


@dataclass(frozen=True)
class Piece:
    """Some text, found or not."""

    text: str
    found: bool = False


def marked(text: str, asked: Asked) -> list[Piece]:
    """The whole text, with the words that were looked for marked."""
    return _pieces(text, _found(text, asked))


def snippet(text: str, asked: Asked) -> list[Piece]:
    """The piece of the text with most of the words that were looked for; its beginning when there is none."""
    spots = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    if not spots:
        return []
    hits = _found(text, asked)
    at = _best_start([start for start, _ in spots], hits)
    last = min(len(spots), at + LENGTH) - 1
    start, end = spots[at][0], len(text) if last == len(spots) - 1 else spots[last][1]
    if at == 0:
        start = 0
    inside = [(left - start, right - start, word) for left, right, word in hits if left >= start and right <= end]
    pieces = _pieces(text[start:end].rstrip(), inside)
    return [
        *([Piece("… ")] if start else []),
        *pieces,
        *([Piece(" …")] if end < len(text) else []),
    ]


Hit = tuple[int, int, str]  # where it begins and ends, and the word that was looked for


def _found(text: str, asked: Asked) -> list[Hit]:
    open_word = asked.terms[-1].words[-1] if asked.terms and asked.terms[-1].open_end else ""
    wanted = dict.fromkeys(asked.words)
    hits = []
    for found in _WORD.finditer(text):
        typed = found[0]
        word = typed.lower() if typed.isascii() else folded(typed)
        begins = open_word if open_word and word.startswith(open_word) else ""
        met = word if word in wanted else next((each for each in wanted if _is_form(word, each)), begins)
        if met:
            hits.append((found.start(), found.end(), met))
    return hits


def _is_form(word: str, wanted: str) -> bool:
    """Whether two words are forms of one, as far as their beginnings tell."""
    if word[:_STEM] != wanted[:_STEM] or len(wanted) < _STEM:
        return False
    shared = max(_STEM, min(len(word), len(wanted)) - 1)
    return abs(len(word) - len(wanted)) <= 3 and word[:shared] == wanted[:shared]


def _best_start(starts: list[int], hits: list[Hit]) -> int:
    """From which word on to show: where most different words that were looked for stand close together."""
    if not hits:
        return 0
    index = {start: number for number, start in enumerate(starts)}
    places = [(index[start], word) for start, _, word in hits if start in index][:60]
    reach = LENGTH - BEFORE

    def worth(place: int) -> tuple[int, int]:
        near = [word for other, word in places if place <= other < place + reach]
        return len(set(near)), -place

    best = max((place for place, _ in places), key=worth, default=0)
    return max(0, best - BEFORE)


def _pieces(text: str, hits: list[Hit]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for start, end, _ in hits:
        pieces += [Piece(text[at:start])] if start > at else []
        pieces.append(Piece(text[start:end], found=True))
        at = end
    return [*pieces, Piece(text[at:])] if at < len(text) else pieces
