"""The desk's page of the sites that may show a campaign's form."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, needs
from campaign.campaigns.frames.forms import FramesForm
from campaign.campaigns.frames.set_frame_origins import set_frame_origins
from campaign.campaigns.queries import campaign_for_desk
from campaign.clock import now
from campaign.web.kept import forget_kept

blueprint = Blueprint("frames", __name__, url_prefix="/campaigns/<int:campaign_id>/frames")


@blueprint.route("", methods=["GET", "POST"])
@needs(Permission.EDIT_CAMPAIGNS)
def sites(campaign_id: int) -> ResponseReturnValue:
    """Name the sites, one a line."""
    campaign = campaign_for_desk(campaign_id)
    form = FramesForm(data={"sites": "\n".join(campaign.frame_origins)})
    if form.validate_on_submit():
        set_frame_origins(campaign_id, form.origins(), current_actor(), now())
        forget_kept()
        flash("The sites are stored. They may show the form within seconds.")
        return redirect(url_for(".sites", campaign_id=campaign_id), 303)
    return render_template("campaigns/frames.html", campaign=campaign, form=form), 422 if form.errors else 200
