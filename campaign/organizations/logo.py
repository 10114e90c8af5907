"""Logos: bytes from a stranger in, a small PNG of our own making out."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image

from campaign.web.language import gettext
from campaign.web.sent_pictures import Complaints, PictureFault, read_pixels

LARGEST_BYTES = 2 * 1024 * 1024
SMALLEST_SIDE = 16
FITS = (480, 240)
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
LogoFault = PictureFault


@dataclass(frozen=True)
class LogoImage:
    """A logo as it is stored and shown: PNG bytes, their SHA-256 in hexadecimal, width and height in pixels."""

    png: bytes
    sha256: str
    width: int
    height: int


def read_logo(data: bytes) -> LogoImage:
    """Re-encode an image (PNG, JPEG, WebP, first frame of a GIF) to a PNG within 480 x 240. Raises LogoFault.

    Nothing of the file but its pixels survives: no EXIF, no profile, no text, no further frames.
    """
    complaints = Complaints(
        too_large=gettext("The logo is larger than 2 MB. Choose a smaller file"),
        is_svg=gettext("SVG files can carry scripts, so we do not take them. Send the logo as PNG, JPEG, WebP or GIF"),
        too_many_pixels=gettext("The logo has more than 20 million pixels. Choose a smaller picture"),
        too_small=gettext("The logo must be at least %(pixels)s pixels wide and high", pixels=SMALLEST_SIDE),
        unreadable=gettext("This file is no picture we can read. Send the logo as PNG, JPEG, WebP or GIF"),
    )
    clean = read_pixels(data, complaints, largest=LARGEST_BYTES, formats=FORMATS, smallest=SMALLEST_SIDE, fits=FITS)
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    png = out.getvalue()
    return LogoImage(png, hashlib.sha256(png).hexdigest(), *clean.size)


def logo_of_ours(png: bytes) -> LogoImage:
    """A logo again from the PNG bytes that `read_logo` made."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        width, height = image.size
    return LogoImage(png, hashlib.sha256(png).hexdigest(), width, height)
