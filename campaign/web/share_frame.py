"""The one look of all share pictures: 1200 x 630 pixels, two rules, a line, a name, what the caller draws, a foot."""

import io
from collections.abc import Mapping
from typing import Final

from PIL import Image, ImageDraw

from campaign.web.inks import GROUNDS
from campaign.web.lettering import Face, cut, fitted, settable, width, write

# What sites that show such pictures ask for (Open Graph), in pixels.
SIZE: Final = (1200, 630)
MARGIN: Final = 64
ROOM: Final = SIZE[0] - 2 * MARGIN
_NAME_TOP: Final = 128
# The name is set as large as it fits: pixels, and the lines it may then take.
_NAME_SIZES: Final = ((64, 2), (56, 2), (48, 3), (42, 3))
_KICKER_SIZES: Final = ((28, 1), (25, 1), (22, 1))
_NAME_LEADING: Final = 1.12


class ShareFrame:
    """A picture in the making. Everything stands at a distance from where lines begin: left, or right for `rtl`."""

    def __init__(self, *, accent: str = GROUNDS["light"]["ink"], rtl: bool = False) -> None:
        self.rtl = rtl
        self.accent = accent
        self.colours: Mapping[str, str] = GROUNDS["light"]
        self._image = Image.new("RGB", SIZE, self.colours["paper"])
        self._draw = ImageDraw.Draw(self._image)
        self.bar(48, 53, 0, ROOM, accent)
        self.bar(57, 58, 0, ROOM, accent)

    def bar(self, top: float, bottom: float, start: float, end: float, colour: str) -> None:
        """Fill a stretch of the width, from `start` to `end` pixels from where lines begin."""
        left, right = (ROOM - end, ROOM - start) if self.rtl else (start, end)
        self._draw.rectangle((MARGIN + left, top, MARGIN + right, bottom), colour)

    def line(
        self, start: float, baseline: float, text: str, face: Face, size: int, colour: str, room: float = ROOM
    ) -> float:
        """Write one line, shortened to `room` pixels; answers how far from where lines begin it ends."""
        shown = cut(text, face, size, room)
        x = SIZE[0] - MARGIN - start if self.rtl else MARGIN + start
        end = write(self._draw, x, baseline, shown, face, size, colour, rtl=self.rtl)
        return SIZE[0] - MARGIN - end if self.rtl else end - MARGIN

    def at_the_end(self, baseline: float, text: str, face: Face, size: int, colour: str) -> float:
        """Write one line that ends where lines end; answers where it begins."""
        start = ROOM - width(text, face, size, rtl=self.rtl)
        self.line(start, baseline, text, face, size, colour)
        return start

    def name(self, kicker: str, text: str, otherwise: str) -> None:
        """What the picture is about, under a small line; `otherwise` where no font has a letter of it."""
        size, lines = fitted(kicker, "sans", _KICKER_SIZES, ROOM)
        self.line(0, 100, "".join(lines), "sans", size, self.colours["muted"])
        size, lines = fitted(settable(text, "serif") or otherwise, "serif", _NAME_SIZES, ROOM)
        for index, line in enumerate(lines):
            self.line(
                0, _NAME_TOP + size + round(index * size * _NAME_LEADING), line, "serif", size, self.colours["ink"]
            )

    def foot(self, site: str, remark: str) -> None:
        """Whose picture it is, and when or by which rules it is true."""
        self.bar(552, 552, 0, ROOM, self.accent)
        start = self.at_the_end(594, remark, "sans", 26, self.colours["muted"])
        self.line(0, 595, site, "serif", 32, self.colours["ink"], min(0.7 * ROOM, start - 40))

    def png(self) -> bytes:
        """The picture."""
        written = io.BytesIO()
        self._image.save(written, "PNG", optimize=True)
        return written.getvalue()
