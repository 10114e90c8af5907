"""Pictures that stand for a record where its page is shared."""

from functools import lru_cache

from flask import Response, request
from flask.typing import ResponseReturnValue

from campaign.trackers.open_data.picture import SponsorRecord, share_picture
from campaign.trackers.open_data.shared_record import register_record, sponsor_record
from campaign.trackers.pages.blueprint import asked_register, asked_rule, blueprint

# A picture is some 30 kB and takes a tenth of a second to draw.
_drawn = lru_cache(maxsize=128)(share_picture)


def _answer(record: SponsorRecord) -> Response:
    response = Response(_drawn(record), mimetype="image/png")
    response.headers["Cache-Control"] = "public, max-age=3600, stale-while-revalidate=86400"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/<register>/sponsors/<slug>/picture.png")
def sponsor_picture(register: str, slug: str) -> ResponseReturnValue:
    """A sponsor's record, 1200 x 630 pixels."""
    return _answer(sponsor_record(asked_register(register), slug, asked_rule()))


@blueprint.get("/<register>/picture.png")
def register_picture(register: str) -> ResponseReturnValue:
    """A register's figures, 1200 x 630 pixels."""
    return _answer(register_record(asked_register(register), asked_rule()))
