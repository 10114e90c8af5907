"""The badge with the live count for other people's pages: the same figure as SVG, PNG and JSON."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from PIL import Image, ImageDraw

from campaign.campaigns.queries import CampaignFacts
from campaign.signatures.queries import Counts
from campaign.text import tidy
from campaign.web.formats import day, number, stamp
from campaign.web.inks import GROUNDS, Theme, accent
from campaign.web.language import current_language, direction, ngettext
from campaign.web.lettering import Face, cut, settable, width, write

Counted = Literal["people", "organizations"]
HEIGHT: Final = 36
_SIZE: Final = 15
_BASELINE: Final = 23
_SIDE: Final = 12
_WIDEST: Final = 240.0


@dataclass(frozen=True)
class CountBadge:
    """What a badge says in the language at hand, and its colours."""

    label: str
    value: int
    sentence: str
    as_of: datetime
    theme: Theme
    accent: str
    rtl: bool

    @property
    def message(self) -> str:
        """The figure as people write it."""
        return number(self.value)


def count_badge(campaign: CampaignFacts, counts: Counts, counted: Counted, theme: Theme) -> CountBadge:
    """The badge of a campaign, of people or of organizations."""
    value = counts.people if counted == "people" else counts.organizations
    words = {"count": number(value), "title": tidy(campaign.title), "day": day(counts.as_of)}
    if counted == "people":
        label = ngettext("signature", "signatures", value)
        sentence = ngettext(
            "%(count)s person has signed “%(title)s”, as of %(day)s",
            "%(count)s people have signed “%(title)s”, as of %(day)s",
            value,
            **words,
        )
    else:
        label = ngettext("organization", "organizations", value)
        sentence = ngettext(
            "%(count)s organization supports “%(title)s”, as of %(day)s",
            "%(count)s organizations support “%(title)s”, as of %(day)s",
            value,
            **words,
        )
    hue = accent(campaign.ink, campaign.colour, theme)
    return CountBadge(label, value, sentence, counts.as_of, theme, hue, direction(current_language()) == "rtl")


@dataclass(frozen=True)
class BadgePart:
    """One of the two fields of a badge: where it begins, its size, its text and how long that is to be set."""

    x: int
    width: int
    text: str
    length: int
    ground: str
    ink: str
    face: Face

    @property
    def middle(self) -> float:
        """Where the middle of its text is."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class BadgeDrawing:
    """A badge as it is drawn."""

    badge: CountBadge
    parts: tuple[BadgePart, BadgePart]
    rule: str
    height: int = HEIGHT
    baseline: int = _BASELINE

    @property
    def width(self) -> int:
        """Of the whole badge."""
        return sum(part.width for part in self.parts)


def badge_drawing(badge: CountBadge) -> BadgeDrawing:
    """Lay a badge out: the label and then the figure, in the order in which the language is read."""
    ground = GROUNDS[badge.theme]
    wanted: list[tuple[str, str, str, Face]] = [
        (badge.label, ground["paper"], ground["ink"], "sans"),
        (badge.message, badge.accent, ground["paper"], "strong"),
    ]
    parts: list[BadgePart] = []
    x = 0
    for text, fill, ink, face in reversed(wanted) if badge.rtl else wanted:
        shown = cut(text, face, _SIZE, _WIDEST)
        length = round(width(shown, face, _SIZE, rtl=badge.rtl))
        parts.append(BadgePart(x, length + 2 * _SIDE, shown, length, fill, ink, face))
        x += length + 2 * _SIDE
    return BadgeDrawing(badge, (parts[0], parts[1]), ground["rule"])


def draw_badge(badge: CountBadge) -> bytes:
    """The badge as a PNG of twice its size, for sharp screens."""
    drawing = badge_drawing(badge)
    image = Image.new("RGB", (2 * drawing.width, 2 * HEIGHT))
    draw = ImageDraw.Draw(image)
    for part in drawing.parts:
        draw.rectangle((2 * part.x, 0, 2 * (part.x + part.width), 2 * HEIGHT), part.ground)
        text = settable(part.text, part.face)
        long = width(text, part.face, 2 * _SIZE, rtl=badge.rtl)
        start = 2 * part.middle + (long / 2 if badge.rtl else -long / 2)
        write(draw, start, 2 * _BASELINE, text, part.face, 2 * _SIZE, part.ink, rtl=badge.rtl)
    draw.rectangle((0, 0, 2 * drawing.width - 1, 2 * HEIGHT - 1), outline=drawing.rule, width=2)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def badge_json(badge: CountBadge, title: str, link: str) -> dict[str, Any]:
    """The badge as data; the first four are what shields.io reads from an endpoint."""
    return {
        "schemaVersion": 1,
        "label": badge.label,
        "message": badge.message,
        "color": badge.accent.removeprefix("#"),
        "value": badge.value,
        "as_of": stamp(badge.as_of),
        "title": title,
        "link": link,
    }
