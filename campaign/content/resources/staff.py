"""Desk pages of a resource: its files and links, and the facts by which it is used and cited."""

from typing import cast

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, may, needs
from campaign.clock import now
from campaign.content.models import Page, PageState
from campaign.content.queries import campaign_of_page, newest_revision
from campaign.content.refusals import WrittenMeanwhile
from campaign.content.resources import shown
from campaign.content.resources.add_file import add_file
from campaign.content.resources.edit_resource import edit_resource
from campaign.content.resources.file_types import LARGEST_BYTES, OFFERED
from campaign.content.resources.forms import NewFileForm, ResourceForm
from campaign.content.resources.queries import (
    campaign_of_file,
    desk_shelf,
    facts_for_desk,
    replaceable,
)
from campaign.content.resources.refusals import CannotReplace, ReplacesItself, SameFileThere, TooManyFiles
from campaign.content.resources.withdraw_file import withdraw_file
from campaign.web.fields import refuse_unreadable
from campaign.web.uploads import FormRequest

blueprint = Blueprint("resources", __name__, url_prefix="/content/<int:page_id>")
REQUEST_LIMIT = 32 * 1024 * 1024


@blueprint.url_value_preprocessor
def take_large_files(_: str | None, __: object) -> None:
    """Let one file in for those who may write. Before the form is read, and so before its token is checked."""
    if request.method == "POST" and request.endpoint == "desk.resources.add" and current_user.is_authenticated:
        if may(Permission.WRITE_CONTENT):
            cast("FormRequest", request).take_files(LARGEST_BYTES, most=1, body=REQUEST_LIMIT)
        g.pop("held_permissions", None)


def _title(page: Page) -> str:
    words = newest_revision(page.id, page.language)
    return words.title if words is not None and words.title else page.slug


@blueprint.get("/files")
@needs(Permission.WRITE_CONTENT, campaign_of=campaign_of_page)
def files(page_id: int) -> ResponseReturnValue:
    """The files and links of a resource, with the form for one more."""
    page, _ = facts_for_desk(page_id)
    return _files_page(page, NewFileForm(page, formdata=None))


@blueprint.post("/files")
@needs(Permission.WRITE_CONTENT, campaign_of=campaign_of_page)
def add(page_id: int) -> ResponseReturnValue:
    """Store a file or a link; or the form again."""
    refuse_unreadable(files=("file",))
    page, _ = facts_for_desk(page_id)
    form = NewFileForm(page)
    if not form.validate():
        return _files_page(page, form), 422
    try:
        added = add_file(page_id, form.new_file(), current_actor(), now())
    except (SameFileThere, TooManyFiles) as no:
        form.refuse("version", no.sentence)
        return _files_page(page, form), no.status
    flash(
        f"Version {added.version} is there."
        + ("" if page.state == PageState.PUBLISHED else " The page itself is not public yet.")
    )
    return redirect(url_for(".files", page_id=page_id), 303)


@blueprint.post("/files/<int:file_id>/withdraw")
@needs(Permission.WRITE_CONTENT, campaign_of=campaign_of_file)
def withdraw(page_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file back; it stays named, with the day."""
    withdraw_file(page_id, file_id, current_actor(), now())
    flash("The file is withdrawn. The page still names it, with today’s date, and nobody can fetch it.")
    return redirect(url_for(".files", page_id=page_id), 303)


def _files_page(page: Page, form: NewFileForm) -> str:
    return render_template(
        "content/resources/desk/files.html",
        content=page,
        title=_title(page),
        shelf=desk_shelf(page),
        form=form,
        shown=shown,
        offered=OFFERED,
        largest=LARGEST_BYTES // 1024**2,
    )


@blueprint.get("/resource")
@needs(Permission.WRITE_CONTENT, campaign_of=campaign_of_page)
def facts(page_id: int) -> ResponseReturnValue:
    """Licence, authors, DOI, date of issue, and what it replaces."""
    page, stored = facts_for_desk(page_id)
    form = ResourceForm(replaceable(page), formdata=None, data=ResourceForm.values(page, stored))
    return _facts_page(page, form)


@blueprint.post("/resource")
@needs(Permission.WRITE_CONTENT, campaign_of=campaign_of_page)
def describe(page_id: int) -> ResponseReturnValue:
    """Store the facts; or the form again."""
    refuse_unreadable()
    page, _ = facts_for_desk(page_id)
    form = ResourceForm(replaceable(page))
    if not form.validate():
        return _facts_page(page, form), 422
    try:
        edit_resource(page_id, form.particulars(), current_actor(), now(), seen=form.seen)
    except (ReplacesItself, CannotReplace) as no:
        form.refuse("supersedes", no.sentence)
        return _facts_page(page, form), no.status
    except WrittenMeanwhile as no:
        form.edits.data = str(facts_for_desk(page_id)[0].edits)
        return _facts_page(
            page, form, refused=f"{no.sentence} The form keeps your values: save again to store them."
        ), no.status
    flash("The facts are stored.")
    return redirect(url_for(".facts", page_id=page_id), 303)


def _facts_page(page: Page, form: ResourceForm, refused: str = "") -> str:
    return render_template(
        "content/resources/desk/facts.html", content=page, title=_title(page), form=form, refused=refused
    )
