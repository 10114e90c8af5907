"""The picture that stands for a sponsor's record where its page is shared."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from campaign.web.bars import PartKind, PartsBar, parts_bar
from campaign.web.formats import day, number
from campaign.web.lettering import Face, font_of, settable

# What sites that show such pictures ask for (Open Graph), in pixels.
SIZE: Final = (1200, 630)

# The light tokens of static/countersign.css; a test holds them to it.
COLOURS: Final[Mapping[str, str]] = {
    "paper": "#ffffff",
    "ink": "#14191a",
    "muted": "#50595b",
    "d-on": "#27485a",
    "d-late": "#b07b12",
    "d-bad": "#c2402f",
    "d-none": "#dfe3e1",
}
_PARTS: Final[Mapping[PartKind, str]] = {"on": "d-on", "late": "d-late", "bad": "d-bad"}

_LEFT: Final = 64
_RIGHT: Final = SIZE[0] - 64
_NAME_TOP: Final = 128
# The name is set as large as it fits: pixels, and the lines it may then take.
_NAME_SIZES: Final = ((64, 2), (56, 2), (48, 3), (42, 3))
_NAME_LEADING: Final = 1.12


@dataclass(frozen=True, slots=True)
class SponsorRecord:
    """A sponsor's record in one register on one day; `late` is None where the register does not date results."""

    sponsor: str
    register: str
    data_date: date
    in_time: int
    late: int | None
    overdue: int
    site: str
    rule_version: str


def share_picture(record: SponsorRecord) -> bytes:
    """The record as a PNG of 1200 x 630 pixels. The same record gives the same picture on every machine.

    Characters that the fonts lack (they cover Latin, Greek and Cyrillic) are folded (NFKD), else left out.
    """
    bar = parts_bar(record.in_time, record.late, record.overdue)
    image = Image.new("RGB", SIZE, COLOURS["paper"])
    draw = ImageDraw.Draw(image)
    draw.rectangle((_LEFT, 48, _RIGHT, 53), COLOURS["ink"])
    draw.rectangle((_LEFT, 57, _RIGHT, 58), COLOURS["ink"])
    _line(draw, _LEFT, 100, f"{record.register}, data of {day(record.data_date)}", "sans", 28, "muted")
    _name(draw, record.sponsor)
    _share(draw, record)
    _bar(draw, bar)
    _foot(draw, record)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _name(draw: ImageDraw.ImageDraw, sponsor: str) -> None:
    name = settable(sponsor, "serif") or "This sponsor"
    for size, most in _NAME_SIZES:
        lines = _wrapped(name.split(), font_of("serif", size))
        if len(lines) <= most and all(font_of("serif", size).getlength(line) <= _RIGHT - _LEFT for line in lines):
            break
    else:
        size, most = _NAME_SIZES[-1]
        lines = _shortened(lines, most, font_of("serif", size))
    for index, line in enumerate(lines):
        baseline = _NAME_TOP + size + round(index * size * _NAME_LEADING)
        _line(draw, _LEFT, baseline, line, "serif", size, "ink")


def _wrapped(words: Sequence[str], font: ImageFont.FreeTypeFont) -> list[str]:
    """Lines of whole words; a word that is wider than the picture stands alone in its line."""
    lines: list[str] = []
    for word in words:
        if lines and font.getlength(f"{lines[-1]} {word}") <= _RIGHT - _LEFT:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _shortened(lines: Sequence[str], most: int, font: ImageFont.FreeTypeFont) -> list[str]:
    """At most `most` lines that fit, an ellipsis where something is missing."""
    kept = [_cut(line, font) if font.getlength(line) > _RIGHT - _LEFT else line for line in lines[:most]]
    if len(lines) > most and not kept[-1].endswith("…"):
        kept[-1] = _cut(kept[-1], font)
    return kept


def _cut(line: str, font: ImageFont.FreeTypeFont) -> str:
    while line and font.getlength(f"{line}…") > _RIGHT - _LEFT:
        line = line[:-1]
    return f"{line.rstrip(' ,;-')}…"


def _share(draw: ImageDraw.ImageDraw, record: SponsorRecord) -> None:
    there = record.in_time + (record.late or 0)
    due = there + record.overdue
    if not due:
        _line(draw, _LEFT, 410, "No results due yet", "serif", 72, "ink")
        return
    end = _line(draw, _LEFT, 424, f"{100 * there / due:.1f}", "serif", 136, "ink")
    end = _line(draw, end + 10, 424, "%", "serif", 68, "ink")
    results, are = "result" if due == 1 else "results", "is" if 1 in (there, due) else "are"
    _line(draw, end + 36, 372, f"{number(there)} of {number(due)} due {results}", "strong", 36, "ink")
    _line(draw, end + 36, 420, f"{are} there", "strong", 36, "ink")


def _bar(draw: ImageDraw.ImageDraw, bar: PartsBar) -> None:
    top, bottom, wide = 458, 485, _RIGHT - _LEFT
    draw.rectangle((_LEFT, top, _RIGHT, bottom), COLOURS["d-none"])
    at = float(_LEFT)
    for part in bar.parts:
        colour = COLOURS[_PARTS[part.kind]]
        left = _LEFT + wide * part.x / 100
        # A part of one in a thousand is still there to be seen.
        draw.rectangle((left, top, max(left + wide * part.width / 100, left + 1), bottom), colour)
        draw.rectangle((at, 507, at + 18, 525), colour)
        at = _line(draw, at + 30, 526, part.short, "strong", 28, "ink") + 44


def _foot(draw: ImageDraw.ImageDraw, record: SponsorRecord) -> None:
    draw.line((_LEFT, 552, _RIGHT, 552), COLOURS["ink"])
    rule = f"Rule version {record.rule_version}"
    _line(draw, _RIGHT - font_of("sans", 26).getlength(rule), 594, rule, "sans", 26, "muted")
    site = settable(record.site, "serif")
    while site and font_of("serif", 32).getlength(site) > 0.7 * (_RIGHT - _LEFT):
        site = f"{site[:-2].rstrip()}…"
    _line(draw, _LEFT, 595, site, "serif", 32, "ink")


def _line(draw: ImageDraw.ImageDraw, x: float, baseline: float, text: str, face: Face, size: int, colour: str) -> float:
    """Draw one line from `x` on its baseline; where it ends."""
    drawn, font = settable(text, face), font_of(face, size)
    # A letter may hang over to the left of where it begins; the margin stays clear.
    hang = min(0.0, font.getbbox(drawn, anchor="ls")[0]) if drawn else 0.0
    draw.text((x - hang, baseline), drawn, COLOURS[colour], font, anchor="ls")
    return x - hang + font.getlength(drawn)
