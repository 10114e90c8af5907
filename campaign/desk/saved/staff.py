"""Desk pages of filters with a name: keep one, see them all, delete one."""

from collections.abc import Iterable

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, may, needs
from campaign.campaigns.models import CampaignState
from campaign.campaigns.queries import all_campaigns
from campaign.clock import now
from campaign.desk.saved.delete_filter import delete_filter
from campaign.desk.saved.lists import LISTS
from campaign.desk.saved.queries import Kept, filters_of
from campaign.desk.saved.save_filter import save_filter
from campaign.web.errors import Refusal
from campaign.web.fields import LineField, refuse_unreadable

blueprint = Blueprint("filters", __name__, url_prefix="/filters")


class FilterForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """A name for the filter of a list."""

    class Meta:
        csrf = False  # the desk's door checks it

    name = LineField("Name", longest=60, missing="Give it a name")
    endpoint = StringField()
    query = StringField()
    shared = BooleanField("Colleagues see it too")


@blueprint.get("")
@needs(Permission.SEE_DESK)
def filters() -> ResponseReturnValue:
    """One's own filters, and those that colleagues share."""
    return render_template("desk/filters.html", filters=_filters(LISTS), lists=LISTS)


@blueprint.post("")
@needs(Permission.SEE_DESK)
def save() -> ResponseReturnValue:
    """Keep the filter of the list that the form came from."""
    refuse_unreadable()
    form = FilterForm()
    endpoint = form.endpoint.data or ""
    if endpoint not in LISTS or not _may_open(endpoint):
        flash("Only lists that you may open have filters that can be kept.", "error")
        return redirect(url_for(".filters"), 303)
    if not form.validate():
        flash(f"The filter is not kept. {form.name.errors[0]}.", "error")
        return _to_list(endpoint, form.query.data or "")
    try:
        saved = save_filter(
            endpoint, form.query.data or "", form.name.text, current_actor(), now(), shared=bool(form.shared.data)
        )
    except Refusal as no:
        flash(no.sentence, "error")
        return _to_list(endpoint, form.query.data or "")
    flash(f"“{saved.name}” is kept.")
    return _to_list(endpoint, saved.query)


@blueprint.post("/<int:filter_id>/delete")
@needs(Permission.SEE_DESK)
def delete(filter_id: int) -> ResponseReturnValue:
    """Delete a filter of one's own."""
    saved = delete_filter(filter_id, current_actor(), now())
    flash(f"“{saved.name}” is deleted.")
    return redirect(url_for(".filters"), 303)


def _to_list(endpoint: str, query: str) -> ResponseReturnValue:
    asked = query.lstrip("?")
    plain = all(0x20 < ord(letter) < 0x7F for letter in asked)
    return redirect(f"{url_for(endpoint)}{'?' + asked if asked and plain else ''}", 303)


def _may_open(endpoint: str) -> bool:
    permission = getattr(current_app.view_functions.get(endpoint), "permission", None)
    return permission is not None and may(permission)


def _filters(endpoints: Iterable[str]) -> list[Kept]:
    actor = current_actor()
    assert actor.id is not None
    known = [
        campaign.slug
        for campaign in all_campaigns()
        if may(Permission.EDIT_CAMPAIGNS if campaign.state == CampaignState.DRAFT else Permission.SEE_DESK, campaign.id)
    ]
    return filters_of(actor.id, [endpoint for endpoint in endpoints if _may_open(endpoint)], known)


def _of_this_list() -> list[Kept]:
    """For the template of a list: its filters."""
    return _filters([request.endpoint or ""]) if request.endpoint in LISTS else []


def install(app: Flask) -> None:
    """Make the filters of a list known to the templates of every room."""
    app.jinja_env.globals.update(filters_here=_of_this_list, all_filters=lambda: _filters(LISTS), filter_lists=LISTS)
