"""The growth of a campaign as a chart with its table, and its countries as bars, in the language at hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Final

from campaign.campaigns.queries import CampaignFacts
from campaign.signatures.growth.periods import Period
from campaign.signatures.growth.queries import KEEP_SECONDS, Growth, countries_of, growth_of
from campaign.web.charts import Chart, ShareBar, Table, growth, share_bars
from campaign.web.countries import country_name
from campaign.web.formats import day, month, number
from campaign.web.kept import kept
from campaign.web.language import current_language, direction, gettext, ngettext

MOST_ROWS: Final = 40  # of periods in the table; more are summed up by month
MOST_MONTHS: Final = 36  # and more of those by year
MOST_BARS: Final = 8


@dataclass(frozen=True)
class CountryBars:
    """The largest countries with bars, and the rest of the table; `sentence` says what they show."""

    first: tuple[ShareBar, ...]
    rest: tuple[ShareBar, ...]
    sentence: str
    are_named: bool  # else all countries are too small to be told apart


def growth_chart(campaign: CampaignFacts) -> Chart | None:
    """What the count has grown to, at most a minute old; None when there is nothing to draw yet."""
    key = "growth chart", campaign.id, current_language()
    return kept(key, KEEP_SECONDS, lambda: draw_growth(growth_of(campaign)))


def draw_growth(found: Growth) -> Chart | None:
    """The chart: one point for each period, so that it tells no more than the file does."""
    if found.people == 0 or found.launched == found.periods[-1].last:
        return None
    points = [(found.launched, found.undated), *((period.last, period.people) for period in found.periods)]
    if points[0][0] == points[1][0]:
        points[:2] = [(points[0][0], points[0][1] + points[1][1])]
    drawn = growth(points, sentence=_sentence(found), key="growth", rtl=direction(current_language()) == "rtl")
    if drawn is None:
        return None
    title = gettext("Confirmed signatures since %(day)s", day=day(found.launched))
    return replace(drawn, title=title, table=_table(found))


def _sentence(found: Growth) -> str:
    total = ngettext(
        "%(people)s person by %(day)s.", "%(people)s people by %(day)s.",
        found.people, people=number(found.people), day=day(found.as_of),
    )  # fmt: skip
    months = _by_month(found.periods)
    if len(months) < 3:
        return total
    best, most = max(months, key=lambda entry: entry[1])
    busiest = gettext("The busiest month was %(month)s, with %(number)s.", month=month(best), number=number(most))
    return f"{total} {busiest}"


def _by_month(found: Sequence[Period]) -> list[tuple[date, int]]:
    """First day and people of each month; a period belongs to the month in which it ends."""
    sums: dict[date, int] = {}
    for period in found:
        first = period.last.replace(day=1)
        sums[first] = sums.get(first, 0) + period.people
    return list(sums.items())


def _table(found: Growth) -> Table:
    if len(found.periods) <= MOST_ROWS:
        named = [(_span(period), period.people) for period in found.periods]
        caption, unit = gettext("Confirmed signatures by day"), gettext("Days")
    elif len(months := _by_month(found.periods)) <= MOST_MONTHS:
        named = [(month(first), people) for first, people in months]
        caption, unit = gettext("Confirmed signatures by month"), gettext("Month")
    else:
        years: dict[int, int] = {}
        for first, people in months:
            years[first.year] = years.get(first.year, 0) + people
        named = [(str(year), people) for year, people in years.items()]
        caption, unit = gettext("Confirmed signatures by year"), gettext("Year")
    if found.undated:
        named.insert(0, (gettext("Days not kept"), found.undated))
    totals = accumulate(people for _, people in named)
    rows = tuple((name, number(new), number(total)) for (name, new), total in zip(named, totals, strict=True))
    return Table(caption, (unit, gettext("New"), gettext("Total")), rows)


def _span(period: Period) -> str:
    if period.first == period.last:
        named = day(period.first)
    else:
        named = gettext("%(first)s to %(last)s", first=day(period.first), last=day(period.last))
    return gettext("%(days)s, not over yet", days=named) if period.is_open else named


def country_bars(campaign: CampaignFacts) -> CountryBars | None:
    """Signatures by country, at most a minute old; None when none is known."""
    return kept(("country bars", campaign.id, current_language()), KEEP_SECONDS, lambda: _country_bars(campaign))


def _country_bars(campaign: CampaignFacts) -> CountryBars | None:
    found = countries_of(campaign)
    rows = [(country_name(code), people) for code, people in found.countries.known]
    if found.countries.other:
        rows.append((gettext("Not told apart"), found.countries.other))
    if not rows:
        return None
    if found.not_known:
        rows.append((gettext("Not known any more"), found.not_known))
    bars = share_bars(rows, found.people)
    lands = len(found.countries.known) + found.countries.lands
    sentence = ngettext(
        "People signed from %(lands)s country.", "People signed from %(lands)s countries.", lands, lands=number(lands)
    )
    if found.countries.known:
        most, people = found.countries.known[0]
        told = gettext(
            "The most from one country: %(country)s, at least %(people)s.",
            country=country_name(most),
            people=number(people),
        )
        sentence = f"{sentence} {told}"
    return CountryBars(bars[:MOST_BARS], bars[MOST_BARS:], sentence, bool(found.countries.known))
