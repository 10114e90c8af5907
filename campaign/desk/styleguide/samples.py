"""Made-up numbers for the style guide: the same on every day and every site. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask import url_for

from campaign.web.bars import interval_bar, parts_bar
from campaign.web.charts import growth, per_day, share_bars, thermometer
from campaign.web.language import speaking
from campaign.web.line_charts import Series, share_over_time
from campaign.web.paging import Page, page_number
from campaign.web.sorting import read_sorting
from campaign.web.sparks import spark
from campaign.web.tiles import tile_map

_TODAY: Final = date(2026, 11, 22)
# The published shares of the EU register.
_SHARES: Final = (
    *((date(2017, 12, 3), 49.3), (date(2019, 1, 1), 53.4), (date(2020, 1, 1), 64.0), (date(2020, 12, 1), 68.1)),
    *((date(2022, 1, 8), 79.1), (date(2023, 1, 7), 84.1), (date(2024, 1, 6), 84.0), (date(2026, 5, 2), 78.4)),
)


@dataclass(frozen=True)
class Sample:
    """An organization without a logo."""

    name: str
    affiliate: str = ""
    logo_sha256: str = ""


def charts(prefix: str = "", title: str = "") -> dict[str, Any]:
    """One of each kind of chart; `prefix` keeps their ids apart from those of another set on the page."""
    days = [(_TODAY - timedelta(days=27 - n), 60 + (n * 37) % 190) for n in range(28)]
    weeks = [(date(2026, 1, 12) + timedelta(days=7 * n), 1400 + (n * 613) % 2600) for n in range(44)]
    gap = [(when, None if when.year == 2020 else value) for when, value in _SHARES]
    return {
        "thermo": thermometer(94_812, 100_000),
        "reached": thermometer(1_200, 1_000),
        "growth": growth(weeks, title=title, key=f"{prefix}growth"),
        "per_day": per_day(days, today=_TODAY, key=f"{prefix}days"),
        "share": share_over_time(
            Series("All sponsors", _SHARES), title="Share of due trials with results", key=f"{prefix}share"
        ),
        "against": share_over_time(
            Series("This sponsor", [(when, None if value is None else value - 30) for when, value in gap]),
            Series("All sponsors", _SHARES),
            title="One sponsor beside all",
            key=f"{prefix}against",
        ),
        "interval": interval_bar(62.0, (48.0, 74.0), average=78.4),
        "none_due": interval_bar(None),
        "parts": parts_bar(38, 11, 89, key=f"{prefix}parts"),
        "no_parts": parts_bar(0, 0, 0, key=f"{prefix}no-parts"),
        "spark": spark([value for _, value in days], "Confirmed per day over four weeks"),
    }


def samples() -> dict[str, Any]:
    """What the template draws."""
    with speaking("ar"):
        in_arabic = charts("m-", "توقيعات مؤكدة")
    countries = {"GB": 194, "US": 116, "DE": 69, "NL": 39, "FR": 28, "BR": 9, "IN": 4, "GG": 1}
    return {
        "charts": charts(),
        "mirrored": in_arabic,
        "shares": share_bars([("Form sent", 790), ("Letter taken", 669), ("Confirmed", 512), ("Held", 0)], 790),
        "map": tile_map(countries, title="Supporting organizations by country", key="map"),
        "page": Page((), min(page_number(), 10), 480, 50),
        "sorting": read_sorting("-due", "sponsor"),
        "kinds": [("patients", 69), ("university", 39), ("hospital", 4)],
        "kind_words": str.capitalize,
        "organizations": [Sample("Westhaven Patients’ League"), Sample("Dachverband für evidenzbasierte Gesundheit")],
        "trail": [("Campaigns", url_for("home.front")), ("A long name of a campaign", "#paths"), ("Here", None)],
    }
