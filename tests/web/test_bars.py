"""Bars in tables and beside headlines."""

from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from campaign.web.bars import interval_bar, parts_bar


def drawn(app: Flask, macro: str, *values: object) -> ET.Element:
    with app.test_request_context():
        made = app.jinja_env.from_string("{% import 'parts/charts.html' as charts %}{{ charts[macro](*values) }}")
        return ET.fromstring(f"<div>{made.render(macro=macro, values=values)}</div>")


def test_a_league_bar_has_share_whisker_and_average() -> None:
    bar = interval_bar(35.507, (27.99, 43.79), average=78.41)
    assert (bar.x, bar.width, bar.whisker, bar.average) == (0.0, 35.51, (27.99, 43.79), 78.41)
    assert bar.words == "95 % interval 28 to 44\u00a0%"


def test_a_league_bar_read_from_the_right_is_mirrored() -> None:
    bar = interval_bar(40.0, (30.0, 50.0), average=78.4, rtl=True)
    assert (bar.x, bar.width, bar.whisker, bar.average) == (60.0, 40.0, (50.0, 70.0), 21.6)


def test_a_league_bar_of_nothing_due_is_empty(app: Flask) -> None:
    bar = interval_bar(None)
    assert (bar.width, bar.whisker, bar.average, bar.words) == (0.0, None, None, "")
    assert [each.get("class") for each in drawn(app, "interval_bar", bar).iter("rect")] == ["f-none"]


def test_a_league_bar_is_drawn_with_words_for_those_who_do_not_see_it(app: Flask) -> None:
    page = drawn(app, "interval_bar", interval_bar(35.5, (28.0, 43.8), average=78.4))
    assert [each.get("class") for each in page.iter("line")] == ["c-avg", "c-whisk", "c-whisk", "c-whisk"]
    words = page.find("span")
    assert words is not None
    assert words.text == "95 % interval 28 to 44\u00a0%"


def test_the_parts_of_what_is_due_are_told_and_touch() -> None:
    bar = parts_bar(38, 11, 89)
    assert bar.title == "Of 138 due trials: 38 reported in time, 11 reported late, 89 overdue"
    assert [(part.kind, part.x, part.width, part.short) for part in bar.parts] == [
        ("on", 0.0, 27.54, "38 in time"),
        ("late", 27.54, 7.97, "11 late"),
        ("bad", 35.51, 64.49, "89 overdue"),
    ]


def test_a_register_that_does_not_say_when_has_two_parts() -> None:
    bar = parts_bar(49, None, 89)
    assert bar.title == "Of 138 due trials: 49 reported, 89 overdue"
    assert [part.kind for part in bar.parts] == ["on", "bad"]


def test_parts_read_from_the_right_start_there() -> None:
    assert [(part.kind, part.x) for part in parts_bar(1, 1, 2, rtl=True).parts] == [
        ("on", 75.0),
        ("late", 50.0),
        ("bad", 0.0),
    ]


def test_nothing_due_is_an_empty_bar_that_says_so(app: Flask) -> None:
    page = drawn(app, "parts_bar", parts_bar(0, 0, 0))
    assert [each.text for each in page.iter("title")] == ["No due trials"]
    assert [each.get("class") for each in page.iter("rect")] == ["f-none"]
    assert page.find("p") is None


def test_parts_are_drawn_with_their_key(app: Flask) -> None:
    page = drawn(app, "parts_bar", parts_bar(0, 11, 1234))
    assert [each.get("class") for each in page.iter("rect")] == ["f-late", "f-bad"]
    assert [(each.get("class"), each.text) for each in page.iter("span")] == [
        ("mark late", "11 late"),
        ("mark over", "1,234 overdue"),
    ]


@pytest.mark.parametrize("rtl", [False, True])
@given(counts=st.tuples(*[st.integers(0, 30_000)] * 3))
def test_parts_fill_the_bar_whatever_the_numbers(rtl: bool, counts: tuple[int, int, int]) -> None:
    parts = parts_bar(*counts, rtl=rtl).parts
    assert sum(part.width for part in parts) == pytest.approx(100 if sum(counts) else 0, abs=0.001)
    assert all(0 <= part.x <= 100 for part in parts)
    assert sum(part.count for part in parts) == sum(counts)
