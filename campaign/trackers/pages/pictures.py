"""Pictures that stand for a record where its page is shared."""

from flask import Response
from flask.typing import ResponseReturnValue

from campaign.trackers.open_data.picture import SponsorRecord, share_picture
from campaign.trackers.open_data.shared_record import register_record, sponsor_record
from campaign.trackers.pages.blueprint import asked_register, asked_rule, blueprint
from campaign.web.pictures import for_every_site, kept_picture

AN_HOUR = 3600


def _answer(record: SponsorRecord) -> Response:
    picture = kept_picture(("record", record), lambda: share_picture(record), AN_HOUR)
    return for_every_site(picture, "image/png", AN_HOUR)


@blueprint.get("/<register>/sponsors/<slug>/picture.png")
def sponsor_picture(register: str, slug: str) -> ResponseReturnValue:
    """A sponsor's record, 1200 x 630 pixels."""
    return _answer(sponsor_record(asked_register(register), slug, asked_rule()))


@blueprint.get("/<register>/picture.png")
def register_picture(register: str) -> ResponseReturnValue:
    """A register's figures, 1200 x 630 pixels."""
    return _answer(register_record(asked_register(register), asked_rule()))
