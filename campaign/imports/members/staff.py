"""Desk page that brings an umbrella's list of members in; all that follows is the desk's pages about lists."""

from typing import Any, cast

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, may, needs
from campaign.clock import now
from campaign.imports.members.forms import MemberListForm
from campaign.imports.members.queries import umbrellas
from campaign.imports.models import Source, Target
from campaign.imports.refusals import AlreadyHere, NotATable
from campaign.imports.tables.fault import MOST_BYTES
from campaign.imports.upload import Arrival, upload
from campaign.web.fields import refuse_unreadable
from campaign.web.uploads import FormRequest

blueprint = Blueprint("members", __name__, url_prefix="/imports/members")
REQUEST_LIMIT = 160 * 1024 * 1024


@blueprint.url_value_preprocessor
def take_large_files(_: str | None, __: object) -> None:
    """Let one file in for those who may bring lists in. Before the form is read, and so before its token is checked."""
    if request.method == "POST" and current_user.is_authenticated:
        if may(Permission.IMPORT_LISTS):
            cast("FormRequest", request).take_files(MOST_BYTES, most=1, body=REQUEST_LIMIT)
        g.pop("held_permissions", None)


@blueprint.get("/new")
@needs(Permission.IMPORT_LISTS)
def new() -> ResponseReturnValue:
    """The form that brings a list of members in."""
    form = MemberListForm(formdata=None)
    form.offer(_umbrellas())
    return _page(form)


@blueprint.post("/new")
@needs(Permission.IMPORT_LISTS)
def take() -> ResponseReturnValue:
    """Read a list and keep it sealed; or the form again."""
    refuse_unreadable(files=("file",))
    form = MemberListForm()
    form.offer(_umbrellas())
    if not form.validate():
        return _page(form), 422
    campaign_id, umbrella_id = form.chosen()
    try:
        batch = upload(
            Arrival(
                campaign_id=campaign_id,
                target=Target.ORGANIZATIONS,
                source=Source.UMBRELLA,
                filename=form.file.data.filename or "",
                data=form.file.data.stream.read(MOST_BYTES + 1),
                note=form.note.text,
                umbrella_id=umbrella_id,
            ),
            current_actor(),
            now(),
        )
    except NotATable as no:
        form.file.errors = [no.sentence]
        return _page(form), 422
    except AlreadyHere as no:
        form.file.errors = [no.sentence]
        return _page(form, first=no.batch_id), 422
    return redirect(url_for("desk.imports.columns", batch_id=batch.id), 303)


def _umbrellas() -> list[Any]:
    return [one for one in umbrellas() if may(Permission.IMPORT_LISTS, one.campaign_id)]


def _page(form: MemberListForm, first: int | None = None) -> str:
    return render_template("imports/members/new.html", form=form, first=first)
