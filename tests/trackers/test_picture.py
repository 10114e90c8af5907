"""The picture of a sponsor's record."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from campaign.trackers.open_data.picture import COLOURS, SponsorRecord, share_picture
from campaign.web.lettering import Face, settable

STYLES = Path(__file__).resolve().parents[2] / "campaign" / "static" / "countersign.css"
RECORD = SponsorRecord(
    sponsor="Universitätsklinikum Oberweserbergland",
    register="European Union Clinical Trials Register",
    data_date=date(2026, 5, 2),
    in_time=38,
    late=11,
    overdue=89,
    site="The Full Record",
    rule_version="1",
)


def seen(record: SponsorRecord) -> Image.Image:
    return Image.open(io.BytesIO(share_picture(record))).convert("RGB")


def in_hex(image: Image.Image, x: int, y: int) -> str:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return "#" + "".join(f"{part:02x}" for part in found)


def assert_within_margins(image: Image.Image) -> None:
    for edge in ((0, 0, 60, 630), (1142, 0, 1200, 630), (0, 0, 1200, 44), (0, 612, 1200, 630)):
        assert image.crop(edge).getcolors() == [((edge[2] - edge[0]) * (edge[3] - edge[1]), (255, 255, 255))]


def test_a_picture_is_a_png_of_the_size_that_is_asked_for_and_always_the_same() -> None:
    written = share_picture(RECORD)
    with Image.open(io.BytesIO(written)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))
    assert written == share_picture(RECORD)
    assert len(written) < 200_000


def test_colours_are_those_of_the_stylesheet() -> None:
    tokens = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})\b", STYLES.read_text()))
    told = {name: re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", tokens[name]) for name in COLOURS}
    assert told == dict(COLOURS)


def test_the_bar_shows_the_parts_in_their_colours() -> None:
    image = seen(RECORD)
    # 38, 11 and 89 of 138 across 1072 pixels from 64.
    spots = [(70, "d-on"), (350, "d-on"), (370, "d-late"), (430, "d-late"), (460, "d-bad"), (1130, "d-bad")]
    assert [in_hex(image, x, 470) for x, _ in spots] == [COLOURS[name] for _, name in spots]


def test_nothing_due_is_an_empty_bar() -> None:
    image = seen(replace(RECORD, in_time=0, late=0, overdue=0))
    assert {in_hex(image, x, 470) for x in (70, 600, 1130)} == {COLOURS["d-none"]}


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Klinik 王小红 Ost 🙂", "Klinik Ost"),
        ("Ｋｌｉｎｉｋ ㎏", "Klinik kg"),
        ("Klinik\u2028Ost\x07\u200b\ufffe", "Klinik Ost"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("中外製薬", "This sponsor"),
    ],
)
def test_what_the_font_lacks_is_folded_or_left_out_never_a_box(name: str, same: str) -> None:
    assert settable(name, "serif") == (same if same != "This sponsor" else "")
    assert share_picture(replace(RECORD, sponsor=name)) == share_picture(replace(RECORD, sponsor=same))


@pytest.mark.parametrize("face", ["serif", "sans", "strong"])
@pytest.mark.parametrize("name", ["Łódź Çelik Ðurđević ßøœ", "Ινστιτούτο Θεσσαλονίκης", "Институт ЇЄҐ", "Nguyễn “–” …"])
def test_letters_with_marks_greek_and_cyrillic_are_kept(name: str, face: Face) -> None:
    assert settable(name, face) == name


def test_a_name_of_any_length_stays_in_the_frame() -> None:
    for name in ("Klinik " * 60, "Donaudampfschifffahrt" * 12, "W" * 400, "x"):
        assert_within_margins(seen(replace(RECORD, sponsor=name, site=name)))


@settings(max_examples=10, deadline=None)
@given(name=st.text(max_size=200), counts=st.tuples(*[st.integers(0, 60_000)] * 3))
def test_any_name_and_any_numbers_make_a_picture(name: str, counts: tuple[int, int, int]) -> None:
    in_time, late, overdue = counts
    assert_within_margins(seen(replace(RECORD, sponsor=name, in_time=in_time, late=late, overdue=overdue)))
