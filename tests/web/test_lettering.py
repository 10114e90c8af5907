"""Type in pictures: every script in its own letters, in the order in which it is read, and never a box."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image, ImageDraw

from campaign.web import lettering
from campaign.web.formats import sample_of
from campaign.web.language import LANGUAGES
from campaign.web.lettering import _levels, cut, fitted, lacking, settable, width, wrapped, write

REGISTER = "سجّلوا كل تجربة وانشروا كل نتيجة"


def drawn(text: str, *, rtl: bool = False) -> Image.Image:
    """A line in black on white, from the left edge or, right to left, from the right one."""
    image = Image.new("L", (1200, 120), 255)
    write(ImageDraw.Draw(image), 1160 if rtl else 40, 80, text, "serif", 56, "#000000", rtl=rtl)
    return image


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    box = image.point(lambda value: 255 - value).getbbox()
    assert box is not None
    return box


def test_letters_of_every_language_offered_are_there_and_joined() -> None:
    assert {language: lacking(sample_of(language)) for language in LANGUAGES} == dict.fromkeys(LANGUAGES, "")


@pytest.mark.parametrize("words", ["עברית", "हर परीक्षण", "প্রতিটি", "ทุกการทดลอง", "ყველა", "Բոլոր", "መዝግቡ", "ஒவ்வொரு"])
def test_so_are_those_of_other_scripts(words: str) -> None:
    assert settable(words, "serif") == unicodedata.normalize("NFC", words)
    assert lacking(words) == ""


def test_arabic_is_joined_and_runs_from_right_to_left() -> None:
    whole = drawn(REGISTER, rtl=True)
    isolated = sum(width(letter, "serif", 56, rtl=True) for letter in "تجربة")
    assert width("تجربة", "serif", 56, rtl=True) < 0.85 * isolated
    left, _, right, _ = ink(whole)
    assert 1140 <= right <= 1162
    assert abs((right - left) - width(REGISTER, "serif", 56, rtl=True)) < 12
    # What is read first stands at the right: the first word alone gives the same ink there.
    word = "سجّلوا"
    edge = 1160 - int(width(word, "serif", 56, rtl=True)) + 2
    assert whole.crop((edge, 0, 1200, 120)).tobytes() == drawn(word, rtl=True).crop((edge, 0, 1200, 120)).tobytes()


def test_arabic_letters_are_no_boxes() -> None:
    letters = {drawn(letter, rtl=True).tobytes() for letter in "ابجدهوزحطيكلمن"}
    assert len(letters) == 14
    assert drawn("\uffff").getextrema() == (255, 255)


def test_each_mark_is_drawn_over_its_letter_and_takes_no_room() -> None:
    assert drawn("سجّلوا", rtl=True).tobytes() != drawn("سجلوا", rtl=True).tobytes()
    assert width("سجّلوا", "serif", 56, rtl=True) == pytest.approx(width("سجلوا", "serif", 56, rtl=True), abs=1)


def test_lines_drawn_at_the_same_time_do_not_mix() -> None:
    words = ["Register", "Trials", "95,000", "Vollständig"] * 8

    def anew(word: str) -> bytes:
        lettering._font.cache_clear()
        return drawn(word).tobytes()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(anew, words)) == [drawn(word).tobytes() for word in words]


@pytest.mark.parametrize(
    ("text", "rtl", "levels"),
    [
        ("ab 12", False, "00000"),
        ("אב 12", True, "11122"),
        ("אב ab", True, "11122"),
        ("ab אב", False, "00011"),
        ("ab אב 12 ab", False, "00011122000"),
        ("אב (ab)", True, "1111221"),
        ("1,234 ת", True, "2222211"),
        ("", True, ""),
    ],
)
def test_what_runs_the_other_way_is_nested(text: str, rtl: bool, levels: str) -> None:
    assert "".join(map(str, _levels(text, rtl=rtl))) == levels


def test_figures_within_arabic_keep_their_order() -> None:
    def end(text: str) -> bytes:
        return drawn(text, rtl=True).crop((0, 0, 1160 - int(width("كل ", "serif", 56, rtl=True)), 120)).tobytes()

    assert end("كل 12,345") != end("كل 54,321")
    image, figures = drawn("كل 12,345", rtl=True), drawn("12,345")
    left, _, _, _ = ink(image)
    size = int(width("12,345", "serif", 56))
    first, _, _, _ = ink(figures)
    assert (
        image.crop((left, 0, left + size - 8, 120)).tobytes()
        == figures.crop((first, 0, first + size - 8, 120)).tobytes()
    )


@pytest.mark.parametrize("text", ["🙂", "\ufffe", "\u0301", "\u200b", "\x07", "𒀀"])
def test_what_no_font_has_is_left_out(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settable(text, "sans") == ""
    assert width(text, "sans", 40) == 0
    assert settable(f"a {text} b", "sans") == "a b"


def test_what_is_lacking_is_told() -> None:
    assert lacking("Klinik 🙂 𒀀𒀀 12") == "𒀀"


LONG = "Register every clinical trial before it begins and report each of its results within a year"


def test_lines_are_whole_words_and_fit() -> None:
    lines = wrapped(LONG, "serif", 64, 1072)
    assert " ".join(lines) == LONG
    assert all(width(line, "serif", 64) <= 1072 for line in lines)


def test_chinese_breaks_between_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "settable", lambda text, face: text)
    monkeypatch.setattr(lettering, "width", lambda text, face, size, rtl=False: 40.0 * len(text))
    assert wrapped("登记每一项试验。公布结果", "serif", 40, 240) == ["登记每一项试", "验。公布结果"]


def test_a_title_shrinks_and_then_ends_with_an_ellipsis() -> None:
    sizes = ((64, 2), (48, 3))
    assert fitted("Every trial", "serif", sizes, 1072) == (64, ["Every trial"])
    assert fitted(LONG, "serif", sizes, 1072)[0] == 48
    size, lines = fitted(" ".join([LONG] * 3), "serif", sizes, 1072)
    assert (size, len(lines)) == (48, 3)
    assert lines[-1].endswith("…")
    assert (" ".join([LONG] * 3) + " ").startswith(" ".join(lines).removesuffix("…") + " "), "cut between words"
    for text in ("Donaudampfschifffahrt" * 9, "تجربة" * 60, "W" * 300):
        _, lines = fitted(text, "serif", sizes, 1072)
        assert all(width(line, "serif", 48) <= 1072 for line in lines)
        assert lines[-1].endswith("…")


def test_the_lines_of_a_title_are_about_equally_long() -> None:
    _, lines = fitted("All Trials Registered, All Results Reported", "serif", ((64, 2),), 1072)
    assert lines == ["All Trials Registered,", "All Results Reported"]
    _, lines = fitted(LONG, "serif", ((48, 3),), 1072)
    assert " ".join(lines) == LONG
    assert all(width(line, "serif", 48) <= 1072 for line in lines)


def test_a_line_is_cut_only_where_it_must_be() -> None:
    assert cut("Every trial", "sans", 20, 500) == "Every trial"
    shown = cut(LONG, "sans", 20, 300)
    assert shown.endswith("…")
    assert width(shown, "sans", 20) <= 300
