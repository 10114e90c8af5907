"""oEmbed 1.0 (oembed.com): what a page of ours looks like in a page of somebody else, asked by its address. Pure."""

import re
from urllib.parse import urlsplit

from campaign.embed.frames import HEIGHTS, LEAST_WIDTH, USUAL_WIDTH, Show
from campaign.web.language import LANGUAGES

_PATH = re.compile(rf"(?:/({'|'.join(LANGUAGES)}))?/c/([a-z0-9-]{{1,60}})/?")


def page_of(url: str, base_url: str) -> tuple[str, str] | None:
    """Language (empty: none is named) and slug of the campaign whose page `url` is; None for any other address."""
    try:
        asked, ours = urlsplit(url[:2000]), urlsplit(base_url)
    except ValueError:
        return None
    if (asked.scheme, asked.netloc.lower()) != (ours.scheme, ours.netloc.lower()):
        return None
    path = asked.path.removeprefix(ours.path)
    found = _PATH.fullmatch(path)
    return (found[1] or "", found[2]) if found else None


def size(most_wide: int | None, most_high: int | None) -> tuple[int, int]:
    """Width and height of the frame in pixels, within what the asking page has room for."""
    wide = max(LEAST_WIDTH, min(most_wide or USUAL_WIDTH, USUAL_WIDTH))
    return wide, min(most_high or HEIGHTS[Show.COUNT], HEIGHTS[Show.COUNT])
