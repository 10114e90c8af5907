"""One font in one size: HarfBuzz says which of its glyphs stand where, FreeType draws them.

Both come as wheels with all they need. Pillow draws text too, but joins letters only where the machine has FriBidi.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Final

import freetype
import uharfbuzz
from PIL import Image

# FreeType has one library and one glyph at hand for each font, whatever the thread.
_ALONE: Final = Lock()
_UNITS: Final = 64  # of FreeType and of what HarfBuzz is asked for here, in a pixel


@dataclass(frozen=True)
class Placed:
    """A glyph of a line: how far it stands from where the pen is, and how far the pen goes on, in pixels."""

    index: int
    right: int
    up: int
    advance: int


@dataclass(frozen=True)
class Drawn:
    """The ink of a glyph, and where its upper left corner is from the pen; no ink for a space."""

    mask: Image.Image | None
    right: int
    up: int


class SizedFont:
    """A font in a size. Raises ValueError where the bytes are none."""

    def __init__(self, data: bytes, size: int, weight: int | None) -> None:
        """`size` in pixels; `weight` for the one axis of a variable font, None for one that has none."""
        try:
            with _ALONE:
                self._face = freetype.Face(io.BytesIO(data))
                self._face.set_pixel_sizes(0, size)
                if weight is not None:
                    self._face.set_var_design_coords((weight,))
        except freetype.FT_Exception as unreadable:
            raise ValueError("no font") from unreadable
        self._font = uharfbuzz.Font(uharfbuzz.Face(data))
        self._font.scale = (size * _UNITS, size * _UNITS)
        if weight is not None:
            self._font.set_variations({"wght": weight})
        self.glyph = lru_cache(maxsize=2000)(self._glyph)

    def has(self, character: str) -> bool:
        """Whether the font has a character."""
        return self._font.get_nominal_glyph(ord(character)) is not None

    def placed(self, text: str, *, rtl: bool) -> list[Placed]:
        """The glyphs of a run of one direction, from left to right, joined and shaped."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        uharfbuzz.shape(self._font, buffer)
        return [
            Placed(each.codepoint, *(round(units / _UNITS) for units in (at.x_offset, at.y_offset, at.x_advance)))
            for each, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def length(self, text: str, *, rtl: bool) -> int:
        """How many pixels a run takes."""
        return sum(each.advance for each in self.placed(text, rtl=rtl))

    def _glyph(self, index: int) -> Drawn:
        with _ALONE:
            self._face.load_glyph(index, freetype.FT_LOAD_RENDER)
            slot = self._face.glyph
            bitmap = slot.bitmap
            room, pitch, ink = (bitmap.width, bitmap.rows), bitmap.pitch, bytes(bitmap.buffer)
            right, up = slot.bitmap_left, slot.bitmap_top
        return Drawn(Image.frombytes("L", room, ink, "raw", "L", pitch, 1) if all(room) else None, right, up)
