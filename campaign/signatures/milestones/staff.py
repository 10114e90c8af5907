"""Desk pages of a campaign's milestones."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, needs
from campaign.campaigns.models import Measure
from campaign.campaigns.queries import campaign_for_desk
from campaign.clock import now
from campaign.signatures.milestones.add_milestone import Actions, add_milestone
from campaign.signatures.milestones.delete_milestone import delete_milestone
from campaign.signatures.milestones.edit_milestone import edit_milestone
from campaign.signatures.milestones.forms import EditMilestoneForm, NewMilestoneForm
from campaign.signatures.milestones.look_at_addresses import look_at_addresses
from campaign.signatures.milestones.queries import addresses_of, figures, milestones_of, one_milestone
from campaign.signatures.milestones.refusals import AlreadyPassed, AlreadyReached, MilestoneTaken
from campaign.signatures.milestones.rules import suggestions
from campaign.signatures.milestones.wording import MEASURES, milestone_name
from campaign.web.fields import refuse_unreadable
from campaign.web.formats import number

blueprint = Blueprint("milestones", __name__, url_prefix="/campaigns")


@blueprint.route("/<int:campaign_id>/milestones", methods=["GET", "POST"])
@needs(Permission.EDIT_CAMPAIGNS)
def listed(campaign_id: int) -> ResponseReturnValue:
    """All milestones of a campaign, and a form for another one."""
    campaign = campaign_for_desk(campaign_id)
    if request.method == "POST":
        refuse_unreadable()
    form = NewMilestoneForm()
    if form.validate_on_submit():
        measure = Measure(form.measure.data or "")
        try:
            made = add_milestone(campaign_id, measure, form.threshold.data or 0, form.actions(), current_actor(), now())
        except (AlreadyPassed, MilestoneTaken) as refusal:
            form.refuse("threshold", refusal.sentence)
        else:
            flash(f"Added: {milestone_name(made.measure, made.threshold)}.")
            return redirect(url_for(".listed", campaign_id=campaign_id), 303)
    values, found = figures(campaign_id), milestones_of(campaign_id)
    taken = {one.threshold for one in found if one.measure == Measure.PEOPLE}
    html = render_template(
        "signatures/milestones/milestones.html",
        campaign=campaign,
        form=form,
        milestones=found,
        letters={one.id: len(addresses_of(one)) for one in found},
        values=values,
        measures=MEASURES,
        suggested=suggestions(values[Measure.PEOPLE], taken),
    )
    return html, 422 if form.errors else 200


@blueprint.post("/<int:campaign_id>/milestones/suggested")
@needs(Permission.EDIT_CAMPAIGNS)
def suggest(campaign_id: int) -> ResponseReturnValue:
    """Add the next few round numbers of people, shown on the page, without letter or draft."""
    campaign_for_desk(campaign_id)
    taken = {one.threshold for one in milestones_of(campaign_id) if one.measure == Measure.PEOPLE}
    added = []
    for threshold in suggestions(figures(campaign_id)[Measure.PEOPLE], taken):
        try:
            add_milestone(campaign_id, Measure.PEOPLE, threshold, Actions(), current_actor(), now())
        except (AlreadyPassed, MilestoneTaken):
            continue  # the count or a colleague was faster
        added.append(number(threshold))
    flash(f"Added: {', '.join(added)}." if added else "There was nothing left to add.")
    return redirect(url_for(".listed", campaign_id=campaign_id), 303)


@blueprint.route("/<int:campaign_id>/milestones/<int:milestone_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_CAMPAIGNS)
def edit(campaign_id: int, milestone_id: int) -> ResponseReturnValue:
    """What one milestone does."""
    if request.method == "POST":
        refuse_unreadable()
    milestone = one_milestone(campaign_id, milestone_id)
    form = EditMilestoneForm(data=EditMilestoneForm.values(milestone))
    if form.validate_on_submit():
        edit_milestone(campaign_id, milestone_id, form.actions(), current_actor(), now())
        flash("The milestone is stored.")
        return redirect(url_for(".listed", campaign_id=campaign_id), 303)
    return _page(campaign_id, milestone_id, form), 422 if form.errors else 200


def _page(
    campaign_id: int, milestone_id: int, form: EditMilestoneForm, *, seen: tuple[str, ...] | None = None, no: str = ""
) -> str:
    milestone = one_milestone(campaign_id, milestone_id)
    return render_template(
        "signatures/milestones/milestone.html",
        campaign=campaign_for_desk(campaign_id),
        milestone=milestone,
        name=milestone_name(milestone.measure, milestone.threshold),
        letters=len(addresses_of(milestone)),
        form=form,
        seen=seen,
        refused=no,
    )


@blueprint.post("/<int:campaign_id>/milestones/<int:milestone_id>/addresses")
@needs(Permission.EDIT_CAMPAIGNS)
def addresses(campaign_id: int, milestone_id: int) -> ResponseReturnValue:
    """Show whom it tells; recorded."""
    seen = look_at_addresses(campaign_id, milestone_id, current_actor(), now())
    form = EditMilestoneForm(formdata=None, data=EditMilestoneForm.values(one_milestone(campaign_id, milestone_id)))
    return _page(campaign_id, milestone_id, form, seen=seen)


@blueprint.post("/<int:campaign_id>/milestones/<int:milestone_id>/delete")
@needs(Permission.EDIT_CAMPAIGNS)
def delete(campaign_id: int, milestone_id: int) -> ResponseReturnValue:
    """Delete one that was not reached."""
    try:
        delete_milestone(campaign_id, milestone_id, current_actor(), now())
    except AlreadyReached as refusal:
        form = EditMilestoneForm(formdata=None, data=EditMilestoneForm.values(one_milestone(campaign_id, milestone_id)))
        return _page(campaign_id, milestone_id, form, no=refusal.sentence), refusal.status
    flash("The milestone is deleted.")
    return redirect(url_for(".listed", campaign_id=campaign_id), 303)
