"""The badge that a supporter shows on its own site: what it supports, or that it no longer does, as SVG and PNG.

Both are made from one `Badge`, and the same one gives the same bytes on every machine.
"""

import io
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from PIL import Image, ImageDraw

from campaign.campaigns.models import Ink
from campaign.campaigns.queries import CampaignFacts
from campaign.organizations.models import Support, SupportState
from campaign.web.formats import day
from campaign.web.lettering import Face, font_of, settable

Theme = Literal["light", "dark"]
SIZE: Final = (440, 104)
_LEFT: Final = 18
_ROOM: Final = SIZE[0] - 2 * _LEFT
# The tokens of static/countersign.css.
COLOURS: Final[dict[Theme, dict[str, str]]] = {
    "light": {"paper": "#ffffff", "ink": "#14191a", "muted": "#50595b", "rule": "#d6dad8"},
    "dark": {"paper": "#131817", "ink": "#e8ecea", "muted": "#a7b1ad", "rule": "#343d3a"},
}
INKS: Final[dict[Theme, dict[Ink, str]]] = {
    "light": {
        Ink.GREEN: "#00693e", Ink.COBALT: "#1d4fa0", Ink.BRICK: "#9c3b1b", Ink.PLUM: "#82305c", Ink.PETROL: "#00626b",
        Ink.UMBER: "#70520a",
    },
    "dark": {
        Ink.GREEN: "#7ad59c", Ink.COBALT: "#9dbcf5", Ink.BRICK: "#f2a285", Ink.PLUM: "#e4a3c6", Ink.PETROL: "#74cbd6",
        Ink.UMBER: "#dcb766",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Badge:
    """What a badge says, in lines; `stands` is False once the support has ended."""

    name: str
    line: str
    foot: str
    host: str
    stands: bool
    ink: str

    @property
    def words(self) -> str:
        """All of it in one sentence, for who cannot see it."""
        return f"{self.name} {self.line}. {self.foot}"


def badge_of(support: Support, campaign: CampaignFacts, host: str) -> Badge:
    """The badge of a support that is listed, or was."""
    name, stands = support.organization.name, support.state == SupportState.APPROVED
    if stands:
        line, foot = f"supports “{campaign.title}”", f"Listed since {_day(support.approved_at)}"
    elif support.state == SupportState.LAPSED:
        line, foot = f"supported “{campaign.title}”", f"Lapsed on {_day(support.lapsed_at)}, as it was not renewed"
    else:
        line, foot = f"supported “{campaign.title}”", f"Left on {_day(support.left_at)}"
    return Badge(name, line, foot, host, stands, campaign.ink)


def _day(value: date | None) -> str:
    assert value is not None
    return day(value)


@dataclass(frozen=True)
class Drawing:
    """A badge as its SVG needs it: texts cut to what fits, and colours."""

    badge: Badge
    name: str
    line: str
    colours: dict[str, str]
    accent: str
    width: int = SIZE[0]
    height: int = SIZE[1]


def drawing(badge: Badge, theme: Theme) -> Drawing:
    """What the SVG's template draws."""
    accent = INKS[theme][Ink(badge.ink)] if badge.stands else COLOURS[theme]["muted"]
    return Drawing(badge, cut(badge.name, "serif", 21), cut(badge.line, "sans", 17), COLOURS[theme], accent)


def cut(text: str, face: Face, size: int) -> str:
    """As much of a text as fits into a line, with an ellipsis where something is missing.

    The SVG is set in the reader's fonts, which may be wider than ours: some room is left.
    """
    font = font_of(face, size)
    kept = text
    while kept and font.getlength(kept if kept == text else f"{kept}…") > 0.94 * _ROOM:
        kept = kept[:-1]
    return kept if kept == text else f"{kept.rstrip(' ,;-“')}…"


@lru_cache(maxsize=256)
def badge_png(badge: Badge, theme: Theme) -> bytes:
    """The badge as a PNG of twice its size, for sharp screens. What the fonts lack is folded or left out."""
    colours, drawn = COLOURS[theme], drawing(badge, theme)
    image = Image.new("RGB", (2 * SIZE[0], 2 * SIZE[1]), colours["paper"])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 2 * SIZE[0] - 1, 2 * SIZE[1] - 1), outline=colours["rule"], width=2)
    draw.rectangle((0, 0, 2 * SIZE[0], 7), drawn.accent)
    draw.rectangle((0, 11, 2 * SIZE[0], 12), drawn.accent)
    _write(draw, settable(drawn.name, "serif") or "This organization", "serif", 42, 40, colours["ink"])
    _write(draw, settable(drawn.line, "sans"), "sans", 34, 64, colours["ink"])
    _write(draw, settable(badge.foot, "sans"), "sans", 26, 89, colours["muted"])
    host = settable(badge.host, "sans")
    wide = font_of("sans", 26).getlength(host)
    if wide + font_of("sans", 26).getlength(badge.foot) < 2 * _ROOM - 32:
        draw.text((2 * (SIZE[0] - _LEFT) - wide, 2 * 89), host, colours["muted"], font_of("sans", 26), anchor="ls")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _write(draw: ImageDraw.ImageDraw, text: str, face: Face, size: int, baseline: int, colour: str) -> None:
    draw.text((2 * _LEFT, 2 * baseline), text, colour, font_of(face, size), anchor="ls")
