"""Public pages and files of a campaign's figures: growth, countries, corrections, and a page that explains them."""

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from campaign.campaigns.corrections import (
    CAUSES,
    FIGURES,
    as_public,
    corrections_page,
    log_begins,
    newest_corrections,
)
from campaign.campaigns.queries import CampaignFacts, campaign_facts
from campaign.clock import now
from campaign.signatures.growth.feed import MOST, corrections_feed
from campaign.signatures.growth.open_data import (
    COUNTRY_COLUMNS,
    LICENCE,
    LICENCE_ADDRESS,
    PERIOD_COLUMNS,
    corrections_document,
    countries_csv,
    countries_document,
    growth_csv,
    growth_document,
)
from campaign.signatures.growth.periods import LEAST
from campaign.signatures.growth.queries import countries_of, growth_of
from campaign.signatures.page import next_goal
from campaign.signatures.queries import counts
from campaign.web.atom import MEDIA_TYPE
from campaign.web.charts import thermometer
from campaign.web.headers import kept_for_all
from campaign.web.kept import kept
from campaign.web.language import current_language, direction
from campaign.web.paging import page_number

blueprint = Blueprint("growth", __name__)
ALL_CORRECTIONS = 10_000


def _file(text: str, media_type: str, name: str = "", seconds: int = 60) -> Response:
    """A file that every site may read, kept by browsers and proxies."""
    response = kept_for_all(text, seconds)
    response.headers["Content-Type"] = media_type
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _json(document: dict[str, object]) -> Response:
    return _file(jsonify(document).get_data(as_text=True), "application/json")


def _csv(campaign: CampaignFacts, name: str, rows: bytes) -> Response:
    return _file(rows.decode(), "text/csv; charset=utf-8", f"{campaign.slug}-{name}.csv")


@blueprint.get("/c/<slug>/growth.json")
def growth_as_json(slug: str) -> ResponseReturnValue:
    """People and organizations by day since the launch; small numbers joined."""
    campaign = campaign_facts(slug)
    return _json(growth_document(campaign, growth_of(campaign)))


@blueprint.get("/c/<slug>/growth.csv")
def growth_as_csv(slug: str) -> ResponseReturnValue:
    """The same as a table."""
    campaign = campaign_facts(slug)
    return _csv(campaign, "growth", growth_csv(growth_of(campaign)))


@blueprint.get("/c/<slug>/countries.json")
def countries_as_json(slug: str) -> ResponseReturnValue:
    """From which countries people signed; small numbers joined."""
    campaign = campaign_facts(slug)
    return _json(countries_document(campaign, countries_of(campaign)))


@blueprint.get("/c/<slug>/countries.csv")
def countries_as_csv(slug: str) -> ResponseReturnValue:
    """The same as a table."""
    campaign = campaign_facts(slug)
    return _csv(campaign, "countries", countries_csv(countries_of(campaign)))


@blueprint.get("/c/<slug>/data")
def data(slug: str) -> ResponseReturnValue:
    """Every file of figures of a campaign: what it holds, what it leaves out, and under which licence."""
    campaign, figures = campaign_facts(slug), counts(campaign_facts(slug).id)
    goal, moment = next_goal(campaign.goal, figures.people), now()
    html = render_template(
        "signatures/growth/data.html",
        campaign=campaign,
        phase=campaign.phase(moment),
        counts=figures,
        goal=goal,
        chart=thermometer(figures.people, goal, rtl=direction(current_language()) == "rtl"),
        growth=growth_of(campaign),
        countries=countries_of(campaign),
        least=LEAST,
        licence=LICENCE,
        licence_address=LICENCE_ADDRESS,
        period_columns=PERIOD_COLUMNS,
        country_columns=COUNTRY_COLUMNS,
        log_begins=log_begins(campaign.id) or moment,
    )
    return kept_for_all(html, 5)


@blueprint.get("/c/<slug>/corrections")
def corrections(slug: str) -> ResponseReturnValue:
    """Every change of a figure that was not one person's own act."""
    campaign = campaign_facts(slug)
    page = corrections_page(campaign.id, page_number())
    html = render_template(
        "signatures/growth/corrections.html",
        campaign=campaign,
        page=page,
        lines=[as_public(line) for line in page.rows],
        days={line.id: line.at for line in page.rows},
        begins=log_begins(campaign.id) or now(),
        causes=CAUSES,
        figures=FIGURES,
    )
    return kept_for_all(html)


@blueprint.get("/c/<slug>/corrections.json")
def corrections_as_json(slug: str) -> ResponseReturnValue:
    """The log as data."""
    campaign = campaign_facts(slug)

    def read() -> dict[str, object]:
        begins = log_begins(campaign.id)
        since = begins.date().isoformat() if begins else None
        return corrections_document(campaign, newest_corrections(campaign.id, ALL_CORRECTIONS), since)

    return _json(kept(("corrections", campaign.id), 60, read))


@blueprint.get("/c/<slug>/corrections.atom")
def corrections_as_feed(slug: str) -> ResponseReturnValue:
    """The log as a feed."""
    campaign = campaign_facts(slug)
    feed = corrections_feed(campaign, newest_corrections(campaign.id, MOST))
    return _file(feed.decode(), MEDIA_TYPE, seconds=300)
