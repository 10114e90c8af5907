"""Directory, wall and map of a campaign's supporters: three views of one roll."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import CampaignFacts, campaign_facts
from campaign.clock import now
from campaign.organizations.directory.filters import Filters, Stands
from campaign.organizations.directory.forms import filters_as_url, read_filters, read_grouping
from campaign.organizations.directory.queries import Supporter, roll, supporters
from campaign.organizations.directory.roll import Chosen, Entry, Roll
from campaign.organizations.models import Capacity
from campaign.organizations.views import blueprint
from campaign.organizations.wording import AUTHORITIES, KINDS
from campaign.trackers.records import record_lines
from campaign.web.headers import kept_for_all
from campaign.web.language import gettext
from campaign.web.paging import Page, page_number
from campaign.web.tiles import tile_map

LIST_SIZE = 25
WALL_SIZE = 56  # a page of the wall stays below 60 kB, whatever the names and logos


@blueprint.get("/c/<slug>/supporters", endpoint="supporters")
def directory(slug: str) -> ResponseReturnValue:
    """The directory: counts, search, facets, letters, pages."""
    campaign, filters, moment = campaign_facts(slug), read_filters(request.args), now()
    everybody = roll(campaign.id, filters.words)
    chosen = everybody.choose(filters)
    page = _page(chosen.entries, LIST_SIZE)
    rows = supporters(page.rows)
    html = render_template(
        "organizations/directory/supporters.html",
        **_head(campaign, everybody, filters, moment),
        page=page,
        rows=rows,
        chosen=chosen,
        without=_without(chosen),
        nobody=not everybody.choose(_bare(filters)).entries,
        grades=AUTHORITIES,
        records=record_lines({one.sponsor_id for one in rows if one.sponsor_id is not None}),
        personally=filters.capacity == Capacity.PERSONAL,
        gone=filters.stands == Stands.GONE,
    )
    return kept_for_all(html)


@blueprint.get("/c/<slug>/supporters/wall")
def wall(slug: str) -> ResponseReturnValue:
    """Logos with their names, and the names of those without a logo, by kind or by country."""
    campaign, moment, by = campaign_facts(slug), now(), read_grouping(request.args)
    everybody = roll(campaign.id)
    ordered, groups = everybody.choose(Filters()).grouped(by, WALL_SIZE)
    page = _page(ordered, WALL_SIZE)
    of_group: dict[str, list[Supporter]] = {}
    for one in supporters(page.rows):
        of_group.setdefault(one.kind if by == "kind" else one.country, []).append(one)
    html = render_template(
        "organizations/directory/wall.html",
        **_head(campaign, everybody, Filters(), moment),
        page=page,
        by=by,
        groups=groups,
        shown=[(group, of_group[group.value], group.page < page.number) for group in groups if group.value in of_group],
    )
    return kept_for_all(html)


@blueprint.get("/c/<slug>/supporters/map", endpoint="map")
def country_map(slug: str) -> ResponseReturnValue:
    """Where the organizations are: a map of equal tiles, and the same numbers as a table."""
    campaign, moment = campaign_facts(slug), now()
    everybody = roll(campaign.id)
    html = render_template(
        "organizations/directory/map.html",
        **_head(campaign, everybody, Filters(), moment),
        map=tile_map(everybody.choose(Filters()).by_country, title=gettext("Supporting organizations by country")),
    )
    return kept_for_all(html)


def _head(campaign: CampaignFacts, everybody: Roll, filters: Filters, moment: datetime) -> dict[str, Any]:
    """What stands at the top of each of the three."""
    return {
        "campaign": campaign,
        "phase": campaign.phase(moment),
        "counts": everybody.counts,
        "as_of": moment.replace(second=0, microsecond=0),
        "filters": filters,
        "url": filters_as_url(filters),
        "kinds": KINDS,
    }


def _page(entries: Sequence[Entry], size: int) -> Page:
    """The page that the address asks for; a number past the end gives the last one."""
    number = min(page_number(), max(1, -(-len(entries) // size)))
    return Page(entries[(number - 1) * size : number * size], number, len(entries), size)


def _bare(filters: Filters) -> Filters:
    return Filters(capacity=filters.capacity, stands=filters.stands)


def _without(chosen: Chosen) -> list[tuple[str, int, str]]:
    """For an empty answer: each part that narrows, how many there would be without it, and where they are."""
    if chosen.entries:
        return []
    slug = (request.view_args or {})["slug"]
    return [
        (
            part,
            chosen.how_many_without(part),
            url_for("organizations.supporters", slug=slug, **filters_as_url(chosen.filters.without(part))),
        )
        for part in chosen.filters.active
    ]
