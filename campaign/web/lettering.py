"""Type in pictures: which font draws which character, in what order they stand, and how much room they take.

The fonts come with the site: Source Serif and Source Sans for Latin, Greek and Cyrillic, Noto Sans for some twenty
other scripts. What those lack (Chinese, Japanese and Korean) is drawn with Noto or DejaVu fonts of the machine where it
has any. `glyphs.py` joins, shapes and draws the letters; a character that no font has is written in plainer ones (NFKD)
or left out, and never drawn as a box.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from PIL import ImageDraw

from campaign.text import tidy
from campaign.web.glyphs import SizedFont

Face = Literal["serif", "sans", "strong"]
_FACES: Final[Mapping[Face, tuple[str, str]]] = {
    "serif": ("font_source_serif_pro", "files/SourceSerifPro-Bold.otf"),
    "sans": ("font_source_sans_pro", "files/SourceSansPro-Regular.otf"),
    "strong": ("font_source_sans_pro", "files/SourceSansPro-Semibold.otf"),
}
_WEIGHTS: Final[Mapping[Face, int]] = {"serif": 700, "sans": 400, "strong": 600}
# Pictures of things and the slanted letters are not for titles.
_NOTO: Final = "manimgx_fonts"
_NOT_FOR_WORDS: Final = ("NotoEmoji", "NotoSans-Italic", "NotoSansSymbols")
SYSTEM_FONTS: Final = Path("/usr/share/fonts")
_SYSTEM_NAMES: Final = ("NotoSansCJK-Regular.*", "NotoSans*-Regular.*", "DejaVuSans.ttf", "unifont.*")
MOST_SYSTEM_FONTS: Final = 60
_JOINERS: Final = "\u200c\u200d"


@cache
def _sources() -> tuple[str, ...]:
    """Where fonts are, in the order in which they are asked; an empty one stands for that of the face itself."""
    noto = sorted(
        each.name
        for each in files(_NOTO).iterdir()
        if each.name.endswith(".ttf") and not each.name.startswith(_NOT_FOR_WORDS)
    )
    found: dict[str, None] = {}
    for pattern in _SYSTEM_NAMES:
        found |= dict.fromkeys(str(path) for path in sorted(SYSTEM_FONTS.rglob(pattern)))
    return ("", *noto, *list(found)[:MOST_SYSTEM_FONTS])


@cache
def _bytes(source: str, face: Face) -> bytes:
    if source.startswith("/"):
        return Path(source).read_bytes()
    package, name = (_NOTO, source) if source else _FACES[face]
    return (files(package) / name).read_bytes()


@lru_cache(maxsize=400)
def _font(source: str, face: Face, size: int) -> SizedFont | None:
    """A font in a size in pixels; None where the file is none. Those of Noto that come with the site vary in weight."""
    varies = bool(source) and not source.startswith("/")
    try:
        return SizedFont(_bytes(source, face), size, _WEIGHTS[face] if varies else None)
    except (OSError, ValueError):
        return None


@cache
def _draws(source: str, face: Face, character: str) -> bool:
    """Whether a font has a character."""
    font = _font(source, face, 32)
    return font is not None and font.has(character)


@lru_cache(maxsize=4000)
def _source_of(cluster: str, face: Face) -> str | None:
    """The first font that has all of a letter and its marks."""
    wanted = [each for each in cluster if each not in _JOINERS]
    return next((source for source in _sources() if all(_draws(source, face, each) for each in wanted)), None)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _clusters(text: str) -> Iterator[str]:
    """A text letter by letter, each with the marks and joiners that follow it."""
    cluster = ""
    for character in text:
        if cluster not in ("", " ") and (_is_mark(character) or character in _JOINERS):
            cluster += character
        else:
            if cluster:
                yield cluster
            cluster = character
    if cluster:
        yield cluster


def settable(text: str, face: Face) -> str:
    """The text with only characters that some font has, composed where it can be."""
    return _settable(text, face)


@lru_cache(maxsize=2000)
def _settable(text: str, face: Face) -> str:
    kept = "".join(_nearest(cluster, face) for cluster in _clusters(tidy(text)))
    return " ".join(kept.split()).strip(_JOINERS)


@lru_cache(maxsize=4000)
def _nearest(cluster: str, face: Face) -> str:
    if cluster == " ":
        return cluster
    base = cluster[0]
    if unicodedata.category(base)[0] in "CM":
        return base if base in _JOINERS else ""
    if _source_of(cluster, face) is not None:
        return cluster
    if _source_of(base, face) is not None:
        return base
    plainer = [each for each in unicodedata.normalize("NFKD", cluster) if unicodedata.category(each)[0] not in "MC"]
    return "".join(each for each in plainer if each == " " or _source_of(each, face) is not None)


@dataclass(frozen=True)
class _Run:
    """A piece of a line in one font that is read in one direction."""

    text: str
    source: str
    level: int

    @property
    def is_rtl(self) -> bool:
        """Whether it is read from right to left."""
        return self.level % 2 == 1


def _levels(text: str, *, rtl: bool) -> list[int]:
    """How deep each character is nested (UAX 9, without its explicit marks); even is left to right."""
    base = 1 if rtl else 0
    outer = "R" if rtl else "L"
    kinds = [unicodedata.bidirectional(character) or "L" for character in text]
    strong, before = outer, outer
    for index, found in enumerate(kinds):  # W1, W2, W3, W7
        kind = before if found in ("NSM", "BN") else found
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN":
            kind = {"AL": "AN", "L": "L"}.get(strong, "EN")
        kinds[index] = before = kind
    for index, kind in enumerate(kinds):  # W4, W5
        around = {kinds[at] for at in (index - 1, index + 1) if 0 <= at < len(kinds)}
        if kind in ("CS", "ES") and 0 < index < len(kinds) - 1 and len(around) == 1 and around <= {"EN", "AN", "L"}:
            kinds[index] = around.pop()
        elif kind == "ET" and "EN" in around:
            kinds[index] = "EN"
    seen = {"AL": "R", "EN": "R", "AN": "R", "R": "R", "L": "L"}
    index = 0
    while index < len(kinds):  # N1, N2
        if kinds[index] in seen:
            index += 1
            continue
        end = next((at for at in range(index, len(kinds)) if kinds[at] in seen), len(kinds))
        first = seen[kinds[index - 1]] if index else outer
        last = seen[kinds[end]] if end < len(kinds) else outer
        kinds[index:end] = [first if first == last else outer] * (end - index)
        index = end
    deeper = {"L": 2 if rtl else 0, "R": 1, "AL": 1, "EN": 2, "AN": 2}
    return [max(base, deeper[kind]) for kind in kinds]


@lru_cache(maxsize=1000)
def _runs(text: str, face: Face, *, rtl: bool) -> tuple[_Run, ...]:
    """The pieces of a settable text from left to right."""
    levels, runs, at = _levels(text, rtl=rtl), list[_Run](), 0
    for cluster in _clusters(text):
        level = levels[at]
        at += len(cluster)
        last = runs[-1] if runs else None
        wanted = [each for each in cluster if each not in _JOINERS]
        goes_on = last is not None and (
            cluster == " "
            or (last.source and not cluster[0].isalnum() and all(_draws(last.source, face, each) for each in wanted))
        )
        source = last.source if last is not None and goes_on else _source_of(cluster, face) or ""
        if last is not None and (last.source, last.level) == (source, level):
            runs[-1] = _Run(last.text + cluster, source, level)
        else:
            runs.append(_Run(cluster, source, level))
    for depth in range(max((run.level for run in runs), default=0), 0, -1):  # L2
        start = 0
        while start < len(runs):
            end = start
            while end < len(runs) and runs[end].level >= depth:
                end += 1
            runs[start:end] = reversed(runs[start:end])
            start = max(end, start + 1)
    return tuple(runs)


def _set(run: _Run, face: Face, size: int) -> SizedFont:
    font = _font(run.source, face, size)
    assert font is not None
    return font


@lru_cache(maxsize=4000)
def width(text: str, face: Face, size: int, *, rtl: bool = False) -> float:
    """How many pixels a line takes; what no font has counts for nothing."""
    runs = _runs(settable(text, face), face, rtl=rtl)
    return float(sum(_set(run, face, size).length(run.text, rtl=run.is_rtl) for run in runs))


def write(
    draw: ImageDraw.ImageDraw, x: float, baseline: float, text: str, face: Face, size: int, colour: str, *, rtl: bool
) -> float:
    """Draw one line on its baseline, from `x` to the right or, right to left, to the left; answers where it ends."""
    pen = left = round(x - width(text, face, size, rtl=rtl) if rtl else x)
    line = round(baseline)
    for index, run in enumerate(_runs(settable(text, face), face, rtl=rtl)):
        font = _set(run, face, size)
        for number, placed in enumerate(font.placed(run.text, rtl=run.is_rtl)):
            glyph = font.glyph(placed.index)
            if index == number == 0 and not rtl:
                pen -= min(0, placed.right + glyph.right)  # a letter may hang over to the left; the margin stays clear
            if glyph.mask is not None:
                draw.bitmap((pen + placed.right + glyph.right, line - placed.up - glyph.up), glyph.mask, colour)
            pen += placed.advance
    return float(left if rtl else pen)


def _stands_alone(character: str) -> bool:
    """Whether a line may break before and after a letter: those of Chinese and Japanese."""
    return unicodedata.east_asian_width(character) in "WF" and unicodedata.category(character) == "Lo"


def _words(text: str) -> Iterator[tuple[str, str]]:
    """The pieces between which a line may break, and what stands before each when it does not."""
    gap = ""
    for word in text.split():
        piece = ""
        for cluster in _clusters(word):
            if piece and (_stands_alone(cluster[0]) or _stands_alone(piece[0])) and cluster[0].isalnum():
                yield gap, piece
                gap, piece = "", cluster
            else:
                piece += cluster
        yield gap, piece
        gap = " "


def wrapped(text: str, face: Face, size: int, room: float) -> list[str]:
    """Lines of whole words; a word that is wider than the room stands alone in its line."""
    lines: list[str] = []
    for gap, word in _words(settable(text, face)):
        if lines and width(f"{lines[-1]}{gap}{word}", face, size) <= room:
            lines[-1] += gap + word
        else:
            lines.append(word)
    return lines


def balanced(text: str, lines: list[str], face: Face, size: int, room: float) -> list[str]:
    """A text in as many lines as it has now, about equally long: no word is left alone in the last one."""
    narrow = 0.0
    for _ in range(6 if len(lines) > 1 else 0):
        middle = (narrow + room) / 2
        tried = wrapped(text, face, size, middle)
        if len(tried) <= len(lines) and all(width(line, face, size) <= middle for line in tried):
            lines, room = tried, middle
        else:
            narrow = middle
    return lines


def cut(text: str, face: Face, size: int, room: float) -> str:
    """As much of a line as fits, with an ellipsis where something is missing."""
    text = settable(text, face)
    return text if width(text, face, size) <= room else _with_ellipsis(text, face, size, room)


def _with_ellipsis(text: str, face: Face, size: int, room: float) -> str:
    letters = list(_clusters(text))
    low, high = 0, len(letters)
    while low < high:
        middle = (low + high + 1) // 2
        if width(_ended(letters[:middle]), face, size) <= room:
            low = middle
        else:
            high = middle - 1
    kept = letters[:low]
    if " " in kept and low < len(letters) and letters[low] != " ":
        whole = low - 1 - kept[::-1].index(" ")  # between words, unless that leaves little
        kept = kept[:whole] if whole > 0.7 * low else kept
    return _ended(kept)


def _ended(letters: Sequence[str]) -> str:
    return "".join(letters).rstrip(" ,;:-–—“‘«(") + "…"


def fitted(text: str, face: Face, sizes: Sequence[tuple[int, int]], room: float) -> tuple[int, list[str]]:
    """A text as large as it fits: `sizes` are pixels and the lines that it may then take, largest first.

    Answers the size and the lines; in the smallest size an ellipsis stands where something is missing.
    """
    for size, most in sizes:
        lines = wrapped(text, face, size, room)
        if len(lines) <= most and all(width(line, face, size) <= room for line in lines):
            return size, balanced(text, lines, face, size, room)
    size, most = sizes[-1]
    lines = wrapped(text, face, size, room)
    kept = [cut(line, face, size, room) for line in lines[:most]]
    if len(lines) > most and not kept[-1].endswith("…"):
        kept[-1] = _with_ellipsis(f"{kept[-1]} ", face, size, room)
    return size, kept


def lacking(text: str) -> str:
    """The letters of a text that no font here draws, each once."""
    letters = dict.fromkeys(cluster for cluster in _clusters(tidy(text)) if cluster[0].isalpha())
    return "".join(cluster for cluster in letters if _nearest(cluster, "sans") != cluster)
