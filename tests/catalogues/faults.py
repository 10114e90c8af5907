"""What can be wrong with a sentence, and with its translation."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

from babel.messages.catalog import Message

_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_TAG = re.compile(r"</?[a-z][^>]*>")
_WORD = re.compile(r"[A-Za-z]{3,}")
# Sentences and words that may be the same in another language: names, or words that one of the seven shares with
# English. Whoever translates adds a line here when an English word is the right one.
MAY_STAY_ENGLISH = frozenset({
    "%(day)s, %(clock)s",
    "%(number)s bytes",
    "Action Network",
    "Badge",
    "Bluesky",
    "Change.org",
    "Comment",
    "Contact",
    "Content",
    "Countersign",
    "E-mail",
    "Error:",
    "Error: %(title)s",
    "Facebook",
    "Feed (Atom)",
    "Film",
    "Format",
    "Hospital",
    "Image",
    "Lead",
    "Licence",
    "Logo",
    "Logos",
    "Message",
    "Mission",
    "Name",
    "Navigation",
    "News",
    "Note",
    "Objection",
    "Online",
    "Organization",
    "PDF",
    "Pages",
    "Partner",
    "Passkey",
    "Passkeys",
    "Petition",
    "Petitions",
    "Privacy",
    "Profession",
    "Pytition",
    "QR",
    "Question",
    "Questions",
    "ROR",
    "Region",
    "Signatures",
    "Standard",
    "Support",
    "Tag",
    "Tags",
    "Text",
    "Total",
    "Type",
    "Version",
    "Version %(version)s",
    "Version %(version)s, %(day)s",
    "Website",
    "WhatsApp",
    "Wikidata",
    "signature",
})  # fmt: skip


def sides(sentence: str | Sequence[str] | None) -> Sequence[str]:
    """A sentence, or its forms."""
    return (sentence or "",) if sentence is None or isinstance(sentence, str) else sentence


def faults_of_sentence(message: Message) -> Iterator[str]:
    """What keeps a sentence of ours from being translated."""
    for side in sides(message.id):
        if side != side.strip() or not side:
            yield "white space at an end, or nothing at all"
        if "%" in _PLACEHOLDER.sub("", side).replace("%%", ""):
            yield "a % that is no %(name)s: write %%"
        if "  " in side or "\n" in side:
            yield "more than one space, or a line break: is `trimmed` on, or is it no sentence?"
        yield from _unbalanced(side)
    if isinstance(message.id, str) and "%(num)s" in message.id:
        yield "a number in it, so it has forms: use ngettext"
    if not isinstance(message.id, str):
        one, many = (set(_PLACEHOLDER.findall(side)) for side in message.id)
        if not one ^ many <= {"%(num)s"}:
            yield "one form has another placeholder than the other"


def faults_of_translation(message: Message, forms: int) -> Iterator[str]:
    """What is wrong with a translation. `forms` is how many plural forms its language has."""
    said = sides(message.string)
    if message.fuzzy:
        yield "fuzzy: look at it, and take the mark away"
    if not isinstance(message.id, str) and len(said) != forms:
        yield f"{len(said)} forms instead of {forms}"
    if not all(said):
        yield "not translated"
        return
    ids = sides(message.id)
    for side in said:
        yield from _faults_of_side(ids, side)
    if ids[0] == said[0] and _WORD.search(_bare(ids[0])) and ids[0] not in MAY_STAY_ENGLISH:
        yield "the same as English"


def _faults_of_side(ids: Sequence[str], side: str) -> Iterator[str]:
    if side != side.strip():
        yield "white space at an end"
    wanted = [Counter(_PLACEHOLDER.findall(each)) for each in ids]
    found = Counter(_PLACEHOLDER.findall(side))
    # A form for one, two or none may say the number as a word.
    without = [each - Counter({"%(num)s": 9}) for each in wanted] if len(ids) > 1 else []
    if found not in wanted and found not in without:
        yield f"other placeholders: {sorted(found)} instead of {sorted(wanted[-1])}"
    if "%" in _PLACEHOLDER.sub("", side).replace("%%", ""):
        yield "a % that is no %(name)s: write %%"
    if Counter(_TAG.findall(side)) not in [Counter(_TAG.findall(each)) for each in ids]:
        yield "other tags"
    yield from _unbalanced(side)
    if ("<" in _TAG.sub("", side) or ">" in _TAG.sub("", side)) and not any("<" in _TAG.sub("", each) for each in ids):
        yield "a < or > that is no tag"


def _bare(sentence: str) -> str:
    return _TAG.sub("", _PLACEHOLDER.sub("", sentence))


class _Balance(HTMLParser):
    """Whether tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("br", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong = True


def _unbalanced(side: str) -> Iterator[str]:
    balance = _Balance()
    balance.feed(side)
    if balance.wrong or balance.open:
        yield "tags that do not close in order"
