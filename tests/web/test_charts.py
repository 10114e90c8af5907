"""Charts say what the numbers say, in every size a campaign passes through."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from campaign.web.charts import growth, per_day, share_bars, thermometer
from campaign.web.language import speaking

FIRST = date(2026, 1, 12)


def days(*values: int, first: date = FIRST) -> list[tuple[date, int]]:
    return [(first + timedelta(days=n), value) for n, value in enumerate(values)]


def test_a_thermometer_shows_the_share_and_round_levels_up_to_the_goal() -> None:
    chart = thermometer(94_812, 100_000)
    assert chart.title == "94,812 of 100,000 signatures"
    assert chart.width == 94.81
    assert [(tick.x, tick.word.text, tick.goal) for tick in chart.ticks] == [
        (25.0, "25,000", False),
        (50.0, "50,000", False),
        (75.0, "75,000", False),
        (100.0, "100,000", True),
    ]
    assert [tick.word.wide for tick in chart.ticks] == [True, False, True, False]


def test_a_thermometer_past_its_goal_is_full_and_says_the_true_number() -> None:
    chart = thermometer(1200, 1000)
    assert (chart.x, chart.width, chart.title) == (0.0, 100.0, "1,200 of 1,000 signatures")


def test_a_thermometer_read_from_the_right_grows_from_the_right() -> None:
    chart = thermometer(250, 1000, rtl=True)
    assert (chart.x, chart.width) == (75.0, 25.0)
    assert [tick.x for tick in chart.ticks] == [75.0, 50.0, 25.0, 0.0]


@given(value=st.integers(0, 2_000_000), goal=st.integers(1, 2_000_000))
def test_a_thermometer_never_leaves_its_frame(value: int, goal: int) -> None:
    chart = thermometer(value, goal)
    assert 0 <= chart.width <= 100
    assert 1 <= len(chart.ticks) <= 5
    assert [tick.x for tick in chart.ticks] == sorted({tick.x for tick in chart.ticks})
    assert chart.ticks[-1].goal


def test_growth_adds_up_and_names_the_busiest_month() -> None:
    chart = growth([(date(2026, 1, 12), 100), (date(2026, 2, 3), 50), (date(2026, 4, 14), 4000), (date(2026, 5, 2), 7)])
    assert chart is not None
    assert chart.title == "Confirmed signatures since 12 January 2026"
    assert chart.sentence == "4,157 by 2 May 2026. The busiest month was April 2026, with 4,000."
    assert chart.table.rows == (
        ("January 2026", "100", "100"),
        ("February 2026", "50", "150"),
        ("March 2026", "0", "150"),
        ("April 2026", "4,000", "4,150"),
        ("May 2026, to 2 May", "7", "4,157"),
    )
    assert [line.word.text for line in chart.grid if line.word] == ["2,000", "4,000", "6,000"]


def test_young_growth_is_told_by_the_day() -> None:
    chart = growth(days(3, 0, 4))
    assert chart is not None
    assert chart.sentence == "7 by 14 January 2026."
    assert chart.table.rows[-1] == ("14 January 2026", "4", "7")


@pytest.mark.parametrize("points", [[], days(5)])
def test_growth_of_less_than_two_days_is_no_chart(points: list[tuple[date, int]]) -> None:
    assert growth(points) is None


def test_growth_over_years_keeps_its_curve_light_and_ends_on_the_last_day() -> None:
    chart = growth(days(*([10] * 1500)))
    assert chart is not None and chart.curve is not None
    assert len(chart.curve.line.split()) == 120
    assert chart.curve.dot[0] == 100.0
    assert len(chart.words) <= 13


def test_growth_read_from_the_right_ends_at_the_left() -> None:
    chart = growth(days(*([10] * 40)), rtl=True)
    assert chart is not None and chart.curve is not None
    assert chart.curve.dot[0] == 0.0
    assert all(line.word.x == 100 for line in chart.grid if line.word)


def test_days_say_their_range_and_that_today_is_not_over() -> None:
    chart = per_day(days(60, 240, 118), today=date(2026, 1, 14))
    assert chart is not None
    assert chart.sentence == "Between 60 and 240 a day, most on 13 January. Today so far 118."
    assert [bar.unfinished for bar in chart.bars] == [False, False, True]
    assert chart.table.rows[0] == ("12 January 2026", "60")
    assert chart.words[-1].text == "today"


def test_days_without_anything_are_said_plainly() -> None:
    quiet = per_day(days(0, 0, 0), today=date(2026, 2, 1))
    begun = per_day(days(0, 0, 5), today=date(2026, 1, 14))
    assert quiet is not None and quiet.sentence == "Nothing on these days."
    assert begun is not None and begun.sentence == "Nothing before today. Today so far 5."
    assert per_day([], today=FIRST) is None


@given(values=st.lists(st.integers(0, 100_000), min_size=1, max_size=60), rtl=st.booleans())
def test_bars_stay_in_their_frame(values: list[int], rtl: bool) -> None:
    chart = per_day(days(*values), today=FIRST + timedelta(days=len(values) - 1), rtl=rtl)
    assert chart is not None
    for bar in chart.bars:
        assert bar.x >= 0 and bar.x + bar.width <= 100.01
        assert bar.y >= 25.9 and abs(bar.y + bar.height - (chart.height - 26)) < 0.2


def test_shares_of_fewer_than_ten_are_not_said() -> None:
    assert [(bar.width, bar.share) for bar in share_bars([("a", 790), ("b", 669), ("c", 0)], 790)] == [
        (100.0, "100.0\u00a0%"),
        (84.68, "84.7\u00a0%"),
        (0.0, "0.0\u00a0%"),
    ]
    assert [bar.share for bar in share_bars([("a", 3)], 9)] == [""]
    assert share_bars([("a", 0)], 0)[0].width == 0.0


def test_charts_are_drawn_as_well_formed_svg_with_title_sentence_and_table(app: Flask) -> None:
    source = """{% from "parts/charts.html" import figure, thermometer, share_table %}
    <div>{{ thermometer(th) }}{{ figure(line) }}{{ figure(bars, 'By day') }}
    {{ share_table('Steps', ('Step', 'Number'), shares) }}</div>"""
    with app.app_context():
        html = app.jinja_env.from_string(source).render(
            th=thermometer(40, 1000),
            line=growth(days(*([3] * 100)), title="<script>"),
            bars=per_day(days(1, 2), today=FIRST),
            shares=share_bars([("<b>", 1)], 20),
        )
    tree = ET.fromstring(html)
    assert next(title.text for title in tree.iter("title")) == "40 of 1,000 signatures"
    assert len(list(tree.iter("desc"))) == 2
    assert len(list(tree.iter("table"))) == 3
    assert "style=" not in html and "<script" not in html and "&lt;script&gt;" in html


def test_a_chart_speaks_and_runs_as_the_language_at_hand(app: Flask) -> None:
    points = days(*([10] * 40))
    with app.app_context():
        with speaking("ar"):
            arabic, thermo = growth(points), thermometer(250, 1000)
        with speaking("de"):
            german = per_day(days(4, 1200), today=date(2027, 1, 1))
            share = share_bars([("a", 669)], 790)[0].share
        english = growth(points)
    assert arabic is not None and arabic.curve is not None and arabic.curve.dot[0] == 0.0
    assert (thermo.x, thermo.width) == (75.0, 25.0)
    assert arabic.table.rows[-1][0] == "20 فبراير 2026"
    assert german is not None and german.table.rows[1] == ("13. Januar 2026", "1.200")
    assert share == "84,7\u00a0%"
    assert english is not None and english.curve is not None and english.curve.dot[0] == 100.0
