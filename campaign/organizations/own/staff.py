"""Desk pages about what organizations ask for: changes, old and new side by side; renewal; which partner is whom."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, may, mine, needs
from campaign.campaigns.queries import campaign_facts_of, campaign_for_desk, public_campaigns
from campaign.clock import now
from campaign.organizations.forms import DecisionForm
from campaign.organizations.models import Change, ChangeState, Support
from campaign.organizations.own.accept_change import accept_change
from campaign.organizations.own.decline_change import decline_change
from campaign.organizations.own.link_partner import link_partner
from campaign.organizations.own.queries import (
    campaign_of_change,
    change_by_id,
    changes_for_review,
    changes_waiting,
    differences,
    listed_on_behalf,
    partners_of,
)
from campaign.organizations.own.renew import renew
from campaign.organizations.own.undo_change import can_undo, undo_change
from campaign.organizations.public_values import public_pictures
from campaign.organizations.queries import campaign_of_support, support_by_id
from campaign.organizations.refusals import NoSuchChange, NoSuchLogo
from campaign.organizations.reopen import UNDO_FOR
from campaign.organizations.wording import CHANGE_STATES, KINDS
from campaign.web.formats import day
from campaign.web.paging import page_number
from campaign.web.sorting import read_sorting

blueprint = Blueprint("own", __name__)


def _mine() -> ColumnElement[bool]:
    return mine(Support.campaign_id, Permission.REVIEW_ORGANIZATIONS)


def _reviews(campaign_id: int) -> bool:
    return may(Permission.REVIEW_ORGANIZATIONS, campaign_id)


def _found(change_id: int) -> tuple[Change, Support]:
    change = change_by_id(change_id)
    support = support_by_id(change.support_id) if change is not None else None
    if change is None or support is None:
        raise NoSuchChange
    return change, support


@blueprint.get("/organizations/changes")
@needs(Permission.REVIEW_ORGANIZATIONS)
def changes() -> ResponseReturnValue:
    """Changes; filtered, sorted and paged by URL. Of those that wait, who waits longest comes first."""
    asked = request.args.get("state", "")
    state = None if asked == "any" else {found.value: found for found in ChangeState}.get(asked, ChangeState.WAITING)
    usual = "asked" if state == ChangeState.WAITING else "-asked"
    sorting = read_sorting(usual, "name", "state")
    return render_template(
        "organizations/desk/changes.html",
        page=changes_for_review(state, page_number(), _mine(), sorting),
        sorting=sorting,
        usual=usual,
        state=state,
        states=CHANGE_STATES,
        waiting=changes_waiting(_mine()),
        campaigns={campaign.id: campaign for campaign in public_campaigns()},
    )


@blueprint.get("/organizations/changes/<int:change_id>")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_change)
def change(change_id: int) -> ResponseReturnValue:
    """One change, old and new side by side, and the decision."""
    return _page(change_id, DecisionForm(formdata=None))


@blueprint.post("/organizations/changes/<int:change_id>")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_change)
def decide_change(change_id: int) -> ResponseReturnValue:
    """Record a decision."""
    _, support = _found(change_id)
    form = DecisionForm()
    if not (form.validate() and form.complete()):
        return _page(change_id, form), 422
    name = support.organization.name
    if form.decision.data == "accept":
        accept_change(change_id, current_actor(), now(), reviews=_reviews)
        flash(f"The change of {name} is accepted and shown. Its contact gets a letter.")
    else:
        decline_change(change_id, form.reason.text, current_actor(), now())
        flash(f"The change of {name} is declined. Its contact gets your reason.")
    return redirect(url_for("desk.own.changes"), 303)


@blueprint.post("/organizations/changes/<int:change_id>/undo")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_change)
def undo(change_id: int) -> ResponseReturnValue:
    """Take a decision of the last 30 days back."""
    undo_change(change_id, current_actor(), now(), reviews=_reviews)
    flash("The decision is undone. The public sees what it saw before, and the change waits again.")
    return redirect(url_for("desk.own.change", change_id=change_id), 303)


@blueprint.get("/organizations/changes/<int:change_id>/<any(was, was_dark, wanted, wanted_dark):which>.png")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_change)
def picture(change_id: int, which: str) -> ResponseReturnValue:
    """One of the pictures that a change is about."""
    found, support = _found(change_id)
    shown = public_pictures(support)
    logo = shown.dark_logo if which.endswith("_dark") else shown.logo
    public = logo.png if logo is not None else None
    kept = found.dark_logo_png if which.endswith("_dark") else found.logo_png
    # Once accepted, the change holds what was there before it.
    swapped = found.state == ChangeState.ACCEPTED
    png = kept if which.startswith("wanted") != swapped else public
    if png is None:
        raise NoSuchLogo
    return Response(png, mimetype="image/png")


@blueprint.post("/organizations/<int:support_id>/renew")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def renew_for(support_id: int) -> ResponseReturnValue:
    """The contact said that the support goes on."""
    support = renew(support_id, current_actor(), now())
    flash(f"Renewed until {day(support.renew_by)}." if support.renew_by is not None else "Renewed.")
    return redirect(url_for("desk.organizations.review", support_id=support_id), 303)


def _page(change_id: int, form: DecisionForm) -> str:
    found, support = _found(change_id)
    campaign = campaign_facts_of(support.campaign_id)
    if campaign is None:
        raise NoSuchChange
    return render_template(
        "organizations/desk/change.html",
        form=form,
        change=found,
        support=support,
        organization=support.organization,
        campaign=campaign,
        differences=differences(found, support),
        kinds=KINDS,
        states=CHANGE_STATES,
        can_undo=can_undo(found, now()),
        undo_days=UNDO_FOR.days,
    )


@blueprint.get("/campaigns/<int:campaign_id>/partners")
@needs(Permission.EDIT_CAMPAIGNS)
def partners(campaign_id: int) -> ResponseReturnValue:
    """The partners of a campaign, and which of its supporters each of them is."""
    campaign = campaign_for_desk(campaign_id)
    return render_template(
        "organizations/desk/partners.html",
        campaign=campaign,
        partners=partners_of(campaign_id),
        supporters=listed_on_behalf(campaign_id),
    )


@blueprint.post("/campaigns/<int:campaign_id>/partners")
@needs(Permission.EDIT_CAMPAIGNS)
def choose_supporter(campaign_id: int) -> ResponseReturnValue:
    """Say which supporter a partner is, or that it is none."""
    campaign_for_desk(campaign_id)
    partner, chosen = (request.form.get(name, "") for name in ("partner", "organization"))
    partner_id = int(partner) if partner.isascii() and partner.isdecimal() and len(partner) < 10 else 0
    organization_id = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 16 else None
    linked = link_partner(campaign_id, partner_id, organization_id, current_actor(), now())
    if linked.organization_id is None:
        flash(f"{linked.name} is linked with no supporter.")
    else:
        flash(f"{linked.name} is linked. The organization’s own page shows how many ticked its box.")
    return redirect(url_for("desk.own.partners", campaign_id=campaign_id), 303)
