"""What a frame on somebody's page shows, as its address says it, and the code that puts it there. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict


class Show(StrEnum):
    """What can be shown."""

    COUNT = "count"
    BUTTON = "button"
    FORM = "form"


class Theme(StrEnum):
    """Light or dark; by default as the reader has it."""

    READER = ""
    LIGHT = "light"
    DARK = "dark"


# How high each is in pixels, for a title of usual length in a column of 300 pixels; what is longer scrolls within it.
HEIGHTS = {Show.COUNT: 330, Show.BUTTON: 130, Show.FORM: 1240}
LEAST_WIDTH, USUAL_WIDTH = 240, 480


@dataclass(frozen=True)
class FrameWish:
    """What a frame shows, and in which theme."""

    show: Show = Show.COUNT
    theme: Theme = Theme.READER

    def as_url(self) -> dict[str, Any]:
        """The arguments of an address that asks for this."""
        asked = {"show": "" if self.show == Show.COUNT else self.show.value, "theme": self.theme.value}
        return {name: value for name, value in asked.items() if value}

    @property
    def height(self) -> int:
        """In pixels."""
        return HEIGHTS[self.show]


def read_frame_wish(arguments: MultiDict[str, str]) -> FrameWish:
    """What an address asks for; nonsense means the usual."""
    show, theme = arguments.get("show", ""), arguments.get("theme", "")
    return FrameWish(
        Show(show) if show in {each.value for each in Show} else Show.COUNT,
        Theme(theme) if theme in {each.value for each in Theme} else Theme.READER,
    )


def link_code(address: str, words: str) -> str:
    """The HTML of a link, its words as they are read."""
    return str(Markup('<a href="{}">{}</a>').format(address, words))


def frame_code(address: str, title: str, height: int, *, width: int | None = None) -> str:
    """The HTML of a frame; `width` in pixels, as wide as its place without one."""
    frame = Markup('<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>')
    return str(frame.format(address, title, width or "100%", height))
