"""Logos: bytes from a stranger in, a small PNG of our own making out."""

import hashlib
import io
import struct
from dataclasses import dataclass

from PIL import Image, ImageOps

from campaign.web.language import gettext

LARGEST_BYTES = 2 * 1024 * 1024
LARGEST_PIXELS = 20_000_000
SMALLEST_SIDE = 16
FITS = (480, 240)
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class LogoFault(ValueError):
    """A file cannot be a logo; the message says why in words for the person who sent it."""


@dataclass(frozen=True)
class LogoImage:
    """A logo as it is stored and shown: PNG bytes, their SHA-256 in hexadecimal, width and height in pixels."""

    png: bytes
    sha256: str
    width: int
    height: int


def read_logo(data: bytes) -> LogoImage:
    """Re-encode an image (PNG, JPEG, WebP, first frame of a GIF) to a PNG within 480 x 240. Raises LogoFault.

    Nothing of the file but its pixels survives: no EXIF, no profile, no text, no further frames. The size is read from
    the header and refused before any pixel is decoded.
    """
    if len(data) > LARGEST_BYTES:
        raise LogoFault(gettext("The logo is larger than 2 MB. Choose a smaller file"))
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<", b"\x1f\x8b")) or b"<svg" in start:
        raise LogoFault(
            gettext("SVG files can carry scripts, so we do not take them. Send the logo as PNG, JPEG, WebP or GIF")
        )
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            if width * height > LARGEST_PIXELS:
                raise LogoFault(gettext("The logo has more than 20 million pixels. Choose a smaller picture"))
            if min(width, height) < SMALLEST_SIDE:
                raise LogoFault(
                    gettext("The logo must be at least %(pixels)s pixels wide and high", pixels=SMALLEST_SIDE)
                )
            image.draft("RGB", (2 * FITS[0], 2 * FITS[1]))
            upright = ImageOps.exif_transpose(image)
            pixels = upright.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise LogoFault(gettext("The logo has more than 20 million pixels. Choose a smaller picture")) from None
    except LogoFault:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, KeyError, struct.error):
        # What decoders raise on damaged files; Image.UnidentifiedImageError is an OSError.
        raise LogoFault(
            gettext("This file is no picture we can read. Send the logo as PNG, JPEG, WebP or GIF")
        ) from None
    pixels.thumbnail(FITS, Image.Resampling.LANCZOS)
    # A fresh image, so that nothing the decoder kept about the file is written out.
    clean = Image.frombytes("RGBA", pixels.size, pixels.tobytes())
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    png = out.getvalue()
    return LogoImage(png, hashlib.sha256(png).hexdigest(), *clean.size)


def logo_of_ours(png: bytes) -> LogoImage:
    """A logo again from the PNG bytes that `read_logo` made."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        width, height = image.size
    return LogoImage(png, hashlib.sha256(png).hexdigest(), width, height)
