"""A language that nobody speaks: every sentence comes back with accents, 40 per cent longer, between ⟦ and ⟧.

What a page shows outside of these brackets was not marked for translation, or is data. Placeholders and tags stay.
"""

import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Any

from babel.support import NullTranslations

_KEPT = re.compile(r"(%\(\w+\)s|%%|</?[a-z][^>]*>|&\w+;)")
_ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀćđéƒĝĥíĵķľɱńóƥɋŕšťúṽŵẋýžÁƁĆĐÉƑĜĤÍĴĶĽṀŃÓƤɊŔŠŤÚṼŴẊÝŽ"
)
_FILLER = "ẑẑẑẑ ẑẑẑẑẑẑ "
_ENGLISH = re.compile(r"[A-Za-z]{4,}")
_NOBODY_READS = {"script", "style", "template"}
# Their words are data: a name, a machine's words, an address.
_DATA = {"bdi", "code", "pre", "data", "textarea"}
_SAID_ALOUD = ("aria-label", "alt", "title", "placeholder", "content")
_VOID = {"meta", "link", "input", "br", "hr", "img", "wbr", "source", "col"}


def pseudo(sentence: str) -> str:
    """A sentence in the language that nobody speaks."""
    parts = _KEPT.split(sentence)
    accented = "".join(part if index % 2 else part.translate(_ACCENTS) for index, part in enumerate(parts))
    longer = -(-len("".join(parts[::2])) * 2 // 5)
    filler = (_FILLER * (longer // len(_FILLER) + 1))[:longer].strip()
    return f"⟦{accented} {filler}⟧"


class Pseudo(NullTranslations):
    """Translations into it."""

    def ugettext(self, message: str) -> str:
        """A sentence."""
        return pseudo(message)

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        """A sentence about a number."""
        return pseudo(singular if num == 1 else plural)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The same, for whoever asks in Python."""
        return self.ungettext(msgid1, msgid2, n)

    def upgettext(self, context: str, message: str) -> str:
        """A word in a context."""
        return pseudo(message)


def spoken_in(language: str, otherwise: Callable[[str], Any]) -> Callable[[str], Any]:
    """Stands in for `campaign.web.language.catalogue`: `language` is the one that nobody speaks."""
    return lambda asked: Pseudo() if asked == language else otherwise(asked)


class _Reader(HTMLParser):
    """What a page says in the language of the page: its texts, and what is read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.aloud: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A part that is in another language, or data, says nothing of ours."""
        values = dict(attrs)
        silent = tag in _NOBODY_READS | _DATA or (tag != "html" and "lang" in values) or values.get("translate") == "no"
        if not silent and not self._silent:
            wanted = (tag == "meta" and values.get("name") == "description") or tag != "meta"
            self.aloud += [values[name] or "" for name in _SAID_ALOUD if name in values and wanted]
        if tag not in _VOID:
            self._open.append((tag, silent))
            self._silent += silent

    def handle_endtag(self, tag: str) -> None:
        """Elements that need no end tag end with those around them."""
        while self._open:
            name, silent = self._open.pop()
            self._silent -= silent
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Text, or a gap where there is data, which keeps words apart."""
        self.said.append("\x00" if self._silent else data)


def english_left(page: str, data: Iterable[str] = ()) -> list[str]:
    """Pieces of an HTML page outside of the brackets with an English word, without what is known to be data."""
    reader = _Reader()
    reader.feed(page)
    known = sorted({each.strip() for each in data if len(each.strip()) > 3}, key=len, reverse=True)
    return [piece for text in ("".join(reader.said), *reader.aloud) for piece in _outside(text, known)]


def english_left_in_text(text: str, data: Iterable[str] = ()) -> list[str]:
    """The same for plain text."""
    known = sorted({each.strip() for each in data if len(each.strip()) > 3}, key=len, reverse=True)
    return _outside(text, known)


def _outside(text: str, known: Iterable[str]) -> list[str]:
    outside, depth = [], 0
    for char in text:
        depth += (char == "⟦") - (char == "⟧")
        outside.append(char if depth == 0 else "\n" if char in "⟦⟧" else "")
    bare = "".join(outside)
    for each in known:
        bare = bare.replace(each, "\n")
    pieces = (" ".join(piece.split()) for piece in re.split(r"[\n\x00⟦⟧]", bare))
    return [piece for piece in pieces if _ENGLISH.search(re.sub(r"\S*(://|@|/|=)\S*|\S+\.\w{2,}", "", piece))]
