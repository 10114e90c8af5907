"""Colours of campaigns: the formulas, what the sheet makes of a colour, and what is refused."""

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.web.contrast import (
    LEAST,
    SCHEMES,
    SHEET,
    Sheet,
    contrast,
    from_oklch,
    luminance,
    nearest_that_reads,
    objection,
    pairs,
    parse,
    to_oklch,
)

STYLESHEET = (Path(__file__).parents[2] / "campaign" / "static" / "countersign.css").read_text()
colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # As published: black on white; the greys that just pass and just fail AA and AAA on white; pure primaries.
        ("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48), ("#595959", "#ffffff", 7.0), ("#949494", "#ffffff", 3.03),
        ("#ff0000", "#ffffff", 4.0), ("#0000ff", "#ffffff", 8.59), ("#008000", "#ffffff", 5.14),
        ("#ffff00", "#ffffff", 1.07), ("#ff0000", "#000000", 5.25),
    ],
)  # fmt: skip
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.006)


def test_oklch_of_the_primaries_is_as_published() -> None:
    # CSS Color 4 and culori: red, lime and blue.
    red, lime, blue = (to_oklch(colour) for colour in ("#ff0000", "#00ff00", "#0000ff"))
    assert (red.lightness, red.chroma, red.hue) == pytest.approx((0.6280, 0.2577, 0.5102), abs=1e-4)
    assert (lime.lightness, lime.chroma, lime.hue) == pytest.approx((0.8664, 0.2948, 2.4870), abs=1e-4)
    assert (blue.lightness, blue.chroma) == pytest.approx((0.4520, 0.3132), abs=1e-4)
    assert to_oklch("#ffffff").chroma == pytest.approx(0, abs=1e-6)
    assert luminance("#ffffff") == pytest.approx(1)


@given(colour=colours)
def test_there_and_back_is_the_same_colour(colour: str) -> None:
    assert from_oklch(to_oklch(colour)) == colour


@given(colour=colours)
def test_whatever_is_chosen_reads_as_the_sheet_shows_it(colour: str) -> None:
    assert objection(colour) == ""
    assert all(pair.ratio >= pair.least for pair in pairs(colour))


def test_every_corner_of_the_cube_reads() -> None:
    for red, green, blue in product(("00", "40", "80", "c0", "ff"), repeat=3):
        assert objection(f"#{red}{green}{blue}") == ""


# A sheet that shows light colours nearly as they are.
LAX: Sheet = {**SHEET, "light": replace(SHEET["light"], lightest=0.9)}


def test_what_does_not_read_is_refused_with_the_pair_and_the_nearest_colour_that_does() -> None:
    said = objection("#ffd400", LAX)
    found = re.fullmatch(
        r"#ffd400 cannot be read on light pages: (.+) has a contrast of (1\.\d) to 1, and 4\.5 is needed\."
        r" The nearest colour that passes is (#[0-9a-f]{6})\.",
        said,
    )
    assert found is not None, said
    near = found[3]
    assert objection(near, LAX) == ""
    assert to_oklch(near).hue == pytest.approx(to_oklch("#ffd400").hue, abs=0.3)
    # As light as may be: a little lighter would not do.
    assert min(pair.ratio for pair in pairs(near, LAX) if pair.least == LEAST) < 4.9


def test_a_sheet_on_which_nothing_reads_has_no_nearest_colour() -> None:
    grey = replace(SHEET["light"], muted="#dddddd")
    assert nearest_that_reads("#1d4fa0", {**SHEET, "light": grey}) == ""
    assert objection("#1d4fa0", {**SHEET, "light": grey}).endswith("is needed.")


@pytest.mark.parametrize("colour", ["", "#fff", "1d4fa0", "#1D4FA0", "#1d4fa0;", "#1d4fa0\n", "red"])
def test_only_six_small_figures_are_a_colour(colour: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        parse(colour)


def test_the_sums_are_those_of_the_stylesheet() -> None:
    def token(name: str) -> str:
        found = re.findall(rf"--{name}: (light-dark\(.+?\));", STYLESHEET)
        assert found, name  # the first one; more contrast comes after it
        return str(found[0])

    light, dark = (SHEET[scheme] for scheme in SCHEMES)
    assert f"clamp({light.darkest:g}".replace("0.", ".") in token("accent")
    for bounds in (light, dark):
        sums = f"clamp({bounds.darkest:g}, l, {bounds.lightest:g}) min(c, {bounds.chroma:g}) h"
        assert sums.replace("0.", ".") in token("accent")
        assert f"{bounds.tint[0]:g} min(c, {bounds.tint[1]:g}) h".replace("0.", ".") in token("tint")
        assert f"{bounds.tint_2[0]:g} min(c, {bounds.tint_2[1]:g}) h".replace("0.", ".") in token("tint-2")
        assert parse(bounds.paper)
    for name, attribute in (("paper", "paper"), ("on-accent", "on_accent"), ("muted", "muted"), ("d-none", "empty")):
        values = [getattr(bounds, attribute) for bounds in (light, dark)]
        assert token(name).replace("#fff,", "#ffffff,") == f"light-dark({values[0]}, {values[1]})"
