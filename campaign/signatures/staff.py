"""Desk pages about signatories: the list, and looking one up."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, may, mine, needs
from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import all_campaigns, campaign_for_desk, newest_titles
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.clock import now
from campaign.signatures.deciding.queries import proposals_waiting
from campaign.signatures.find_signatory import LookUpReason, find_signatory
from campaign.signatures.list_filter import filter_as_url, read_filter
from campaign.signatures.models import Decision
from campaign.signatures.signatories import (
    Order,
    signatories,
    versions_of,
)
from campaign.signatures.wording import HELD_BRIEFLY, MARKS, STATES
from campaign.web.fields import AddressField
from campaign.web.headers import private
from campaign.web.paging import page_number

blueprint = Blueprint("signatures", __name__, url_prefix="/signatories")

REASONS = {
    LookUpReason.WROTE: "The person wrote to us",
    LookUpReason.LAW: "Request by law",
    LookUpReason.ABUSE: "Abuse report",
}


class FindForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """A whole address, and why its record is opened."""

    class Meta:
        csrf = False  # the desk's door checks it

    email = AddressField("Whole e-mail address")
    reason = RadioField(
        "Reason",
        choices=[SelectChoice(reason.value, words) for reason, words in REASONS.items()],
        validators=[InputRequired("Choose why you look this person up")],
    )


def _chosen_campaign() -> Campaign | None:
    """The campaign that the URL names, else the newest; None when there is none at all. Raises NoSuchCampaign."""
    campaigns = _campaigns()
    if slug := request.args.get("campaign"):
        campaign = next((campaign for campaign in campaigns if campaign.slug == slug), None)
        if campaign is None:
            raise NoSuchCampaign
        return campaign
    return next(iter(campaigns), None)


def _campaigns() -> list[Campaign]:
    return [campaign for campaign in all_campaigns() if may(Permission.SEE_SIGNATORIES, campaign.id)]


@blueprint.get("", endpoint="signatories")
@needs(Permission.SEE_SIGNATORIES)
def signatories_of() -> ResponseReturnValue:
    """The signatures of one campaign, with masked addresses; filtered, sorted and paged by URL."""
    campaign = _chosen_campaign()
    if campaign is None:
        return render_template("signatures/desk_signatories.html", campaign=None)
    return _list_page(campaign, FindForm(formdata=None))


@blueprint.post("/<int:campaign_id>/find")
@needs(Permission.FIND_SIGNATORY)
def find(campaign_id: int) -> ResponseReturnValue:
    """One signatory by the whole address. The address comes in the body and stays out of URLs and logs."""
    campaign = campaign_for_desk(campaign_id)
    form = FindForm()
    if not form.validate():
        return _list_page(campaign, form), 422
    assert form.email.address is not None
    found = find_signatory(campaign.id, form.email.address, LookUpReason(form.reason.data), current_actor(), now())
    page = render_template(
        "signatures/desk_record.html",
        campaign=campaign,
        found=found,
        reason=REASONS[LookUpReason(form.reason.data)],
        states=STATES,
        marks=MARKS,
        subjects=[f"signature {one.entry}" for one in found]
        + [f"decision {one.decision_id}" for one in found if one.decision_id is not None],
    )
    return private(make_response(page))


def _list_page(campaign: Campaign, form: FindForm) -> str:
    versions = versions_of(campaign.id)
    wanted, faults = read_filter(request.args, [id_ for id_, _, _ in versions])
    order = _read_order()
    return render_template(
        "signatures/desk_signatories.html",
        campaign=campaign,
        campaigns=_campaigns(),
        titles=newest_titles(),
        page=signatories(campaign, wanted, order, page_number()),
        wanted=wanted,
        faults=faults,
        order=order,
        orders=Order,
        now=now(),
        sorted_by=_sorted_by(campaign),
        states=STATES,
        marks=MARKS,
        held=HELD_BRIEFLY,
        proposals=proposals_waiting(mine(Decision.campaign_id, Permission.DECIDE_SIGNATURES))
        if may(Permission.DECIDE_SIGNATURES)
        else 0,
        asked=urlencode(filter_as_url(wanted)),
        versions=versions,
        form=form,
    )


def _read_order() -> Order:
    asked = request.args.get("sort", "")
    return Order(asked) if asked in set(Order) else Order.NEWEST


def _sorted_by(campaign: Campaign) -> Any:
    """A function for the template: the address of this list, sorted in another way."""
    keep = [pair for pair in request.args.items(multi=True) if pair[0] not in ("sort", "page", "campaign")]

    def address(order: Order) -> str:
        asked = [*keep, ("campaign", campaign.slug), ("sort", order.value)]
        return f"{url_for('.signatories')}?{urlencode(asked)}"

    return address
