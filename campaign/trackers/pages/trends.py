"""A register's share over time, as the pages draw it."""

from collections.abc import Sequence

from campaign.trackers.edition_queries import TrendPoint
from campaign.trackers.law import Law
from campaign.trackers.trend import trend_sentence
from campaign.web.charts import Chart
from campaign.web.line_charts import Series, share_over_time


def trend_chart(law: Law, points: Sequence[TrendPoint], height: int = 280) -> Chart | None:
    """The line with its sentence and table; None before there are two days to join."""
    shares = [(point.data_date, point.percent) for point in points]
    return share_over_time(
        Series("Share", shares),
        title=f"Share of due trials with results, {law.name}",
        sentence=trend_sentence(shares),
        key=f"trend-{law.register.value}",
        height=height,
        caption=f"{law.source}, by date of the data",
        columns=("Trials", "Due", "With results"),
        cells={point.data_date: (point.total, point.due, point.reported) for point in points},
    )
