"""The parts that all pages of the trackers share."""

import re
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from campaign.web.bars import parts_bar

DATA = date(2026, 5, 2)


def drawn(app: Flask, macro: str, *values: Any, **named: Any) -> ET.Element:
    with app.test_request_context():
        made = app.jinja_env.from_string(
            "{% import 'trackers/parts.html' as trackers %}{{ trackers[macro](*values, **named) }}"
        )
        return ET.fromstring(f"<div>{made.render(macro=macro, values=values, named=named)}</div>")


def words(page: ET.Element) -> str:
    return re.sub(r"\s+", " ", "".join(page.itertext())).strip()


@pytest.mark.parametrize(
    ("state", "said", "kind"),
    [
        ("reported", "Reported", "mark ok"),
        ("reported_late", "Reported late", "mark late"),
        ("overdue", "Overdue", "mark over"),
        ("not_due", "Not due yet", "mark wait"),
        ("inconsistent", "Data contradict", "mark"),
        ("not_covered", "Not covered", "mark"),
        ("left", "Left the count", "mark"),
    ],
)
def test_every_state_has_words_and_a_colour(app: Flask, state: str, said: str, kind: str) -> None:
    span = drawn(app, "mark", state).find("span")
    assert span is not None
    assert (span.text, span.get("class")) == (said, kind)


def test_a_mark_can_say_more_and_escapes_it(app: Flask) -> None:
    assert words(drawn(app, "mark", "overdue", "Overdue by 442 days <i>")) == "Overdue by 442 days <i>"


def test_a_rule_note_has_the_date_the_version_and_the_way_to_the_rule(app: Flask) -> None:
    page = drawn(app, "rule_note", "1", DATA, "/trackers/eu/rule")
    assert words(page) == "Data of 2 May 2026. Rule version 1."
    assert [each.get("datetime") for each in page.iter("time")] == ["2026-05-02"]
    assert [each.get("href") for each in page.iter("a")] == ["/trackers/eu/rule"]
    assert not list(drawn(app, "rule_note", "1", DATA).iter("a"))


def test_a_headline_shows_share_missing_and_where_they_come_from(app: Flask) -> None:
    page = drawn(app, "headline_card", 18_742, 23_903, DATA, "1", total=44_394)
    assert [words(each) for each in page.iter("dd")] == ["78.4%", "5,161"]
    assert [words(each) for each in page.iter("dt")] == ["of due results are there", "results missing"]
    assert words(page).endswith(
        "18,742 of 23,903 due trials; 44,394 in the register. Data of 2 May 2026. Rule version 1."
    )
    assert [(each.get("class"), each.get("width")) for each in page.iter("rect")] == [
        ("f-none", "100%"),
        ("f-on", "78.41%"),
    ]


def test_a_headline_of_one_sponsor_has_its_words_and_parts(app: Flask) -> None:
    page = drawn(
        app,
        "headline_card",
        49,
        138,
        DATA,
        "1",
        bar=parts_bar(38, 11, 89),
        there="of its due results are there",
        missing="results overdue",
    )
    assert [words(each) for each in page.iter("dt")] == ["of its due results are there", "results overdue"]
    assert [words(each) for each in page.iter("dd")] == ["35.5%", "89"]
    assert [each.get("class") for each in page.iter("rect")] == ["f-on", "f-late", "f-bad"]


def test_a_headline_without_anything_due_says_so(app: Flask) -> None:
    page = drawn(app, "headline_card", 0, 0, DATA, "1", total=12)
    assert not list(page.iter("dl"))
    assert words(page) == (
        "No results are due yet, so there is no share to show. 12 trials in the register. Data of 2 May 2026. "
        "Rule version 1."
    )


def test_old_data_are_marked_and_a_bar_read_from_the_right_starts_there(app: Flask) -> None:
    page = drawn(app, "headline_card", 1, 4, DATA, "1", old=True, rtl=True)
    assert [each.text for each in page.iter("span")] == ["Old data"]
    assert [(each.get("x"), each.get("width")) for each in page.iter("rect")][1] == ("75.0%", "25.0%")
