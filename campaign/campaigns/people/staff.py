"""Desk pages about the people of one campaign, for its owners. Nothing here reaches a role for the whole site."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.add_to_campaign import add_to_campaign
from campaign.accounts.forms import JoinForm, RolesForm
from campaign.accounts.guard import fresh
from campaign.accounts.links import INVITATION_GOOD_FOR
from campaign.accounts.models import Staff
from campaign.accounts.permissions import Permission, needs
from campaign.accounts.places import places
from campaign.accounts.queries import all_staff, one_of_campaign, people_of
from campaign.accounts.revoke_invitation import revoke_invitation
from campaign.accounts.roles import campaign_roles, meanings, site_roles
from campaign.accounts.set_roles import set_roles
from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import campaign_for_desk, newest_titles
from campaign.clock import now
from campaign.web.errors import Refusal

blueprint = Blueprint("people", __name__, url_prefix="/campaigns/<int:campaign_id>/people")


@blueprint.route("", methods=["GET", "POST"])
@needs(Permission.ASSIGN_STAFF)
@fresh("desk.people.people")
def people(campaign_id: int) -> ResponseReturnValue:
    """Who works on a campaign, and the form to let one more."""
    campaign = campaign_for_desk(campaign_id)
    form = JoinForm(one_campaign=True)
    if request.method == "POST" and form.validate_on_submit():
        try:
            person = add_to_campaign(
                form.email.data or "", places([campaign_id])[0], form.chosen, current_actor(), now()
            )
        except Refusal as refusal:
            form.email.errors = [refusal.sentence]
        else:
            flash(f"{person.name or person.email} may work on this campaign. A letter is on its way.")
            return redirect(url_for(".people", campaign_id=campaign_id), 303)
    return _page(campaign, form), 422 if form.errors else 200


def _page(campaign: Campaign, form: JoinForm) -> str:
    return render_template(
        "campaigns/people.html",
        campaign=campaign,
        title=newest_titles()[campaign.id],
        people=people_of(campaign.id),
        everywhere=[(person, site_roles(person)) for person in all_staff() if person.active and person.roles],
        roles_here=lambda person: campaign_roles(person)[campaign.id],
        form=form,
        meanings=meanings(one_campaign=True),
        good_for=INVITATION_GOOD_FOR,
        now=now(),
    )


@blueprint.route("/<int:staff_id>", methods=["GET", "POST"])
@needs(Permission.ASSIGN_STAFF)
@fresh("desk.people.person")
def person(campaign_id: int, staff_id: int) -> ResponseReturnValue:
    """One of the people of a campaign, and what they may do for it."""
    campaign = campaign_for_desk(campaign_id)
    found = one_of_campaign(campaign_id, staff_id)
    form = RolesForm(roles=[role.value for role in campaign_roles(found)[campaign_id]], one_campaign=True)
    if request.method == "POST" and form.validate_on_submit():
        if not form.chosen and found.invited_at is not None and found.password is None and _only_here(found):
            revoke_invitation(staff_id, current_actor(), now(), campaign_id=campaign_id)
            flash("The invitation is taken back. Its link opens nothing any more.")
        else:
            set_roles(staff_id, form.chosen, current_actor(), now(), campaign_id=campaign_id)
            flash(f"What {found.name or found.email} may do for this campaign is changed.")
        return redirect(url_for(".people", campaign_id=campaign_id), 303)
    page = render_template(
        "campaigns/person.html",
        campaign=campaign,
        title=newest_titles()[campaign_id],
        person=found,
        form=form,
        only_here=_only_here(found),
        meanings=meanings(one_campaign=True),
        good_for=INVITATION_GOOD_FOR,
        now=now(),
    )
    return page, 422 if form.errors else 200


def _only_here(found: Staff) -> bool:
    """Whether this campaign is all that somebody has a role for."""
    return not found.roles and len(campaign_roles(found)) == 1
