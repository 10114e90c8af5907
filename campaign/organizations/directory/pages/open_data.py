"""The list of supporters as files: CSV and JSON, for whoever asks, from whatever page."""

import hashlib

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import campaign_facts
from campaign.config import Settings
from campaign.organizations.directory.forms import read_filters
from campaign.organizations.directory.open_data import as_csv, as_json, chosen_for_data
from campaign.organizations.views import blueprint
from campaign.web.language import language_of_address, speaking


@blueprint.get("/c/<slug>/supporters.csv")
def supporters_csv(slug: str) -> ResponseReturnValue:
    """Every supporter that the filters leave, those who left or lapsed last, as CSV."""
    campaign = campaign_facts(slug)
    _, entries = chosen_for_data(campaign.id, read_filters(request.args), request.args.get("stands", ""))
    response = _file(as_csv(entries), "text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{campaign.slug}-supporters.csv"'
    return response


@blueprint.get("/c/<slug>/supporters.json")
def supporters_json(slug: str) -> ResponseReturnValue:
    """The same as JSON, with the campaign's counts. One address holds one document, whoever asks."""
    with speaking(language_of_address()):
        campaign = campaign_facts(slug)
    counts, entries = chosen_for_data(campaign.id, read_filters(request.args), request.args.get("stands", ""))
    settings: Settings = current_app.extensions["settings"]
    page = settings.base_url + url_for("organizations.supporters", slug=campaign.slug)
    return _file(as_json(campaign, counts, entries, page), "application/json")


def _file(data: bytes, media_type: str) -> Response:
    """Public data that any page may read, with an entity tag to ask by."""
    response = Response(data, mimetype=media_type)
    response.set_etag(hashlib.sha256(data).hexdigest()[:32])
    response.headers["Cache-Control"] = "public, max-age=60, stale-while-revalidate=300"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.make_conditional(request)
    return response
