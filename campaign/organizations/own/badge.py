"""The badge that a supporter shows on its own site: what it supports, or that it no longer does, as SVG and PNG.

Both are made from one `Badge`, and the same one gives the same bytes on every machine.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from PIL import Image, ImageDraw

from campaign.campaigns.queries import CampaignFacts
from campaign.organizations.models import Support, SupportState
from campaign.web.formats import day
from campaign.web.inks import GROUNDS, Theme, accent
from campaign.web.language import current_language, direction, gettext
from campaign.web.lettering import Face, cut, width, write

SIZE: Final = (440, 104)
_LEFT: Final = 18
_ROOM: Final = SIZE[0] - 2 * _LEFT


@dataclass(frozen=True)
class Badge:
    """What a badge says, in lines; `stands` is False once the support has ended."""

    name: str
    line: str
    foot: str
    host: str
    stands: bool
    ink: str
    colour: str = ""
    rtl: bool = False

    @property
    def words(self) -> str:
        """All of it in one sentence, for who cannot see it."""
        return f"{self.name} {self.line}. {self.foot}"


def badge_of(support: Support, campaign: CampaignFacts, host: str) -> Badge:
    """The badge of a support that is listed, or was, in the language at hand."""
    name, title, stands = support.organization.name, campaign.title, support.state == SupportState.APPROVED
    if stands:
        line, foot = (
            gettext("supports “%(title)s”", title=title),
            gettext("Listed since %(day)s", day=_day(support.approved_at)),
        )
    elif support.state == SupportState.LAPSED:
        line = gettext("supported “%(title)s”", title=title)
        foot = gettext("Lapsed on %(day)s, as it was not renewed", day=_day(support.lapsed_at))
    else:
        line = gettext("supported “%(title)s”", title=title)
        foot = gettext("Left on %(day)s", day=_day(support.left_at))
    rtl = direction(current_language()) == "rtl"
    return Badge(name, line, foot, host, stands, campaign.ink, campaign.colour, rtl)


def _day(value: date | None) -> str:
    assert value is not None
    return day(value)


@dataclass(frozen=True)
class Drawing:
    """A badge as its SVG needs it: texts cut to what fits, and colours."""

    badge: Badge
    name: str
    line: str
    colours: Mapping[str, str]
    accent: str
    width: int = SIZE[0]
    height: int = SIZE[1]

    @property
    def start(self) -> int:
        """Where lines begin: left, or right where the language is read from there."""
        return SIZE[0] - _LEFT if self.badge.rtl else _LEFT

    @property
    def end(self) -> int:
        """Where lines end."""
        return _LEFT if self.badge.rtl else SIZE[0] - _LEFT


def drawing(badge: Badge, theme: Theme) -> Drawing:
    """What the SVG's template draws."""
    hue = accent(badge.ink, badge.colour, theme) if badge.stands else GROUNDS[theme]["muted"]
    # The SVG is set in the reader's fonts, which may be wider than ours: some room is left.
    name, line = cut(badge.name, "serif", 21, 0.94 * _ROOM), cut(badge.line, "sans", 17, 0.94 * _ROOM)
    return Drawing(badge, name, line, GROUNDS[theme], hue)


def badge_png(badge: Badge, theme: Theme) -> bytes:
    """The badge as a PNG of twice its size, for sharp screens. What the fonts lack is folded or left out."""
    colours, drawn = GROUNDS[theme], drawing(badge, theme)
    image = Image.new("RGB", (2 * SIZE[0], 2 * SIZE[1]), colours["paper"])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 2 * SIZE[0] - 1, 2 * SIZE[1] - 1), outline=colours["rule"], width=2)
    draw.rectangle((0, 0, 2 * SIZE[0], 7), drawn.accent)
    draw.rectangle((0, 11, 2 * SIZE[0], 12), drawn.accent)
    lines: list[tuple[str, Face, int, int, str]] = [
        (drawn.name or badge.host, "serif", 42, 40, "ink"),
        (drawn.line, "sans", 34, 64, "ink"),
        (badge.foot, "sans", 26, 89, "muted"),
    ]
    first, last = 2 * _LEFT, 2 * (SIZE[0] - _LEFT)
    for text, face, size, baseline, colour in lines:
        write(draw, last if badge.rtl else first, 2 * baseline, text, face, size, colours[colour], rtl=badge.rtl)
    wide = width(badge.host, "sans", 26)
    if wide + width(badge.foot, "sans", 26) < 2 * _ROOM - 32:
        start = first if badge.rtl else last - wide
        write(draw, start, 2 * 89, badge.host, "sans", 26, colours["muted"], rtl=False)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
