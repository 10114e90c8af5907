"""The front page and how we count."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import public_campaigns
from campaign.clock import now
from campaign.content.models import PageKind
from campaign.content.queries import PLACES
from campaign.home.queries import first_lessons, newest_of, newest_organizations
from campaign.signatures.page import next_goal
from campaign.signatures.queries import counts
from campaign.trackers.edition_queries import newest_editions
from campaign.trackers.law import PUBLISHED_VERSION
from campaign.trackers.laws import LAWS
from campaign.web.charts import Thermometer, thermometer
from campaign.web.headers import kept_for_all
from campaign.web.kept import kept_for
from campaign.web.language import current_language, direction

blueprint = Blueprint("home", __name__)
headlines = kept_for(5.0)(newest_editions)


@blueprint.get("/")
def front() -> ResponseReturnValue:
    """What can be signed here, each with its count, and what is new."""
    moment = now()
    found = [(campaign, counts(campaign.id), campaign.phase(moment)) for campaign in public_campaigns()]
    open_ones = [entry for entry in found if entry[2] != "closed"]
    open_ones.sort(key=lambda entry: (entry[2] != "open", -entry[1].people))
    return kept_for_all(
        render_template(
            "home/front.html",
            open_ones=open_ones,
            chart=_way_to_goal(open_ones[0][0].goal, open_ones[0][1].people) if open_ones else None,
            closed=[entry for entry in found if entry[2] == "closed"],
            editions=[(LAWS[edition.register], edition) for edition in headlines(PUBLISHED_VERSION) if edition.ranked],
            today=moment.date(),
            news=newest_of(PageKind.NEWS, moment, 4),
            resources=newest_of(PageKind.RESOURCE, moment, 3),
            lessons=first_lessons(moment, 3),
            organizations=newest_organizations(8),
            places={kind.value: f"{request.script_root}{place}" for kind, place in PLACES.items()},
        ),
        5,
    )


def _way_to_goal(goal: int, people: int) -> Thermometer:
    """The thermometer of the largest campaign, as its own page has it."""
    return thermometer(people, next_goal(goal, people), rtl=direction(current_language()) == "rtl")


@blueprint.get("/how-we-count")
def how_we_count() -> ResponseReturnValue:
    """What the numbers mean, and what they do not prove."""
    return kept_for_all(render_template("home/how_we_count.html", campaigns=public_campaigns()))
