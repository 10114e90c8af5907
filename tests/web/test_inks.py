"""The colours of pictures are those of the stylesheet, and whatever a campaign chooses stays legible."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.campaigns.models import Ink
from campaign.web.contrast import contrast
from campaign.web.inks import GROUNDS, INKS, accent

STYLES = (Path(__file__).resolve().parents[2] / "campaign" / "static" / "countersign.css").read_text()


def test_inks_are_those_of_the_stylesheet() -> None:
    assert dict(re.findall(r"\[data-ink=(\w+)\] \{ --campaign: (#\w{6}) \}", STYLES)) == dict(INKS)
    assert set(INKS) == {ink.value for ink in Ink}


def test_grounds_are_those_of_the_stylesheet() -> None:
    tokens: dict[str, str] = {}
    for name, colour in re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})\b", STYLES):
        tokens.setdefault(name, re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", colour))
    assert {name: tokens[name] for name in GROUNDS["light"]} == dict(GROUNDS["light"])
    for colour in GROUNDS["dark"].values():
        assert colour in STYLES


def test_an_ink_on_light_paper_is_itself() -> None:
    for ink, colour in INKS.items():
        assert contrast(accent(ink, "", "light"), colour) < 1.02


@settings(max_examples=200, deadline=None)
@given(colour=st.integers(0, 0xFFFFFF))
def test_every_colour_keeps_its_contrast_on_both_papers(colour: int) -> None:
    for theme in ("light", "dark"):
        assert contrast(accent("green", f"#{colour:06x}", theme), GROUNDS[theme]["paper"]) >= 4.5


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
