"""The colours of pictures: those of the stylesheet, worked out where no browser does it."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from campaign.web.contrast import Scheme, shown

Theme = Scheme
# The tokens of static/countersign.css; a test holds them to it.
GROUNDS: Final[Mapping[Theme, Mapping[str, str]]] = {
    "light": {"paper": "#ffffff", "ink": "#14191a", "muted": "#50595b", "rule": "#d6dad8"},
    "dark": {"paper": "#131817", "ink": "#e8ecea", "muted": "#a7b1ad", "rule": "#343d3a"},
}
INKS: Final[Mapping[str, str]] = {
    "green": "#00693e", "cobalt": "#1d4fa0", "brick": "#9c3b1b", "plum": "#82305c", "petrol": "#00626b",
    "umber": "#70520a",
}  # fmt: skip


@cache
def accent(ink: str, colour: str, theme: Theme) -> str:
    """The accent of a campaign as #rrggbb: of its own colour (#rrggbb) where it has one, else of its ink."""
    return shown(colour or INKS[ink], theme).accent
