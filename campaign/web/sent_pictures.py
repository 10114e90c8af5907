"""Pictures from outside: bytes in, pixels out. Nothing of a file but its pixels survives."""

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageOps

LARGEST_PIXELS = 20_000_000


class PictureFault(ValueError):
    """A file cannot be shown; the message says why in words for the person who sent it."""


@dataclass(frozen=True)
class Complaints:
    """What to say to the person who sent a file that cannot be taken, in the language that they read."""

    too_large: str
    is_svg: str
    too_many_pixels: str
    too_small: str
    unreadable: str


def read_pixels(
    data: bytes, complaints: Complaints, *, largest: int, formats: Sequence[str], smallest: int, fits: tuple[int, int]
) -> Image.Image:
    """The first frame of a picture, upright, scaled to fit within `fits` pixels: a fresh image in RGBA.

    `largest` is in bytes, `smallest` the pixels of either side. The size is read from the header and refused before any
    pixel is decoded. Raises PictureFault.
    """
    if len(data) > largest:
        raise PictureFault(complaints.too_large)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<", b"\x1f\x8b")) or b"<svg" in start:
        raise PictureFault(complaints.is_svg)
    try:
        with Image.open(io.BytesIO(data), formats=tuple(formats)) as image:
            width, height = image.size
            if width * height > LARGEST_PIXELS:
                raise PictureFault(complaints.too_many_pixels)
            if min(width, height) < smallest:
                raise PictureFault(complaints.too_small)
            image.draft("RGB", (2 * fits[0], 2 * fits[1]))
            upright = ImageOps.exif_transpose(image)
            pixels = upright.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureFault(complaints.too_many_pixels) from None
    except PictureFault:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, KeyError, struct.error):
        # What decoders raise on damaged files; Image.UnidentifiedImageError is an OSError.
        raise PictureFault(complaints.unreadable) from None
    pixels.thumbnail(fits, Image.Resampling.LANCZOS)
    # A fresh image, so that nothing the decoder kept about the file is written out.
    return Image.frombytes("RGBA", pixels.size, pixels.tobytes())
