"""Type in pictures: the fonts that come with the site, and text brought into the characters that they have."""

import io
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from PIL import ImageFont

from campaign.text import tidy

Face = Literal["serif", "sans", "strong"]
_FACES: Final[Mapping[Face, tuple[str, str]]] = {
    "serif": ("font_source_serif_pro", "SourceSerifPro-Bold.otf"),
    "sans": ("font_source_sans_pro", "SourceSansPro-Regular.otf"),
    "strong": ("font_source_sans_pro", "SourceSansPro-Semibold.otf"),
}
# Not a character (Unicode 23.7), so every font answers with the sign for one it lacks.
_NO_CHARACTER: Final = "\uffff"


@cache
def font_of(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """A font in a size in pixels."""
    package, name = _FACES[face]
    # The basic engine is in every build of Pillow; the other one shapes only scripts that these fonts do not have.
    with (files(package) / "files" / name).open("rb") as file:
        return ImageFont.truetype(io.BytesIO(file.read()), size, layout_engine=ImageFont.Layout.BASIC)


def settable(text: str, face: Face) -> str:
    """The text with only characters that the font has, composed where it can be."""
    return " ".join("".join(_nearest(character, face) for character in tidy(text)).split())


@cache
def _nearest(character: str, face: Face) -> str:
    if _has(character, face):
        return character
    return "".join(each for each in unicodedata.normalize("NFKD", character) if _has(each, face))


def _has(character: str, face: Face) -> bool:
    """Whether the font draws the character by itself; a mark that goes over another is no such one."""
    if character == " ":
        return True
    if unicodedata.category(character)[0] in "MC":
        return False
    drawn, lacking = (font_of(face, 32).getmask(each) for each in (character, _NO_CHARACTER))
    return (drawn.size, bytes(drawn)) != (lacking.size, bytes(lacking))
