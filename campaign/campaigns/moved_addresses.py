"""A campaign that was renamed is found at every address that it ever had. Looked for only when no campaign is there."""

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from campaign.campaigns.addresses import moved_to
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.web.addresses import nearly_right
from campaign.web.errors import answer

# What the addresses of public pages call the campaign; the first of them that an address has is meant.
_NAMES = ("campaign_slug", "slug")


def install(app: Flask) -> None:
    """Send those who come with a former address on: 308 keeps what they ask for, and what they send."""

    @app.errorhandler(NoSuchCampaign)
    def look_where_it_went(error: NoSuchCampaign) -> ResponseReturnValue:
        arguments = dict(request.view_args or {})
        name = next((name for name in _NAMES if name in arguments), None)
        now = moved_to(str(arguments[name])) if name is not None and not request.path.startswith("/desk") else None
        if name is None or now is None or request.endpoint is None:
            return nearly_right() or answer(error.status, error.heading, error.sentence)
        asked = request.query_string.decode("ascii", "ignore")
        there = url_for(request.endpoint, **(arguments | {name: now}))
        sent_on = redirect(f"{there}?{asked}" if asked else there, 308)
        # Not for good: the campaign may be renamed again, and may have its former address back.
        sent_on.headers["Cache-Control"] = "no-store" if request.method == "POST" else "public, max-age=60"
        return sent_on
