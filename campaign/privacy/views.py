"""The privacy page: made from the same table that the tests hold the code to."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import public_campaigns
from campaign.privacy.holders import HOLDERS
from campaign.web.headers import kept_for_all

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
def notice() -> ResponseReturnValue:
    """Who holds which data, why, and until when."""
    return kept_for_all(render_template("privacy/notice.html", holders=HOLDERS, campaigns=public_campaigns()))
