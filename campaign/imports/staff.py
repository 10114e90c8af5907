"""Desk pages about lists that come in."""

from collections.abc import Sequence

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf import FlaskForm
from werkzeug.exceptions import RequestEntityTooLarge

from campaign.accounts.acting import current_actor
from campaign.accounts.guard import fresh
from campaign.accounts.permissions import Permission, may, mine, needs
from campaign.accounts.site import site_facts
from campaign.campaigns.models import CampaignState
from campaign.campaigns.queries import all_campaigns, campaign_facts_of, campaign_for_desk, newest_titles
from campaign.clock import now
from campaign.imports import queries
from campaign.imports.begin import begin
from campaign.imports.forms import (
    REQUEST_LIMIT,
    UploadForm,
    chosen_columns,
    chosen_options,
    mapping_form,
    show_faults,
)
from campaign.imports.go_on import go_on
from campaign.imports.look import InClear, look
from campaign.imports.map_columns import map_columns
from campaign.imports.models import BatchState, ImportBatch, RowState, Target
from campaign.imports.read_anew import READABLE, read_anew
from campaign.imports.refusals import AlreadyHere, MappingIncomplete, NotATable, NotToBeAsked, WrongMoment
from campaign.imports.sample.close import close_sample, is_good_enough
from campaign.imports.sample.compare import compare
from campaign.imports.sample.draw import MOST_WRONG_PERCENT, draw, may_draw, sample_size
from campaign.imports.set_aside import set_aside
from campaign.imports.signatures.ask import ask, may_ask, to_be_asked
from campaign.imports.signatures.letters import preview
from campaign.imports.stop import stop
from campaign.imports.tables.decoding import ENCODINGS
from campaign.imports.tables.read_table import encoding_label
from campaign.imports.targets import TARGETS
from campaign.imports.undo import UNDOABLE, undo
from campaign.imports.upload import upload
from campaign.imports.wording import FILTER_WORDS, ROW_STATES, SOURCE_LABELS, state_words
from campaign.trackers.interval import share_interval
from campaign.web.errors import answer
from campaign.web.fields import refuse_unreadable
from campaign.web.headers import private
from campaign.web.paging import page_number
from campaign.web.sorting import read_sorting

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
COMPARED_AT_ONCE = 20
BATCH = "desk.imports.batch"
TOO_LARGE = (
    "A list may have 10 MB and a scan 100 MB. Nothing was stored. Go back: your browser still has what you typed."
)


@blueprint.url_value_preprocessor
def take_large_files(endpoint: str | None, _: object) -> None:
    """Let files in for those who may bring lists in. Before the form is read, and so before its token is checked."""
    if request.method == "POST" and endpoint == "desk.imports.take" and current_user.is_authenticated:
        if may(Permission.IMPORT_LISTS):
            request.max_content_length = REQUEST_LIMIT
            request.max_form_parts = 100
        g.pop("held_permissions", None)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_: RequestEntityTooLarge) -> ResponseReturnValue:
    """Even more than the form is given back for."""
    return answer(413, "That is too large", TOO_LARGE)


@blueprint.get("")
@needs(Permission.IMPORT_LISTS)
def imports() -> ResponseReturnValue:
    """Every list that came in; filtered, sorted and paged by URL."""
    state = {each.value: each for each in BatchState}.get(request.args.get("state", ""))
    sorting = read_sorting("-came", "from", "-lines", "-taken", "state")
    ours = mine(ImportBatch.campaign_id, Permission.IMPORT_LISTS)
    return render_template(
        "imports/imports.html",
        page=queries.batches(ours, state, sorting, page_number()),
        moment=now(),
        state_words=state_words,
        sources=SOURCE_LABELS,
        state=state,
        states=BatchState,
        filter_words=FILTER_WORDS,
        sorting=sorting,
    )


@blueprint.get("/new")
@needs(Permission.IMPORT_LISTS)
def new() -> ResponseReturnValue:
    """The form that brings a list of signatures in."""
    form = UploadForm(formdata=None)
    form.offer(_campaigns())
    slug = request.args.get("campaign", "")
    chosen = next((campaign.id for campaign in all_campaigns() if campaign.slug == slug), None)
    if chosen is not None:
        form.campaign.data = chosen
    return _upload_page(form)


@blueprint.post("/new")
@needs(Permission.IMPORT_LISTS)
def take() -> ResponseReturnValue:
    """Read a list and keep it sealed; or the form again, with all that was typed."""
    moment = now()
    refuse_unreadable(files=("file", "scan"))
    form = UploadForm().at(moment)
    form.offer(_campaigns())
    if not form.validate():
        return _upload_page(form), 422
    try:
        batch = upload(form.arrival(), current_actor(), moment)
    except NotATable as no:
        form.file.errors = [no.sentence]
        return _upload_page(form), 422
    except AlreadyHere as no:
        form.file.errors = [no.sentence]
        return _upload_page(form, first=no.batch_id), 422
    return redirect(url_for("desk.imports.columns", batch_id=batch.id), 303)


@blueprint.get("/<int:batch_id>")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def batch(batch_id: int) -> ResponseReturnValue:
    """One list: what it is, how far it is, and what can be done with it."""
    found = queries.batch_by_id(batch_id)
    rows = queries.rows_by_state(batch_id)
    return render_template(
        "imports/batch.html",
        batch=found,
        campaign=campaign_for_desk(found.campaign_id),
        rows=rows,
        progress=queries.progress(found, rows),
        remarks=queries.commonest_remarks(batch_id),
        state=state_words(found),
        states=ROW_STATES,
        sources=SOURCE_LABELS,
        encoding=encoding_label(found.encoding),
        fields={field.name: field.label for field in TARGETS[found.target].fields(found.source)},
        options=TARGETS[found.target].options(found),
        what=TARGETS[found.target].what,
        can_undo=found.state in UNDOABLE,
        can_ask=may_ask(found),
        unasked=to_be_asked(batch_id) if found.target == Target.SIGNATURES else 0,
        can_draw=may_draw(found),
        sample_size=sample_size(found.taken) if may_draw(found) else 0,
        most_wrong=MOST_WRONG_PERCENT,
        share=share_interval(found.sample_wrong, found.sample_size or 0) if found.sample_wrong is not None else None,
    )


@blueprint.get("/<int:batch_id>/columns")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def columns(batch_id: int) -> ResponseReturnValue:
    """Which column is what, with the first lines masked."""
    found = _open_batch(batch_id)
    return _columns_page(found, mapping_form(found, sent=False))


@blueprint.post("/<int:batch_id>/columns")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def choose_columns(batch_id: int) -> ResponseReturnValue:
    """Store what each column is; the dry run begins."""
    found = _open_batch(batch_id)
    refuse_unreadable()
    form = mapping_form(found, sent=True)
    if not form.validate():
        return _columns_page(found, form), 422
    try:
        map_columns(batch_id, chosen_columns(form), chosen_options(form), current_actor(), now())
    except MappingIncomplete as no:
        show_faults(form, no.faults)
        return _columns_page(found, form), 422
    flash("The dry run has begun. It looks at every line and changes nothing.")
    return redirect(url_for(BATCH, batch_id=batch_id), 303)


@blueprint.post("/<int:batch_id>/columns/look")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def look_at_first(batch_id: int) -> ResponseReturnValue:
    """The first lines in clear; the look is recorded."""
    found = _open_batch(batch_id)
    numbers = [number for number, _ in queries.first_lines(found)]
    seen = look(batch_id, numbers, current_actor(), now())
    return private(make_response(_columns_page(found, mapping_form(found, sent=False), seen)))


@blueprint.post("/<int:batch_id>/letters")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def choose_letters(batch_id: int) -> ResponseReturnValue:
    """Read the file anew with its letters written in another way."""
    try:
        read_anew(batch_id, request.form.get("encoding", ""), current_actor(), now())
    except NotATable as no:
        flash(no.sentence, "error")
    else:
        flash("Read anew. Look at the first lines and at the columns again.")
    return redirect(url_for("desk.imports.columns", batch_id=batch_id), 303)


@blueprint.get("/<int:batch_id>/report")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def report(batch_id: int) -> ResponseReturnValue:
    """What was found of each line, by state; nothing of what the lines hold."""
    return _report_page(batch_id, None)


@blueprint.post("/<int:batch_id>/report")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def look_at_report(batch_id: int) -> ResponseReturnValue:
    """One page of the report with its lines in clear; the look is recorded."""
    page = queries.report(batch_id, _asked_state(), page_number())
    seen = look(batch_id, [row.number for row in page.rows], current_actor(), now())
    return private(make_response(_report_page(batch_id, seen)))


@blueprint.get("/<int:batch_id>/report.csv")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def report_csv(batch_id: int) -> ResponseReturnValue:
    """The report of all lines as CSV."""
    queries.batch_by_id(batch_id)
    response = Response(stream_with_context(queries.report_csv(batch_id)), mimetype="text/csv")
    response.headers["Content-Type"] = "text/csv; charset=utf-8; header=present"
    response.headers["Content-Disposition"] = f'attachment; filename="list-{batch_id}-report.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<int:batch_id>/begin")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
@fresh(BATCH)
def take_in(batch_id: int) -> ResponseReturnValue:
    """Take the good lines in."""
    begin(batch_id, current_actor(), now())
    flash("The list is being taken in. You can close this page; it goes on by itself.")
    return redirect(url_for(BATCH, batch_id=batch_id), 303)


@blueprint.post("/<int:batch_id>/stop")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def stop_it(batch_id: int) -> ResponseReturnValue:
    """Take no more lines in for now."""
    stop(batch_id, current_actor(), now())
    flash("Stopped. What was taken in so far is here; go on, or undo it.")
    return redirect(url_for(BATCH, batch_id=batch_id), 303)


@blueprint.post("/<int:batch_id>/go-on")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
@fresh(BATCH)
def go_on_with_it(batch_id: int) -> ResponseReturnValue:
    """Take the rest in."""
    go_on(batch_id, current_actor(), now())
    flash("It goes on from where it stood.")
    return redirect(url_for(BATCH, batch_id=batch_id), 303)


@blueprint.post("/<int:batch_id>/undo")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
@fresh(BATCH)
def undo_it(batch_id: int) -> ResponseReturnValue:
    """Take the whole list back."""
    undo(batch_id, current_actor(), now())
    flash("The list is being undone.")
    return redirect(url_for(BATCH, batch_id=batch_id), 303)


@blueprint.post("/<int:batch_id>/set-aside")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def put_aside(batch_id: int) -> ResponseReturnValue:
    """Forget a list of which nothing was taken in."""
    set_aside(batch_id, current_actor(), now())
    flash("Set aside. The file and its lines are forgotten.")
    return redirect(url_for("desk.imports.imports"), 303)


@blueprint.get("/<int:batch_id>/letter")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def letter(batch_id: int) -> ResponseReturnValue:
    """The letter that asks to confirm, before anybody gets it."""
    found = queries.batch_by_id(batch_id)
    campaign = campaign_facts_of(found.campaign_id)
    if found.target != Target.SIGNATURES or campaign is None:
        raise NotToBeAsked
    subject, text = preview(found, campaign, site_facts().name)
    return render_template(
        "imports/letter.html",
        batch=found,
        subject=subject,
        text=text,
        can_ask=may_ask(found),
        unasked=to_be_asked(batch_id),
    )


@blueprint.post("/<int:batch_id>/letter")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
@fresh("desk.imports.letter")
def send_letters(batch_id: int) -> ResponseReturnValue:
    """Owe the letters."""
    ask(batch_id, current_actor(), now())
    flash("The letters are owed. They go out after all other mail.")
    return redirect(url_for(BATCH, batch_id=batch_id), 303)


@blueprint.post("/<int:batch_id>/sample/draw")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def draw_sample(batch_id: int) -> ResponseReturnValue:
    """Draw the lines that are compared with the sheets."""
    draw(batch_id, current_actor(), now())
    return redirect(url_for("desk.imports.sample", batch_id=batch_id), 303)


@blueprint.get("/<int:batch_id>/sample")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def sample(batch_id: int) -> ResponseReturnValue:
    """The sample: which lines, and what was found of them so far."""
    return _sample_page(queries.batch_by_id(batch_id), ())


@blueprint.post("/<int:batch_id>/sample")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def look_at_sample(batch_id: int) -> ResponseReturnValue:
    """The next lines of the sample in clear, to be compared with the sheets; the look is recorded."""
    found = queries.batch_by_id(batch_id)
    left = [line for line in found.sample.get("lines", ()) if str(line) not in found.sample["right"]]
    seen = look(batch_id, left[:COMPARED_AT_ONCE], current_actor(), now())
    return private(make_response(_sample_page(found, seen)))


@blueprint.post("/<int:batch_id>/sample/compare")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def compare_sample(batch_id: int) -> ResponseReturnValue:
    """Keep what a person found of lines of the sample."""
    found = {
        int(name.removeprefix("line-")): value == "right"
        for name, value in request.form.items()
        if name.startswith("line-") and name[5:].isdecimal() and len(name) < 15 and value in ("right", "wrong")
    }
    compare(batch_id, found, current_actor(), now())
    return redirect(url_for("desk.imports.sample", batch_id=batch_id), 303)


@blueprint.post("/<int:batch_id>/sample/close")
@needs(Permission.IMPORT_LISTS, campaign_of=queries.campaign_of_batch)
def finish_sample(batch_id: int) -> ResponseReturnValue:
    """Fix what the sample found."""
    closed = close_sample(batch_id, current_actor(), now())
    if closed.verified_at is not None:
        flash("The list is verified by sample. Its signatures are shown as paper from now on.")
    else:
        flash("Too many lines were wrong. The signatures stay imported and unconfirmed.", "error")
    return redirect(url_for(BATCH, batch_id=batch_id), 303)


def _campaigns() -> list[tuple[int, str]]:
    titles = newest_titles()
    return [
        (campaign.id, titles[campaign.id])
        for campaign in all_campaigns()
        if campaign.state != CampaignState.DRAFT and may(Permission.IMPORT_LISTS, campaign.id)
    ]


def _open_batch(batch_id: int) -> ImportBatch:
    """A list whose columns can be chosen now. Raises WrongMoment."""
    found = queries.batch_by_id(batch_id)
    if found.state not in READABLE or found.due_at is not None:
        raise WrongMoment
    return found


def _upload_page(form: UploadForm, first: int | None = None) -> str:
    return render_template("imports/new.html", form=form, first=first, today=now().date())


def _columns_page(found: ImportBatch, form: FlaskForm, seen: Sequence[InClear] | None = None) -> str:
    lines = queries.masked_preview(found) if seen is None else [(line.number, list(line.cells or ())) for line in seen]
    return render_template(
        "imports/columns.html",
        batch=found,
        campaign=campaign_for_desk(found.campaign_id),
        form=form,
        lines=lines,
        in_clear=seen is not None,
        encoding=encoding_label(found.encoding),
        encodings=ENCODINGS,
        sources=SOURCE_LABELS,
        moment=now(),
    )


def _asked_state() -> RowState | None:
    asked = request.args.get("state", "")
    return RowState(asked) if asked in set(RowState) else None


def _report_page(batch_id: int, seen: Sequence[InClear] | None) -> str:
    found = queries.batch_by_id(batch_id)
    return render_template(
        "imports/report.html",
        batch=found,
        campaign=campaign_for_desk(found.campaign_id),
        page=queries.report(batch_id, _asked_state(), page_number()),
        rows=queries.rows_by_state(batch_id),
        chosen=_asked_state(),
        cells=_filled_cells(found.columns, seen) if seen is not None else None,
        states=ROW_STATES,
        can_look=found.state != BatchState.UNDONE,
    )


def _filled_cells(headings: Sequence[str], seen: Sequence[InClear]) -> dict[int, list[tuple[str, str]]]:
    """By line: heading and text of each cell that is not empty."""
    return {
        line.number: [(heading, cell) for heading, cell in zip(headings, line.cells or (), strict=False) if cell]
        for line in seen
    }


def _sample_page(found: ImportBatch, seen: Sequence[InClear]) -> str:
    right = found.sample.get("right", {})
    wrong = sum(not good for good in right.values())
    return render_template(
        "imports/sample.html",
        batch=found,
        campaign=campaign_for_desk(found.campaign_id),
        seen=seen,
        lines=found.sample.get("lines", ()),
        right=right,
        wrong=wrong,
        share=share_interval(wrong, len(right)) if right else None,
        would_pass=is_good_enough(wrong, len(found.sample.get("lines", ()))),
        most_wrong=MOST_WRONG_PERCENT,
        mapped=[(heading, found.columns.index(heading)) for heading in found.mapping.values()],
        own=found.staff_id is not None and found.staff_id == current_user.id,
    )
