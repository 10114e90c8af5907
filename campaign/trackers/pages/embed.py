"""A sponsor's record in a frame on other people's pages: no script, no cookie, nothing from another host."""

from flask import render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from campaign.trackers.open_data.addresses import sponsor_address
from campaign.trackers.open_data.shared_record import sponsor_record
from campaign.trackers.pages.blueprint import asked_register, asked_rule, blueprint
from campaign.web.bars import parts_bar
from campaign.web.headers import framed_by_anybody, kept_for_all


def sponsor_embed(register: str, slug: str) -> ResponseReturnValue:
    """The share of due results that are there, what became of them, and where to read more."""
    found, rule = asked_register(register), asked_rule()
    record = sponsor_record(found, slug, rule)
    html = render_template(
        "trackers/embed.html",
        record=record,
        due=record.in_time + (record.late or 0) + record.overdue,
        reported=record.in_time + (record.late or 0),
        bar=parts_bar(record.in_time, record.late, record.overdue),
        page=sponsor_address(found, slug) + ("?rule=2" if rule == "2" else ""),
    )
    return framed_by_anybody(kept_for_all(html, 300))


def _hang_outside(state: BlueprintSetupState) -> None:
    """Frames have addresses of their own, so that a proxy can let these and no others be framed."""
    state.app.add_url_rule(
        "/embed/trackers/<register>/sponsors/<slug>", "trackers.sponsor_embed", sponsor_embed, methods=["GET"]
    )


blueprint.record_once(_hang_outside)
