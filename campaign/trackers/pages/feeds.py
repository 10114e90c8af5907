"""Atom feeds of what changed."""

from flask import request
from flask.typing import ResponseReturnValue

from campaign.trackers.models import TrackedSponsor
from campaign.trackers.open_data.feeds import changes_feed as feed_of_changes
from campaign.trackers.pages.blueprint import asked_register, asked_rule, blueprint
from campaign.trackers.queries import sponsor_by_slug
from campaign.web.atom import MEDIA_TYPE
from campaign.web.errors import NotFound
from campaign.web.headers import kept_for_all


def _answer(register: str, sponsor: TrackedSponsor | None) -> ResponseReturnValue:
    rule = asked_rule()
    path = request.path if rule == "1" else f"{request.path}?rule={rule}"
    written = feed_of_changes(asked_register(register), rule, sponsor, path)
    response = kept_for_all(written.decode(), 300)
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.get("/<register>/changes.atom")
def changes_feed(register: str) -> ResponseReturnValue:
    """What changed in a register."""
    return _answer(register, None)


@blueprint.get("/<register>/sponsors/<slug>/changes.atom")
def sponsor_feed(register: str, slug: str) -> ResponseReturnValue:
    """What changed among one sponsor's trials."""
    asked_register(register)
    sponsor = sponsor_by_slug(slug)
    if sponsor is None:
        raise NotFound
    return _answer(register, sponsor)
