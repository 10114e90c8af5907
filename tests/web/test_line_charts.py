"""A share over time as a line: what it says, and that its words never meet."""

from datetime import date, timedelta
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.web.charts import Chart, Word
from campaign.web.line_charts import Series, _box, share_over_time

# The EU register's published headline figures.
EU = [
    (date(2017, 12, 3), 49.3),
    (date(2019, 1, 1), 53.4),
    (date(2020, 1, 1), 64.0),
    (date(2020, 12, 1), 68.1),
    (date(2022, 1, 8), 79.1),
    (date(2023, 1, 7), 84.1),
    (date(2024, 1, 6), 84.0),
    (date(2025, 1, 4), 82.1),
    (date(2026, 1, 3), 79.5),
    (date(2026, 5, 2), 78.4),
]
SPONSOR = [(when, value - 40) for when, value in EU]


def made(*values: float | None, every: int = 30) -> list[tuple[date, float | None]]:
    return [(date(2018, 3, 1) + timedelta(days=every * n), value) for n, value in enumerate(values)]


def drawn(chart: Chart | None) -> Chart:
    assert chart is not None
    return chart


def labels(chart: Chart) -> list[tuple[str, str, bool]]:
    """The words in the plot, not those of the axis."""
    return [(word.text.replace("\u00a0", " "), word.anchor, word.strong) for word in chart.words if "%" in word.text]


def on_a_phone(chart: Chart) -> list[Word]:
    return [word for word in [*chart.words, *(line.word for line in chart.grid if line.word)] if not word.wide]


def test_the_published_history_is_told_from_first_to_last_with_its_highest() -> None:
    chart = drawn(share_over_time(Series("Share", EU)))
    assert chart.sentence.replace("\u00a0", " ") == (
        "49.3 % on 3 December 2017, 78.4 % on 2 May 2026. It was highest on 7 January 2023, at 84.1 %."
    )
    assert labels(chart) == [("78.4 %", "end", True), ("84.1 %", "middle", True), ("49.3 %", "start", True)]
    assert [line.word.text.replace("\u00a0", " ") for line in chart.grid if line.word] == [
        "25 %",
        "50 %",
        "75 %",
        "100 %",
    ]
    assert len(chart.lines[0].dots) == 10


def test_years_stand_below_every_other_one_also_on_a_phone() -> None:
    chart = drawn(share_over_time(Series("Share", EU)))
    years = [(word.text, word.wide) for word in chart.words if "%" not in word.text]
    assert years == [(str(year), year % 2 == 1) for year in range(2018, 2027)]


def test_a_short_time_is_told_by_its_first_and_last_day() -> None:
    chart = drawn(share_over_time(Series("Share", [(date(2019, 6, 7), 62.3), (date(2021, 1, 18), 68.8)])))
    assert [(word.text, word.anchor) for word in chart.words if "%" not in word.text] == [
        ("7 Jun 2019", "start"),
        ("2020", "middle"),
        ("18 Jan 2021", "end"),
    ]


def test_a_second_line_is_thin_named_and_drawn_below_the_first() -> None:
    chart = drawn(share_over_time(Series("This sponsor", SPONSOR), Series("All sponsors", EU)))
    assert [line.second for line in chart.lines] == [True, False]
    assert labels(chart)[:2] == [("This sponsor 38.4 %", "end", True), ("All sponsors 78.4 %", "end", False)]
    assert chart.sentence.endswith("All sponsors: 78.4\u00a0%.")
    assert chart.table.columns == ("Date of the data", "This sponsor", "All sponsors")


def test_lines_that_end_on_different_days_say_so() -> None:
    chart = drawn(share_over_time(Series("This sponsor", SPONSOR), Series("All sponsors", EU[:-1])))
    assert "All sponsors on 3 January 2026: 79.5" in chart.sentence
    assert chart.table.rows[-1] == ("2 May 2026", "38.4\u00a0%", "-")


def test_a_gap_breaks_the_line_and_a_point_between_gaps_has_a_dot() -> None:
    values = [50.0, 51.0, None, None, 52.0, None, *[53.0] * 30]
    chart = drawn(share_over_time(Series("Share", made(*values))))
    (line,) = chart.lines
    assert [len(stretch.split()) for stretch in line.stretches] == [2, 30]
    assert len(line.dots) == 2
    assert "Nothing is known for 3 of 36 dates." in chart.sentence
    assert chart.table.rows[2][1] == "-"


def test_the_table_has_every_point_with_the_counts_given() -> None:
    chart = drawn(
        share_over_time(
            Series("Share", EU),
            caption="By date of the data",
            columns=("Trials", "Due", "With results"),
            cells={EU[0][0]: (31_507, 7_158, 3_528), EU[1][0]: (33_862, None, 4_293)},
        )
    )
    assert chart.table.caption == "By date of the data"
    assert chart.table.columns == ("Date of the data", "Trials", "Due", "With results", "Share")
    assert chart.table.rows[0] == ("3 December 2017", "31,507", "7,158", "3,528", "49.3\u00a0%")
    assert chart.table.rows[1] == ("1 January 2019", "33,862", "-", "4,293", "53.4\u00a0%")
    assert chart.table.rows[2][1:4] == ("-", "-", "-")
    assert len(chart.table.rows) == 10


@pytest.mark.parametrize(
    ("values", "low", "high", "words"),
    [
        ((61.2, 88.0), 60, 90, ["60 %", "70 %", "80 %", "90 %"]),
        ((99.8, 100.0), 99, 100, ["99 %", "100 %"]),
        ((100.0, 100.0), 99, 100, ["99 %", "100 %"]),
        ((0.0, 0.0), 0, 1, ["1 %"]),
        ((0.0, 100.0), 0, 100, ["25 %", "50 %", "75 %", "100 %"]),
    ],
)
def test_a_fitted_scale_is_round_and_said(values: tuple[float, ...], low: int, high: int, words: list[str]) -> None:
    chart = drawn(share_over_time(Series("Share", made(*values)), fitted=True))
    assert chart.sentence.endswith(f"The scale runs from {low} to {high}\u00a0%.")
    assert [line.word.text.replace("\u00a0", " ") for line in chart.grid if line.word] == words


def test_many_points_have_no_dots_but_the_last_and_stay_light() -> None:
    chart = drawn(share_over_time(Series("Share", made(*[n / 4 for n in range(400)]))))
    (line,) = chart.lines
    assert len(line.stretches[0].split()) == 200
    assert [dot[0] for dot in line.dots] == [100.0]
    assert len(chart.table.rows) == 400


@pytest.mark.parametrize("values", [(), (50.0,), (None, 50.0, None)])
def test_fewer_than_two_known_points_are_no_chart(values: tuple[float | None, ...]) -> None:
    assert share_over_time(Series("Share", made(*values))) is None


def test_a_chart_read_from_the_right_is_the_mirror_image() -> None:
    left = drawn(share_over_time(Series("Share", EU)))
    right = drawn(share_over_time(Series("Share", EU), rtl=True))
    assert [round(100 - word.x, 2) for word in right.words] == [word.x for word in left.words]
    assert {line.word.x for line in right.grid if line.word} == {100.0}
    assert right.lines[0].stretches[0].startswith("890,")
    assert [round(100 - x, 2) for x, _ in right.lines[0].dots] == [x for x, _ in left.lines[0].dots]


shares = st.one_of(st.none(), st.floats(0, 100, allow_nan=False).map(lambda value: round(value, 1)))


@settings(max_examples=60, deadline=None)
@given(first=st.lists(shares, max_size=60), second=st.lists(shares, max_size=60), every=st.integers(1, 300))
def test_the_words_of_one_line_never_meet_and_nothing_leaves_the_frame(
    first: list[float | None], second: list[float | None], every: int
) -> None:
    alone = share_over_time(Series("Share", made(*first, every=every)))
    both = share_over_time(
        Series("This sponsor", made(*first, every=every)), Series("All", made(*second, every=every)), fitted=True
    )
    for chart in filter(None, (alone, both)):
        for line in chart.lines:
            for x, y in line.dots:
                assert 0 <= x <= 100
                assert line.top - 0.1 <= y <= line.top + line.height + 0.1
            assert all(
                -0.1 <= float(spot.split(",")[1]) <= line.height + 0.1 for s in line.stretches for spot in s.split()
            )
        assert all(higher.y < lower.y for lower, higher in pairwise(chart.grid))
    if alone:
        for width, words in ((340, on_a_phone(alone)), (640, list(alone.words))):
            told = [word for word in words if "." in word.text]
            assert not any(_box(one, width).meets(_box(two, width)) for one, two in combinations(told, 2))


def test_a_figure_is_drawn_with_both_lines_and_a_table(app: Flask) -> None:
    chart = drawn(share_over_time(Series("This sponsor <b>", SPONSOR), Series("All sponsors", EU)))
    with app.test_request_context():
        made = app.jinja_env.from_string("{% import 'parts/charts.html' as charts %}{{ charts.figure(chart) }}")
        page = ET.fromstring(made.render(chart=chart).replace("&nbsp;", " "))
    assert [each.get("class") for each in page.iter("polyline")] == ["c-line two thin", "c-line"]
    assert len([each for each in page.iter("circle") if each.get("class") == "c-dot two"]) == 1
    assert len(list(page.iter("tr"))) == 11
