"""The colours of pictures: those of the stylesheet, worked out where no browser does it."""

import math
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

Theme = Literal["light", "dark"]
# The tokens of static/countersign.css; a test holds them to it.
GROUNDS: Final[Mapping[Theme, Mapping[str, str]]] = {
    "light": {"paper": "#ffffff", "ink": "#14191a", "muted": "#50595b", "rule": "#d6dad8"},
    "dark": {"paper": "#131817", "ink": "#e8ecea", "muted": "#a7b1ad", "rule": "#343d3a"},
}
INKS: Final[Mapping[str, str]] = {
    "green": "#00693e", "cobalt": "#1d4fa0", "brick": "#9c3b1b", "plum": "#82305c", "petrol": "#00626b",
    "umber": "#70520a",
}  # fmt: skip
# Lightness between these, and at most this chroma, in OKLCH: so every hue keeps 4.5:1 on the theme's paper.
_CLAMPS: Final[Mapping[Theme, tuple[float, float, float]]] = {"light": (0.3, 0.48, 0.16), "dark": (0.78, 0.86, 0.13)}


@cache
def accent(ink: str, colour: str, theme: Theme) -> str:
    """The accent of a campaign as #rrggbb: of its own colour (#rrggbb) where it has one, else of its ink."""
    lightness, chroma, hue = _to_oklch(colour or INKS[ink])
    least, most, richest = _CLAMPS[theme]
    lightness, chroma = min(max(lightness, least), most), min(chroma, richest)
    while not _is_shown(rgb := _to_linear(lightness, chroma, hue)):
        chroma = max(0.0, chroma - 0.002)
    return "#" + "".join(f"{round(255 * _encoded(min(max(part, 0.0), 1.0))):02x}" for part in rgb)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2, 1 to 21)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _decoded(red), _decoded(green), _decoded(blue)


def _decoded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _to_oklch(colour: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue (CSS Color 4, section 9)."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _is_shown(rgb: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= part <= 1.0005 for part in rgb)
