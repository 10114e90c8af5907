"""What a campaign's free colour becomes on its pages, and whether people can read it there. Pure.

`static/countersign.css` does not show a colour as it was chosen: in OKLCH it brings the lightness into a range that
reads on paper, and the chroma below a bound, once for light pages and once for dark ones. `shown` does the same sum, so
that the desk can say what will be seen before it is seen; a browser test compares the two.

Sources: contrast ratio and relative luminance as in WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio,
#dfn-relative-luminance); 4.5 to 1 for text (success criterion 1.4.3), 3 to 1 for
shapes (1.4.11), level AA. OKLab as in CSS Color 4, section 17
(https://www.w3.org/TR/css-color-4/#color-conversion-code), after Björn Ottosson,
https://bottosson.github.io/posts/oklab/. What lies outside of sRGB is cut off channel by channel, as browsers paint it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import atan2, cos, hypot, sin
from typing import Final, Literal, NamedTuple

Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
LEAST: Final = 4.5  # to 1, for text of any size
LEAST_OF_SHAPES: Final = 3.0  # for shapes that say something
COLOUR: Final = re.compile(r"#[0-9a-f]{6}")


class Rgb(NamedTuple):
    """A colour of sRGB, each channel from 0 to 1."""

    red: float
    green: float
    blue: float


class Oklch(NamedTuple):
    """Lightness from 0 to 1, chroma from 0, hue in radians."""

    lightness: float
    chroma: float
    hue: float


@dataclass(frozen=True)
class Bounds:
    """What the sheet makes of a colour in one scheme, and what stands beside it there."""

    darkest: float
    lightest: float
    chroma: float
    tint: tuple[float, float]  # lightness, most chroma
    tint_2: tuple[float, float]
    paper: str
    on_accent: str
    muted: str
    empty: str  # of a bar, where there is nothing yet


Sheet = Mapping[Scheme, Bounds]
# The tokens of static/countersign.css; a test holds them to it.
SHEET: Final[Sheet] = {
    "light": Bounds(0.30, 0.48, 0.16, (0.968, 0.014), (0.935, 0.03), "#ffffff", "#ffffff", "#50595b", "#dfe3e1"),
    "dark": Bounds(0.78, 0.86, 0.13, (0.235, 0.014), (0.285, 0.022), "#131817", "#101413", "#a7b1ad", "#3a4441"),
}


@dataclass(frozen=True)
class Shown:
    """A colour as the pages of one scheme show it, in #rrggbb: as accent, and as the two tints under text."""

    scheme: Scheme
    accent: str
    tint: str
    tint_2: str


@dataclass(frozen=True)
class Pair:
    """Something on its ground, in a sentence's words; its contrast to one, and the least that it needs."""

    scheme: Scheme
    words: str
    front: str
    ground: str
    least: float = LEAST

    @property
    def ratio(self) -> float:
        """The contrast ratio, from 1 to 21."""
        return contrast(self.front, self.ground)

    @property
    def reads(self) -> bool:
        """Whether it is enough."""
        return self.ratio >= self.least


def parse(colour: str) -> Rgb:
    """The channels of #rrggbb in small letters. Raises ValueError for anything else."""
    if not COLOUR.fullmatch(colour):
        raise ValueError(f"not a colour: {colour!r}")
    return Rgb(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))


def written(colour: Rgb) -> str:
    """The colour as #rrggbb; what is outside of sRGB is cut off."""
    return "#" + "".join(f"{round(255 * min(max(channel, 0.0), 1.0)):02x}" for channel in colour)


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 for black to 1 for white (WCAG 2.2)."""
    red, green, blue = (_linear(channel) for channel in parse(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours #rrggbb, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def to_oklch(colour: str) -> Oklch:
    """A colour #rrggbb in OKLCH."""
    red, green, blue = (_linear(channel) for channel in parse(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short, hypot(a, b), atan2(b, a))


def from_oklch(colour: Oklch) -> str:
    """A colour of OKLCH as #rrggbb."""
    a, b = colour.chroma * cos(colour.hue), colour.chroma * sin(colour.hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return written(Rgb(*(_gamma(channel) for channel in (red, green, blue))))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def shown(colour: str, scheme: Scheme, sheet: Sheet = SHEET) -> Shown:
    """What the sheet makes of a colour #rrggbb on pages of a scheme."""
    bounds, (lightness, chroma, hue) = sheet[scheme], to_oklch(colour)
    accent = Oklch(min(max(bounds.darkest, lightness), bounds.lightest), min(chroma, bounds.chroma), hue)
    tints = (Oklch(light, min(chroma, most), hue) for light, most in (bounds.tint, bounds.tint_2))
    return Shown(scheme, from_oklch(accent), *(from_oklch(tint) for tint in tints))


def pairs(colour: str, sheet: Sheet = SHEET) -> Iterator[Pair]:
    """Everything that a colour is seen on or with, on light pages and on dark ones."""
    for scheme in SCHEMES:
        made, bounds = shown(colour, scheme, sheet), sheet[scheme]
        yield Pair(scheme, "words of a button on the accent", bounds.on_accent, made.accent)
        yield Pair(scheme, "the accent on paper", made.accent, bounds.paper)
        yield Pair(scheme, "the accent on the tint under forms", made.accent, made.tint)
        yield Pair(scheme, "the accent on the stronger tint", made.accent, made.tint_2)
        yield Pair(scheme, "small print on the tint under forms", bounds.muted, made.tint)
        yield Pair(scheme, "small print on the stronger tint", bounds.muted, made.tint_2)
        yield Pair(scheme, "the full part of a bar beside the empty one", made.accent, bounds.empty, LEAST_OF_SHAPES)


def objection(colour: str, sheet: Sheet = SHEET) -> str:
    """Why people could not read this colour, and which one near it they could; empty when all of it reads."""
    failing = [pair for pair in pairs(colour, sheet) if not pair.reads]
    if not failing:
        return ""
    worst = min(failing, key=lambda pair: pair.ratio / pair.least)
    near = nearest_that_reads(colour, sheet)
    return (
        f"{colour} cannot be read on {worst.scheme} pages: {worst.words} has a contrast of {worst.ratio:.1f} to 1, and"
        f" {worst.least:g} is needed." + (f" The nearest colour that passes is {near}." if near else "")
    )


def nearest_that_reads(colour: str, sheet: Sheet = SHEET) -> str:
    """The colour of the same hue nearest to this one (in OKLab) of which everything reads; empty if there is none."""
    wanted = to_oklch(colour)
    near = sorted(
        (abs(wanted.lightness - step / 64) ** 2 + (wanted.chroma * (1 - part / 20)) ** 2, step, part)
        for step in range(65)
        for part in range(21)
    )
    for _, step, part in near:
        tried = from_oklch(Oklch(step / 64, wanted.chroma * part / 20, wanted.hue))
        if all(pair.reads for pair in pairs(tried, sheet)):
            return tried
    return ""
