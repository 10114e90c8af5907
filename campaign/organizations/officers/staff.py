"""Desk page: a second officer whose address is not at the organization's own domain."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, needs
from campaign.clock import now
from campaign.organizations.authority.forms import ReasonForm
from campaign.organizations.models import Support
from campaign.organizations.officers.accept_officer import accept_officer
from campaign.organizations.officers.refusals import NotConfirmed
from campaign.organizations.queries import campaign_of_support, officer_of_support, support_by_id
from campaign.organizations.refusals import NoSuchSupport

blueprint = Blueprint("officers", __name__, url_prefix="/organizations")


@blueprint.get("/<int:support_id>/officer")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def officer(support_id: int) -> ResponseReturnValue:
    """Ask how the second officer was checked."""
    return _page(_confirmed(support_id), ReasonForm(formdata=None))


@blueprint.post("/<int:support_id>/officer")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def accept(support_id: int) -> ResponseReturnValue:
    """Let the second officer count as a proof."""
    support, form = _confirmed(support_id), ReasonForm()
    if not form.validate():
        return _page(support, form), 422
    accept_officer(support_id, form.reason.text, current_actor(), now())
    flash("The second officer counts as a proof.")
    return redirect(url_for("desk.organizations.review", support_id=support_id, _anchor="proof"), 303)


def _confirmed(support_id: int) -> Support:
    support = support_by_id(support_id)
    if support is None:
        raise NoSuchSupport
    found = officer_of_support(support_id)
    if found is None or found.confirmed_at is None:
        raise NotConfirmed
    return support


def _page(support: Support, form: ReasonForm) -> str:
    return render_template("organizations/desk/officer.html", support=support, form=form)
