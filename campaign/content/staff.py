"""Desk pages about pages of every kind: the list, making one, what it is, its address, and when the public sees it.

The words are in `words/staff.py`, pictures in `media/staff.py`.
"""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, may, may_everywhere, mine, needs
from campaign.campaigns.forms import DeskForm, differences
from campaign.campaigns.queries import newest_titles
from campaign.clock import now
from campaign.content.create_page import NewPage, PageWords, create_page
from campaign.content.edit_page import edit_page
from campaign.content.end_previews import end_previews
from campaign.content.facts_forms import FactsForm, zones
from campaign.content.forms import PARTICULARS, AddressForm, MomentForm, NewPageForm, PageForm
from campaign.content.kinds import KINDS
from campaign.content.lessons.lesson import read_lesson
from campaign.content.lists import PageFilters, desk_pages
from campaign.content.media.queries import alt_of, picture_for_desk, pictures_for
from campaign.content.models import Page, PageKind, PageState
from campaign.content.publish_page import publish_page
from campaign.content.queries import (
    PLACES,
    campaign_of_page,
    known_categories,
    newest_revision,
    newest_words,
    page_for_desk,
    revision_in_force,
    words_to_translate,
)
from campaign.content.refusals import AddressTaken, EditedMeanwhile, NoSuchPage, NotInTheFuture, NotScheduled
from campaign.content.rename_page import rename_page
from campaign.content.reschedule_page import reschedule_page
from campaign.content.retire_page import retire_page
from campaign.content.revision_changes import revision_changes
from campaign.content.schedule_words import schedule_words
from campaign.content.share_preview import share_preview, valid_links
from campaign.content.unschedule_words import unschedule_words
from campaign.web.errors import Refusal
from campaign.web.formats import day, language_name, moment
from campaign.web.kept import forget_kept
from campaign.web.language import offered, public_address
from campaign.web.paging import page_number
from campaign.web.sorting import read_sorting

blueprint = Blueprint("content", __name__, url_prefix="/content")
WRITE = Permission.WRITE_CONTENT


def mine_to_write() -> list[tuple[int, str]]:
    """Id and title of the campaigns of which the signed-in member of staff may make pages."""
    return [(id_, title) for id_, title in newest_titles().items() if may(WRITE, id_)]


def to_page(page_id: int) -> ResponseReturnValue:
    """Back to the page's own."""
    return redirect(url_for("desk.content.page", page_id=page_id), 303)


@blueprint.get("")
@needs(WRITE)
def pages() -> ResponseReturnValue:
    """Every page that this member of staff may write on."""
    sorting = read_sorting("-changed", "title", "kind", "state", "-shown")
    campaigns = dict(mine_to_write())
    filters = PageFilters.read(request.args, campaigns)
    return render_template(
        "content/desk/pages.html",
        page=desk_pages(filters, sorting, page_number(), mine(Page.campaign_id, WRITE), now()),
        filters=filters,
        sorting=sorting,
        kinds=KINDS,
        states=PageState,
        languages=[(code, language_name(code)) for code in offered()],
        campaigns=campaigns,
        places=PLACES,
        now=now(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@needs(WRITE)
def create() -> ResponseReturnValue:
    """The first words of a page, with the facts of its kind."""
    asked = request.args.get("kind", PageKind.NEWS.value)
    kind = PageKind(asked) if asked in tuple(PageKind) else abort(404)
    form = NewPageForm(data={"language": offered()[0]})
    form.offer(mine_to_write(), whole_site=may_everywhere(WRITE))
    facts = _facts_form(kind, {"zone": "UTC"})
    if request.method == "POST" and _all_valid(form, facts):
        new = NewPage(
            kind=kind,
            slug=form.slug.data,
            words=PageWords(title=form.title.data),
            language=form.language.data,
            campaign_id=form.campaign_id,
            category=form.category.data,
            facts=facts.facts() if facts is not None else None,
        )
        try:
            page = create_page(new, current_actor(), now())
        except AddressTaken as refusal:
            form.refuse("slug", refusal.sentence)
        else:
            flash("The draft is made. Nobody outside the desk can see it. Next: write what it says.")
            return redirect(url_for("desk.content_words.write", page_id=page.id, language=page.language), 303)
    wrong = bool(form.errors or (facts is not None and facts.errors))
    html = render_template(
        "content/desk/create.html",
        form=form,
        facts=facts,
        kind=kind,
        kinds=KINDS,
        place=PLACES[kind],
        zones=zones,
        categories=known_categories(mine(Page.campaign_id, WRITE)),
    )
    return html, 422 if wrong else 200


def _facts_form(kind: PageKind, values: dict[str, Any]) -> FactsForm | None:
    form = KINDS[kind].facts
    return form(data=values) if form is not None else None


def _all_valid(*forms: DeskForm | None) -> bool:
    """Asks every form, so that all that is wrong is said at once."""
    valid = [form.validate() for form in forms if form is not None]
    return all(valid)


@blueprint.get("/<int:page_id>")
@needs(WRITE, campaign_of=campaign_of_page)
def page(page_id: int) -> ResponseReturnValue:
    """One page: where it stands, its languages, and what can be done."""
    return _overview(page_for_desk(page_id))


def _overview(found: Page, **more: Any) -> str:
    newest = newest_words(found.id)
    titles = newest_titles()
    source = revision_in_force(found.id, found.language)
    return render_template(
        "content/desk/page.html",
        page=found,
        kind=KINDS[found.kind],
        newest=newest,
        in_force={each.language: revision_in_force(found.id, each.language) for each in newest},
        source_id=source.id if source is not None else None,
        missing=[code for code in offered() if code not in {each.language for each in newest}],
        campaign=titles.get(found.campaign_id) if found.campaign_id is not None else None,
        address=public_address(f"{PLACES[found.kind]}/{found.slug}", found.language),
        has_page=True,
        links=valid_links(found, now()),
        now=now(),
        **more,
    )


@blueprint.route("/<int:page_id>/edit", methods=["GET", "POST"])
@needs(WRITE, campaign_of=campaign_of_page)
def edit(page_id: int) -> ResponseReturnValue:
    """What a page is besides its words."""
    found = page_for_desk(page_id)
    form = _page_form(found)
    facts = _facts_form(found.kind, _facts_values(found))
    status, refused = 200, ""
    theirs: list[tuple[str, str, str]] | None = None
    if request.method == "POST":
        status = 422
        if _all_valid(form, facts):
            typed = form.edits.data or ""
            try:
                edit_page(
                    page_id,
                    form.particulars(),
                    facts.facts() if facts is not None else None,
                    current_actor(),
                    now(),
                    seen=int(typed) if typed.isdecimal() else -1,
                )
            except EditedMeanwhile:
                found = page_for_desk(page_id)
                theirs, status = _differences(found, form, facts), 409
                form.edits.data = str(found.edits)
            except Refusal as refusal:
                refused, status = refusal.sentence, refusal.status
            else:
                forget_kept()
                flash("Stored. Where the page is public, readers see it now.")
                return to_page(page_id)
    html = render_template(
        "content/desk/edit.html",
        page=found,
        form=form,
        facts=facts,
        kind=KINDS[found.kind],
        theirs=theirs,
        refused=refused,
        zones=zones,
        categories=known_categories(mine(Page.campaign_id, WRITE)),
    )
    return html, status


def _page_form(found: Page) -> PageForm:
    form = PageForm(data=PageForm.values(found))
    offered_pictures = list(pictures_for(found.campaign_id))
    if found.cover_id is not None and found.cover_id not in {each.id for each in offered_pictures}:
        offered_pictures.append(picture_for_desk(found.cover_id))
    form.offer(offered_pictures, lambda asset: alt_of(asset, found.language))
    return form


def _facts_values(found: Page) -> dict[str, Any]:
    form = KINDS[found.kind].facts
    return form.values(found) if form is not None else {}


def _differences(found: Page, form: PageForm, facts: FactsForm | None) -> list[tuple[str, str, str]]:
    theirs = differences(PARTICULARS, PageForm.values(found), form.data)
    if facts is not None:
        stored = _facts_values(found)
        labels = {name: facts[name].label.text for name in stored if name in facts}
        theirs += differences(labels, stored, facts.data)
    return theirs


@blueprint.route("/<int:page_id>/address", methods=["GET", "POST"])
@needs(WRITE, campaign_of=campaign_of_page)
def address(page_id: int) -> ResponseReturnValue:
    """Give the page another address."""
    found = page_for_desk(page_id)
    form = AddressForm(data={"slug": found.slug})
    if form.validate_on_submit():
        try:
            rename_page(page_id, form.slug.data, current_actor(), now())
        except AddressTaken as refusal:
            form.refuse("slug", refusal.sentence)
        else:
            forget_kept()
            flash("The page has its new address.")
            return to_page(page_id)
    html = render_template(
        "content/desk/address.html", page=found, form=form, kind=KINDS[found.kind], place=PLACES[found.kind], now=now()
    )
    return html, 422 if form.errors else 200


def _campaign_of(page_id: int, language: str) -> int | None:
    return campaign_of_page(page_id)


@blueprint.route("/<int:page_id>/publish/<language>", methods=["GET", "POST"])
@needs(WRITE, campaign_of=_campaign_of)
def publish(page_id: int, language: str) -> ResponseReturnValue:
    """Say what will happen; then let the public see the draft, at once or from a moment on."""
    found = page_for_desk(page_id)
    draft = newest_revision(page_id, language)
    if draft is None:
        raise NoSuchPage
    first = found.state != PageState.PUBLISHED and language == found.language
    may_wait = first or found.state == PageState.PUBLISHED
    original = words_to_translate(page_id, found.language) if language != found.language else None
    if original is not None and (original.id != draft.source_id or original.published_at is not None):
        original = None
    form = MomentForm(data={"goes_live_at": draft.due_at or (original.due_at if original is not None else None)})
    refused, status = "", 200
    if request.method == "POST":
        status = 422
        if form.validate():
            later = form.goes_live_at.data if may_wait else None
            try:
                if later is not None and later <= now():
                    raise NotInTheFuture
                seen = request.form.get("mark", "")
                if later is not None and not first:
                    schedule_words(page_id, language, later, current_actor(), now(), seen=seen)
                    flash(
                        f"Version {draft.number} will be public at {moment(later)}. The page stays as it is until then."
                    )
                    return to_page(page_id)
                publish_page(page_id, current_actor(), now(), language=language, goes_live_at=later, seen=seen)
            except NotInTheFuture as refusal:
                form.refuse("goes_live_at", refusal.sentence)
            except Refusal as refusal:
                refused, status = refusal.sentence, refusal.status
                draft = newest_revision(page_id, language) or draft
            else:
                forget_kept()
                flash(f"It will be public from {moment(later)}." if later else "It is published.")
                return to_page(page_id)
    in_force = revision_in_force(page_id, language)
    html = render_template(
        "content/desk/publish.html",
        page=found,
        draft=draft,
        in_force=in_force,
        changes=revision_changes(in_force, draft) if in_force is not None and in_force is not draft else [],
        form=form,
        first=first,
        may_wait=may_wait,
        original=original,
        refused=refused,
        nothing=draft.published_at is not None and found.state == PageState.PUBLISHED,
        is_public=found.state == PageState.PUBLISHED,
        kind=KINDS[found.kind],
        faults=read_lesson(draft.body).faults if found.kind == PageKind.LESSON else (),
        now=now(),
    )
    return html, status


@blueprint.post("/<int:page_id>/publish/<language>/wait-no-more")
@needs(WRITE, campaign_of=_campaign_of)
def unschedule(page_id: int, language: str) -> ResponseReturnValue:
    """Take new words off the schedule."""
    try:
        unschedule_words(page_id, language, current_actor(), now())
    except NotScheduled as refusal:
        flash(refusal.sentence, "error")
    else:
        flash("The new words are a draft without a moment again.")
    return to_page(page_id)


@blueprint.route("/<int:page_id>/schedule", methods=["GET", "POST"])
@needs(WRITE, campaign_of=campaign_of_page)
def schedule(page_id: int) -> ResponseReturnValue:
    """Choose another moment for a page that waits for one."""
    found = page_for_desk(page_id)
    form = MomentForm(data={"goes_live_at": found.goes_live_at})
    refused, status = "", 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                reschedule_page(page_id, form.goes_live_at.data, current_actor(), now())
            except NotInTheFuture as refusal:
                form.refuse("goes_live_at", refusal.sentence)
            except Refusal as refusal:
                refused, status = refusal.sentence, refusal.status
            else:
                forget_kept()
                chosen = form.goes_live_at.data
                flash(f"It will be public from {moment(chosen)}." if chosen else "It is public now.")
                return to_page(page_id)
    html = render_template(
        "content/desk/schedule.html",
        page=found,
        form=form,
        refused=refused,
        waits=found.state == PageState.PUBLISHED and found.goes_live_at is not None and found.goes_live_at > now(),
        now=now(),
    )
    return html, status


@blueprint.route("/<int:page_id>/retire", methods=["GET", "POST"])
@needs(WRITE, campaign_of=campaign_of_page)
def retire(page_id: int) -> ResponseReturnValue:
    """Ask, then take the page back."""
    found = page_for_desk(page_id)
    if request.method == "POST":
        waits = found.state == PageState.PUBLISHED and found.goes_live_at is not None and found.goes_live_at > now()
        retire_page(page_id, current_actor(), now())
        forget_kept()
        flash("It is a draft again." if waits else "The page is retired. Its words stay here.")
        return to_page(page_id)
    return render_template("content/desk/retire.html", page=found, now=now())


@blueprint.post("/<int:page_id>/preview-link")
@needs(WRITE, campaign_of=campaign_of_page)
def preview_link(page_id: int) -> ResponseReturnValue:
    """Make a link to the newest words for somebody without an account."""
    token, last = share_preview(page_id, current_actor(), now())
    found = page_for_desk(page_id)
    return _overview(found, preview=public_address(f"/preview/{token}", found.language), preview_ends=day(last))


@blueprint.post("/<int:page_id>/preview-links/end")
@needs(WRITE, campaign_of=campaign_of_page)
def end_preview_links(page_id: int) -> ResponseReturnValue:
    """End every link that was made so far."""
    end_previews(page_id, current_actor(), now())
    flash("Every preview link of this page is ended.")
    return to_page(page_id)
