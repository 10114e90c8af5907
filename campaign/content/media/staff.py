"""Desk pages about pictures: the list, adding one, describing it, deleting it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, may, may_everywhere, mine, needs
from campaign.campaigns.queries import newest_titles
from campaign.clock import now
from campaign.content.media.add_picture import add_picture
from campaign.content.media.delete_picture import delete_picture
from campaign.content.media.describe_picture import describe_picture
from campaign.content.media.forms import CreditForm, UploadForm, descriptions
from campaign.content.media.queries import (
    alt_of,
    campaign_of_asset,
    pages_that_show,
    picture_for_desk,
    picture_path,
    pictures,
)
from campaign.content.media.read_picture import read_picture
from campaign.content.models import Asset
from campaign.content.refusals import AltMissing, PictureInUse
from campaign.web.fields import refuse_unreadable
from campaign.web.kept import forget_kept
from campaign.web.language import LANGUAGES, offered
from campaign.web.paging import page_number, paged
from campaign.web.sent_pictures import PictureFault

blueprint = Blueprint("media", __name__, url_prefix="/content/media")
WRITE = Permission.WRITE_CONTENT


@blueprint.route("", methods=["GET", "POST"])
@needs(WRITE)
def library() -> ResponseReturnValue:
    """The pictures, and the form for one more."""
    form = UploadForm(data={"language": offered()[0]})
    titles = newest_titles()
    form.offer([(id_, title) for id_, title in titles.items() if may(WRITE, id_)], whole_site=may_everywhere(WRITE))
    if request.method == "POST":
        refuse_unreadable(files=("picture",))
        sent = request.files.get("picture")
        data = sent.read() if sent is not None else b""
        valid = form.validate()
        if not data:
            form.refuse("picture", "Choose a picture from your device")
        elif valid:
            try:
                asset = add_picture(
                    read_picture(data),
                    (sent.filename if sent is not None else None) or "",
                    {form.language.data: form.alt.data},
                    current_actor(),
                    now(),
                    credit=form.credit.data,
                    campaign_id=form.campaign.data or None,
                )
            except PictureFault as fault:
                form.refuse("picture", str(fault))
            else:
                flash("The picture is stored. Nothing of the file but its pixels was kept.")
                return redirect(url_for(".picture", asset_id=asset.id), 303)
    page = paged(pictures(mine(Asset.campaign_id, WRITE)), number=page_number(), size=24)
    html = render_template(
        "content/desk/library.html",
        form=form,
        page=page,
        path=picture_path,
        alt=alt_of,
        titles=titles,
        language=offered()[0],
    )
    return html, 422 if form.errors else 200


@blueprint.route("/<int:asset_id>", methods=["GET", "POST"])
@needs(WRITE, campaign_of=campaign_of_asset)
def picture(asset_id: int) -> ResponseReturnValue:
    """One picture: what it shows in each language, who made it, and where it is shown."""
    asset = picture_for_desk(asset_id)
    languages = (*offered(), *sorted(set(asset.alt) - set(offered())))
    form = CreditForm(data={"credit": asset.credit})
    alt = {language: asset.alt.get(language, "") for language in languages}
    wrong: dict[str, str] = {}
    refused, status = "", 200
    if request.method == "POST":
        alt, wrong = descriptions(request.form, languages)
        status = 422
        if form.validate() and not wrong:
            try:
                describe_picture(asset_id, alt, form.credit.data, current_actor(), now())
            except AltMissing as refusal:
                refused = refusal.sentence
            else:
                forget_kept()
                flash("The descriptions are stored.")
                return redirect(url_for(".picture", asset_id=asset_id), 303)
    return _picture_page(asset, form, alt, wrong, refused), status


def _picture_page(asset: Asset, form: CreditForm, alt: dict[str, str], wrong: dict[str, str], refused: str = "") -> str:
    return render_template(
        "content/desk/picture.html",
        file=asset,
        path=picture_path(asset),
        form=form,
        alt=alt,
        wrong=wrong,
        refused=refused,
        names=LANGUAGES,
        shown_on=[(page, title) for page, title in pages_that_show(asset) if _may_write(page.campaign_id)],
        elsewhere=[page for page, _ in pages_that_show(asset) if not _may_write(page.campaign_id)],
    )


def _may_write(campaign_id: int | None) -> bool:
    return may_everywhere(WRITE) if campaign_id is None else may(WRITE, campaign_id)


@blueprint.post("/<int:asset_id>/delete")
@needs(WRITE, campaign_of=campaign_of_asset)
def delete(asset_id: int) -> ResponseReturnValue:
    """Delete a picture that no page shows."""
    asset = picture_for_desk(asset_id)
    try:
        delete_picture(asset_id, current_actor(), now())
    except PictureInUse as refusal:
        form = CreditForm(formdata=None, data={"credit": asset.credit})
        return _picture_page(asset, form, dict(asset.alt), {}, refusal.sentence), refusal.status
    flash("The picture is deleted.")
    return redirect(url_for(".library"), 303)
