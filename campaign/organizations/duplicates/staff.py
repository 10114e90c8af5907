"""Desk pages: saying that two organizations are one, seen before it is done, and undone."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, may, needs
from campaign.campaigns.queries import campaign_facts_of
from campaign.clock import now
from campaign.organizations.duplicates.merge import UNDO_FOR, merge
from campaign.organizations.duplicates.queries import preview
from campaign.organizations.duplicates.refusals import CannotMerge
from campaign.organizations.duplicates.undo_merge import undo_merge
from campaign.organizations.models import Support
from campaign.organizations.queries import campaign_of_support, organization_id_of_slug, support_by_id
from campaign.organizations.refusals import NoSuchOrganization, NoSuchSupport
from campaign.organizations.wording import KINDS, STATES

blueprint = Blueprint("duplicates", __name__, url_prefix="/organizations")


@blueprint.get("/<int:support_id>/same-as/<slug>")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def look(support_id: int, slug: str) -> ResponseReturnValue:
    """What saying "this is the same organization" would do."""
    return _page(_found(support_id), slug)


@blueprint.post("/<int:support_id>/same-as/<slug>")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def same(support_id: int, slug: str) -> ResponseReturnValue:
    """This application's organization is the one at `slug`."""
    support = _found(support_id)
    try:
        merge(support.organization_id, _kept(slug), _reviews, current_actor(), now())
    except CannotMerge as no:
        return _page(support, slug, no.sentence), 409
    flash("They are one organization now. It can be undone for 30 days, here.")
    return redirect(url_for("desk.organizations.review", support_id=support_id), 303)


@blueprint.post("/<int:support_id>/apart/<int:merge_id>")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def apart(support_id: int, merge_id: int) -> ResponseReturnValue:
    """They were not one after all."""
    undo_merge(merge_id, _reviews, current_actor(), now())
    flash("Undone. Each organization has again what was its own.")
    return redirect(url_for("desk.organizations.review", support_id=support_id), 303)


def _reviews(campaign_id: int) -> bool:
    return may(Permission.REVIEW_ORGANIZATIONS, campaign_id)


def _found(support_id: int) -> Support:
    support = support_by_id(support_id)
    if support is None:
        raise NoSuchSupport
    return support


def _kept(slug: str) -> int:
    found = organization_id_of_slug(slug)
    if found is None:
        raise NoSuchOrganization
    return found


def _page(support: Support, slug: str, fault: str = "") -> str:
    plan, refused = preview(support.organization_id, _kept(slug), _reviews)
    involved = {support.campaign_id} | ({each.campaign_id for each in plan.all} if plan is not None else set())
    return render_template(
        "organizations/desk/merge.html",
        support=support,
        plan=plan,
        fault=fault or refused,
        campaigns={id_: campaign_facts_of(id_) for id_ in involved},
        slug=slug,
        kinds=KINDS,
        states=STATES,
        undo_days=UNDO_FOR.days,
    )
