"""Pictures for pages: what staff upload in, a WebP or JPEG of our own making out."""

import hashlib
import io
from dataclasses import dataclass

from campaign.web.sent_pictures import Complaints, read_pixels

LARGEST_BYTES = 8 * 1024 * 1024
SMALLEST_SIDE = 16
WIDEST = 1600
HIGHEST = 4000
FORMATS = ("PNG", "JPEG", "WEBP")
_COMPLAINTS = Complaints(
    too_large="The picture is larger than 8 MB. Choose a smaller file",
    is_svg="SVG files can carry scripts, so we do not take them. Send the picture as PNG, JPEG or WebP",
    too_many_pixels="The picture has more than 20 million pixels. Choose a smaller picture",
    too_small=f"The picture must be at least {SMALLEST_SIDE} pixels wide and high",
    unreadable="This file is no picture we can read. Send the picture as PNG, JPEG or WebP",
)


@dataclass(frozen=True)
class PagePicture:
    """A picture as it is stored and shown; the size is in pixels."""

    data: bytes
    media_type: str
    suffix: str
    sha256: str
    width: int
    height: int


def read_picture(data: bytes) -> PagePicture:
    """Re-encode a picture at most 1600 pixels wide: as JPEG, or as WebP where it lets the page shine through.

    Nothing of the file but its pixels survives. Raises `web.sent_pictures.PictureFault`.
    """
    clean = read_pixels(
        data, _COMPLAINTS, largest=LARGEST_BYTES, formats=FORMATS, smallest=SMALLEST_SIDE, fits=(WIDEST, HIGHEST)
    )
    out = io.BytesIO()
    see_through = any(clean.getchannel("A").histogram()[:255])
    if see_through:
        clean.save(out, "WEBP", quality=82, method=4)
    else:
        clean.convert("RGB").save(out, "JPEG", quality=82, optimize=True, progressive=True)
    made = out.getvalue()
    media_type, suffix = ("image/webp", "webp") if see_through else ("image/jpeg", "jpg")
    return PagePicture(made, media_type, suffix, hashlib.sha256(made).hexdigest(), *clean.size)
