"""Writing pages: the editor and its preview, pictures on the way, old versions and how to take one up again."""

from typing import Any, cast

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, needs
from campaign.campaigns.forms import differences
from campaign.clock import now
from campaign.content.kinds import KINDS
from campaign.content.media.add_picture import add_picture
from campaign.content.media.queries import alt_of, pictures_for, pictures_in
from campaign.content.media.read_picture import LARGEST_BYTES, read_picture
from campaign.content.models import Page, Revision
from campaign.content.queries import (
    campaign_of_page,
    made_from,
    newest_revision,
    page_for_desk,
    revision_in_force,
    revisions_of,
    words_to_translate,
)
from campaign.content.refusals import WrittenMeanwhile
from campaign.content.restore_revision import restore_revision
from campaign.content.revision_changes import revision_changes
from campaign.content.words.forms import WORDS, WordsForm
from campaign.content.write_words import write_words
from campaign.text import markdown_to_html
from campaign.web.fields import refuse_unreadable
from campaign.web.formats import language_name
from campaign.web.language import direction, offered, speaking
from campaign.web.sent_pictures import PictureFault
from campaign.web.uploads import FormRequest

blueprint = Blueprint("content_words", __name__, url_prefix="/content")
WRITE = Permission.WRITE_CONTENT
LONGEST_REQUEST = 2 * 1024 * 1024  # bytes: 100,000 characters of any script, as browsers encode them


def _campaign_of(page_id: int, language: str) -> int | None:
    return campaign_of_page(page_id)


@blueprint.before_app_request
def take_long_texts() -> None:
    """A page's text may be longer than what the public may send, and a picture may come with it."""
    if request.blueprint in ("desk.content_words", "desk.content", "desk.media"):
        request.max_content_length = LONGEST_REQUEST
        if request.blueprint != "desk.content":
            cast("FormRequest", request).take_files(LARGEST_BYTES, most=1, body=LARGEST_BYTES + LONGEST_REQUEST)


def body_html(text: str, language: str) -> str:
    """A text as readers see it, with the pictures that it names described in its language."""
    with speaking(language):
        return markdown_to_html(text, pictures_in(text), top=2)


@blueprint.route("/<int:page_id>/words/<language>", methods=["GET", "POST"])
@needs(WRITE, campaign_of=_campaign_of)
def write(page_id: int, language: str) -> ResponseReturnValue:
    """Write the next version in one language."""
    page, newest = _asked(page_id, language)
    form = WordsForm(data=WordsForm.values(newest))
    status = 200
    theirs: list[tuple[str, str, str]] | None = None
    if request.method == "POST":
        refuse_unreadable(files=("picture",))
        status = 422
        if form.validate():
            try:
                stored = write_words(page_id, language, form.words(), current_actor(), now(), seen=form.mark.data or "")
            except WrittenMeanwhile:
                newest = newest_revision(page_id, language)
                values = WordsForm.values(newest)
                theirs, status = differences(WORDS, values, form.data), 409
                form.mark.data = values["mark"]
            else:
                flash(f"The draft of version {stored.number} is stored. It is not public until you publish it.")
                return redirect(url_for("desk.content.page", page_id=page_id), 303)
    return _writing_page(page, language, newest, form, theirs=theirs), status


@blueprint.post("/<int:page_id>/words/<language>/preview")
@needs(WRITE, campaign_of=_campaign_of)
def preview(page_id: int, language: str) -> ResponseReturnValue:
    """Show what was typed as the public would read it. Nothing is stored."""
    refuse_unreadable(files=("picture",))
    page, newest = _asked(page_id, language)
    form = WordsForm()
    ready = form.validate()
    return _writing_page(page, language, newest, form, previewed=ready), 200 if ready else 422


@blueprint.post("/<int:page_id>/words/<language>/live")
@needs(WRITE, campaign_of=_campaign_of)
def live(page_id: int, language: str) -> ResponseReturnValue:
    """The preview alone, for the editor's script. Nothing is stored."""
    refuse_unreadable(files=("picture",))
    _asked(page_id, language)
    form = WordsForm()
    form.validate()
    return render_template(
        "content/desk/preview.html",
        title=form.title.data,
        summary=form.summary.data,
        body=body_html(form.body.data, language),
        lang=language,
        dir=direction(language),
    )


@blueprint.post("/<int:page_id>/words/<language>/picture")
@needs(WRITE, campaign_of=_campaign_of)
def picture(page_id: int, language: str) -> ResponseReturnValue:
    """Store a picture and name it at the end of what was typed; the words themselves are not stored."""
    refuse_unreadable(files=("picture",))
    page, newest = _asked(page_id, language)
    form = WordsForm()
    ready = form.validate()
    sent = request.files.get("picture")
    data = sent.read() if sent is not None else b""
    if not data:
        form.refuse("picture", "Choose a picture from your device")
    if not form.alt.data:
        form.refuse("alt", "Say in a few words what the picture shows, for those who cannot see it")
    if ready and not form.picture.errors and not form.alt.errors:
        try:
            asset = add_picture(
                read_picture(data),
                (sent.filename if sent is not None else None) or "",
                {language: form.alt.data},
                current_actor(),
                now(),
                credit=form.credit.data,
                campaign_id=page.campaign_id,
            )
        except PictureFault as fault:
            form.refuse("picture", str(fault))
        else:
            form.body.data = f"{form.body.data}\n\n![](media:{asset.public_id.hex()})".lstrip("\n")
            form.alt.data = form.credit.data = ""
            return _writing_page(page, language, newest, form, previewed=True, added=asset)
    return _writing_page(page, language, newest, form), 422


def _asked(page_id: int, language: str) -> tuple[Page, Revision | None]:
    page, newest = page_for_desk(page_id), newest_revision(page_id, language)
    if newest is None and language not in offered():
        abort(404)
    return page, newest


def _writing_page(page: Page, language: str, newest: Revision | None, form: WordsForm, **more: Any) -> str:
    own = words_to_translate(page.id, page.language)
    before = made_from(page, language)
    return render_template(
        "content/desk/write.html",
        page=page,
        kind=KINDS[page.kind],
        lang=language,
        dir=direction(language),
        language_name=language_name(language),
        newest=newest,
        form=form,
        body=body_html(form.body.data or "", language) if more.get("previewed") else "",
        source=own if language != page.language else None,
        changes=revision_changes(before, own) if before is not None and own is not None else [],
        source_html=body_html(own.body, page.language) if own is not None and language != page.language else "",
        pictures=[(each, alt_of(each, language)) for each in pictures_for(page.campaign_id, 12)],
        **more,
    )


@blueprint.get("/<int:page_id>/versions/<language>")
@needs(WRITE, campaign_of=_campaign_of)
def versions(page_id: int, language: str) -> ResponseReturnValue:
    """Every version in one language, and what one changed against another."""
    page = page_for_desk(page_id)
    found = revisions_of(page_id, language)
    if not found:
        abort(404)
    by_number = {each.number: each for each in found}
    new = _chosen(by_number, "to", found[0])
    old = _chosen(by_number, "from", by_number.get(new.number - 1, new))
    return render_template(
        "content/desk/versions.html",
        page=page,
        language_name=language_name(language),
        lang=language,
        found=found,
        in_force=revision_in_force(page_id, language),
        old=old,
        new=new,
        changes=revision_changes(old, new),
        body=body_html(new.body, language),
        dir=direction(language),
    )


def _chosen(by_number: dict[int, Revision], name: str, otherwise: Revision) -> Revision:
    asked = request.args.get(name, "")
    return by_number.get(int(asked), otherwise) if asked.isdecimal() and len(asked) < 10 else otherwise


def _campaign_of_version(page_id: int, revision_id: int) -> int | None:
    return campaign_of_page(page_id)


@blueprint.post("/<int:page_id>/versions/<int:revision_id>/restore")
@needs(WRITE, campaign_of=_campaign_of_version)
def restore(page_id: int, revision_id: int) -> ResponseReturnValue:
    """Begin a new draft with the words of an old version."""
    restored = restore_revision(page_id, revision_id, current_actor(), now())
    flash(f"Version {restored.number} is a draft with those words. Nothing is public until you publish it.")
    return redirect(url_for(".write", page_id=page_id, language=restored.language), 303)
