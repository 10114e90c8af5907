"""Desk pages about exports: prepare and take a list, and what left the house."""

from flask import Blueprint, Response, make_response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.guard import fresh
from campaign.accounts.permissions import Permission, may, mine, needs
from campaign.clock import now
from campaign.exports.columns import EMAIL, GROUPS, MEANINGS
from campaign.exports.forms import ExportForm
from campaign.exports.models import Addresses, Export, ExportState
from campaign.exports.prepare_export import prepare_export
from campaign.exports.queries import (
    ListedCampaign,
    TakenFilter,
    campaign_of_export,
    export_taken,
    exports_taken,
    listed_campaigns,
)
from campaign.exports.stream_export import stream_export
from campaign.web.paging import page_number
from campaign.web.sorting import read_sorting

blueprint = Blueprint("exports", __name__, url_prefix="/exports")

STATES = {
    ExportState.FINISHED: "Finished",
    ExportState.BROKEN: "Broken off",
    ExportState.STARTED: "No end recorded",
}


@blueprint.get("")
@needs(Permission.EXPORT_SIGNATORIES)
@fresh("desk.exports.exports")
def exports() -> ResponseReturnValue:
    """The form of a new list, and every list that left."""
    form = ExportForm(formdata=None)
    form.offer(_campaigns(), addresses=may(Permission.EXPORT_ADDRESSES))
    return _page(form)


@blueprint.get("/<int:export_id>")
@needs(Permission.EXPORT_SIGNATORIES, campaign_of=campaign_of_export)
def one(export_id: int) -> ResponseReturnValue:
    """One list that left: what was in it, for whom and why, and its history."""
    return render_template("exports/export.html", taken=export_taken(export_id))


@blueprint.post("")
@needs(Permission.EXPORT_SIGNATORIES)
@fresh("desk.exports.exports")
def take() -> ResponseReturnValue:
    """The list itself as a file, recorded before its first row and completed after its last."""
    form = ExportForm()
    campaigns = _campaigns()
    form.offer(campaigns, addresses=may(Permission.EXPORT_ADDRESSES))
    if not form.validate():
        return _page(form), 422
    moment, wanted = now(), form.wanted()
    if wanted.addresses != Addresses.NOBODY and not may(Permission.EXPORT_ADDRESSES, wanted.campaign_id):
        form.addresses.errors = ["You may take this list out without addresses only. Choose none, or ask an owner"]
        return _page(form), 422
    export = prepare_export(wanted, current_actor(), moment)
    slug = next(campaign.slug for campaign in campaigns if campaign.id == export.campaign_id)
    pieces = stream_export(export, now, byte_order_mark=bool(form.byte_order_mark.data))
    response = Response(stream_with_context(pieces), mimetype="text/csv")
    response.headers["Content-Type"] = "text/csv; charset=utf-8; header=present"
    name = f"{slug}-signatories-{moment:%Y-%m-%d}-{export.id}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # A proxy that collects the answer before it passes it on would hold the whole list.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _campaigns() -> list[ListedCampaign]:
    return [campaign for campaign in listed_campaigns() if may(Permission.EXPORT_SIGNATORIES, campaign.id)]


def _page(form: ExportForm) -> Response:
    asked = request.args
    number = asked.get("number", "")
    wanted = TakenFilter(
        campaign=asked.get("campaign") or None,
        state={each.value: each for each in ExportState}.get(asked.get("state", "")),
        number=int(number) if number.isascii() and number.isdecimal() and len(number) < 12 else None,
    )
    sorting = read_sorting("-when", "-rows", "campaign")
    ours = mine(Export.campaign_id, Permission.EXPORT_SIGNATORIES)
    page = render_template(
        "exports/exports.html",
        form=form,
        taken=exports_taken(wanted, sorting, page_number(), ours),
        wanted=wanted,
        sorting=sorting,
        campaigns=_campaigns(),
        states=STATES,
        groups=GROUPS,
        meanings=MEANINGS,
        email=EMAIL,
        moment=now(),
    )
    return make_response(page)
