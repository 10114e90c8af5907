"""Desk pages about requests for contacts: what waits, and the decision."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.guard import fresh
from campaign.accounts.permissions import Permission, mine, needs
from campaign.campaigns.models import Partner
from campaign.campaigns.queries import campaign_facts_of
from campaign.clock import now
from campaign.exports.contact_requests.approve_request import approve_request
from campaign.exports.contact_requests.decline_request import decline_request
from campaign.exports.contact_requests.partner_rows import COLUMNS
from campaign.exports.contact_requests.queries import (
    FETCH_FOR,
    campaign_of_request,
    partner_of,
    request_by_id,
    requests_for_desk,
    ticked,
)
from campaign.exports.models import ContactRequest, RequestState
from campaign.exports.refusals import NoSuchRequest, SecondPersonNeeded
from campaign.organizations.forms import DecisionForm
from campaign.organizations.queries import support_by_id
from campaign.web.paging import page_number
from campaign.web.sorting import read_sorting

blueprint = Blueprint("contact_requests", __name__, url_prefix="/exports/requests")

STATES = {
    RequestState.WAITING: "Waiting for a decision",
    RequestState.APPROVED: "Approved",
    RequestState.DECLINED: "Declined",
    RequestState.WITHDRAWN: "Taken back",
}


@blueprint.get("")
@needs(Permission.EXPORT_ADDRESSES)
def requests() -> ResponseReturnValue:
    """Requests of organizations; filtered, sorted and paged by URL. Those that wait come first."""
    state = {each.value: each for each in RequestState}.get(request.args.get("state", ""))
    sorting, ours = (
        read_sorting("-waits", "name", "-asked"),
        mine(ContactRequest.campaign_id, Permission.EXPORT_ADDRESSES),
    )
    return render_template(
        "exports/contact_requests/requests.html",
        page=requests_for_desk(page_number(), ours, sorting, state),
        sorting=sorting,
        state=state,
        states=STATES,
    )


@blueprint.get("/<int:request_id>")
@needs(Permission.EXPORT_ADDRESSES, campaign_of=campaign_of_request)
@fresh("desk.contact_requests.decide")
def request_page(request_id: int) -> ResponseReturnValue:
    """One request, and the decision."""
    return _page(request_id, DecisionForm(formdata=None))


@blueprint.post("/<int:request_id>")
@needs(Permission.EXPORT_ADDRESSES, campaign_of=campaign_of_request)
@fresh("desk.contact_requests.decide")
def decide(request_id: int) -> ResponseReturnValue:
    """Record a decision."""
    form = DecisionForm()
    if not (form.validate() and form.complete()):
        return _page(request_id, form), 422
    if form.decision.data == "accept":
        try:
            approve_request(request_id, current_actor(), now())
        except SecondPersonNeeded as no:
            form.decision.errors = [no.sentence]
            return _page(request_id, form), no.status
        flash(f"Approved. The organization can fetch the list for {FETCH_FOR.days} days; its contact gets a letter.")
    else:
        decline_request(request_id, form.reason.text, current_actor(), now())
        flash("Declined. The contact gets your reason.")
    return redirect(url_for("desk.contact_requests.requests"), 303)


def _page(request_id: int, form: DecisionForm) -> str:
    request = request_by_id(request_id)
    support = support_by_id(request.support_id) if request is not None else None
    campaign = campaign_facts_of(request.campaign_id) if request is not None else None
    if request is None or support is None or campaign is None:
        raise NoSuchRequest
    partner: Partner | None = partner_of(support)
    return render_template(
        "exports/contact_requests/request.html",
        form=form,
        asked=request,
        organization=support.organization,
        campaign=campaign,
        partner=partner if partner is not None and partner.id == request.partner_id else None,
        people=ticked(partner) if partner is not None else 0,
        columns=COLUMNS,
        states=STATES,
        days=FETCH_FOR.days,
    )
