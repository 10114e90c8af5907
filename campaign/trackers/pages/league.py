"""The league table of a register."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from campaign.clock import now
from campaign.trackers.edition_queries import Edition, league_edition, newest_judged, newest_leagues, trend
from campaign.trackers.facts import Register
from campaign.trackers.law import CORRECTED_VERSION, PUBLISHED_VERSION
from campaign.trackers.laws import LAWS
from campaign.trackers.league_queries import (
    MAJOR,
    MINIMA,
    SORTS,
    STATUSES,
    LeagueChoice,
    Sizes,
    league_facets,
    league_page,
    league_sizes,
    sponsors_with_page,
    year_before,
)
from campaign.trackers.models import SponsorKind
from campaign.trackers.pages.blueprint import asked_register, asked_rule, blueprint
from campaign.trackers.pages.choices import address_of, asked, asked_sort, asked_words, kept_page
from campaign.trackers.pages.trends import trend_chart
from campaign.trackers.rules.fdaaa import FINE_A_DAY
from campaign.trackers.words.statuses import KINDS
from campaign.web.bars import interval_bar
from campaign.web.paging import page_number

_ONLY_US = frozenset({"late", "fine"})


@blueprint.get("/<register>")
def league(register: str) -> ResponseReturnValue:
    """Every sponsor with its share, ranked among those with enough due trials."""
    found = asked_register(register)
    rule = asked_rule()
    sorts = SORTS if found is Register.FDAAA else tuple(each for each in SORTS if each not in _ONLY_US)
    sort, backwards = asked_sort(sorts)
    url = address_of(
        rule=rule if rule != PUBLISHED_VERSION else "",
        q=asked_words(),
        kind=asked("kind", frozenset(SponsorKind)),
        country=asked_country(),
        due=_asked_least(found),
        status=asked("status", frozenset(STATUSES)),
        sort=f"{'-' if backwards else ''}{sort}" if sort != sorts[0] or backwards else "",
    )
    return kept_page(url, lambda: _page(league_edition(found, rule), url, sort, backwards))


def asked_country() -> str:
    """Two capital letters by `?country=`; empty for anything else."""
    text = request.args.get("country", "")
    return text if len(text) == 2 and text.isascii() and text.isupper() else ""


def _asked_least(register: Register) -> str:
    known = {str(each) for each in MINIMA} | ({MAJOR} if register is Register.EU else set())
    return asked("due", frozenset(known))


def _page(edition: Edition, url: dict[str, str], sort: str, backwards: bool) -> str:
    sizes = league_sizes(edition)
    kinds, countries = league_facets(edition)
    before = year_before(edition)
    if sort == "change" and before is None:
        sort = "percent"
    choice = LeagueChoice(
        least=_least(url.get("due", ""), sizes),
        words=url.get("q", ""),
        kind=SponsorKind(url["kind"]) if "kind" in url else None,
        country=url.get("country", ""),
        status=url.get("status", ""),
        sort=sort,
        backwards=backwards,
        page=page_number(),
    )
    page = league_page(edition, choice, before) if edition.ranked else None
    other = CORRECTED_VERSION if edition.rule_version == PUBLISHED_VERSION else PUBLISHED_VERSION
    judged = next((each for each in newest_judged(edition.rule_version) if each.register is edition.register), None)
    filtered = bool(url.keys() - {"rule", "sort", "due"})
    # A later page or a search is for the table alone, and stays light.
    apart = filtered or "due" in url or choice.page > 1
    return render_template(
        "trackers/league.html",
        law=LAWS[edition.register],
        edition=edition,
        old=edition.is_old(now().date()),
        other=other,
        other_date=next((each.data_date for each in newest_leagues(other) if each.register is edition.register), None),
        page=page,
        judged=judged,
        with_page=sponsors_with_page(page, judged) if page else frozenset(),
        bars={row.slug: interval_bar(row.percent, row.interval, average=edition.percent) for row in page.rows}
        if page
        else {},
        whole=interval_bar(edition.percent),
        before=before,
        choice=choice,
        sizes=sizes,
        kinds=kinds,
        countries=countries,
        kind_words=KINDS,
        url=url,
        filtered=filtered,
        chart=None if apart else trend_chart(LAWS[edition.register], trend(edition.register, edition.rule_version)),
        apart=apart,
        fine=edition.figures.get("finable_days", 0) * FINE_A_DAY,
        fine_a_day=FINE_A_DAY,
    )


def _least(asked_for: str, sizes: Sizes) -> int | str:
    if asked_for == MAJOR:
        return MAJOR
    return int(asked_for) if asked_for else sizes.default
