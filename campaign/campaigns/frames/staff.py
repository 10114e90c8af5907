"""The desk's page of the sites that may show a campaign's form."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, needs
from campaign.campaigns.forms import differences
from campaign.campaigns.frames.forms import FramesForm
from campaign.campaigns.frames.set_frame_origins import frames_mark, set_frame_origins
from campaign.campaigns.queries import campaign_for_desk
from campaign.campaigns.refusals import EditedMeanwhile
from campaign.clock import now
from campaign.web.kept import forget_kept

blueprint = Blueprint("frames", __name__, url_prefix="/campaigns/<int:campaign_id>/frames")


@blueprint.route("", methods=["GET", "POST"])
@needs(Permission.EDIT_CAMPAIGNS)
def sites(campaign_id: int) -> ResponseReturnValue:
    """Name the sites, one a line."""
    campaign = campaign_for_desk(campaign_id)
    form = FramesForm(data={"sites": "\n".join(campaign.frame_origins), "mark": frames_mark(campaign)})
    theirs: list[tuple[str, str, str]] | None = None
    if form.validate_on_submit():
        try:
            mark = request.form.get("mark", "")
            set_frame_origins(campaign_id, form.origins(), current_actor(), now(), seen=mark)
        except EditedMeanwhile:
            campaign = campaign_for_desk(campaign_id)
            theirs = differences({"sites": "Sites"}, {"sites": "\n".join(campaign.frame_origins)}, form.data)
            form.mark.data = frames_mark(campaign)
        else:
            forget_kept()
            flash("The sites are stored. They may show the form within seconds.")
            return redirect(url_for(".sites", campaign_id=campaign_id), 303)
    html = render_template("campaigns/frames.html", campaign=campaign, form=form, theirs=theirs)
    return html, 422 if form.errors else 409 if theirs is not None else 200
