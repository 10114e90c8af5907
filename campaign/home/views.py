"""The front page and how we count."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import public_campaigns
from campaign.clock import now
from campaign.signatures.queries import counts
from campaign.trackers.edition_queries import newest_editions
from campaign.trackers.law import PUBLISHED_VERSION
from campaign.trackers.laws import LAWS
from campaign.web.headers import kept_for_all
from campaign.web.kept import kept_for

blueprint = Blueprint("home", __name__)
headlines = kept_for(5.0)(newest_editions)


@blueprint.get("/")
def front() -> ResponseReturnValue:
    """What can be signed here, each with its count."""
    moment = now()
    found = [(campaign, counts(campaign.id), campaign.phase(moment)) for campaign in public_campaigns()]
    open_ones = [entry for entry in found if entry[2] != "closed"]
    return kept_for_all(
        render_template(
            "home/front.html",
            open_ones=open_ones,
            closed=[entry for entry in found if entry[2] == "closed"],
            editions=[(LAWS[edition.register], edition) for edition in headlines(PUBLISHED_VERSION) if edition.ranked],
            today=moment.date(),
        ),
        5,
    )


@blueprint.get("/how-we-count")
def how_we_count() -> ResponseReturnValue:
    """What the numbers mean, and what they do not prove."""
    return kept_for_all(render_template("home/how_we_count.html"))
