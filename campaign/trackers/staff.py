"""Desk pages of the trackers: what is here, which sponsor a name means, and what staff say of a sponsor."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, needs
from campaign.accounts.queries import staff_names
from campaign.clock import now
from campaign.text import tidy
from campaign.trackers.desk_queries import (
    NameFilters,
    active_alerts,
    exact_matches,
    listed_disputes,
    listed_names,
    name_changes,
    newest_judgement,
    one_dispute,
    one_name,
    register_states,
    sponsor_card,
    sponsors_found,
    sponsors_like,
    suggestions,
    trackers_waiting,
)
from campaign.trackers.disputes.answer_dispute import answer_dispute
from campaign.trackers.disputes.refusals import AnswerMissing
from campaign.trackers.facts import Register
from campaign.trackers.forms import AnswerForm, PlaceForm, SponsorForm
from campaign.trackers.laws import LAWS
from campaign.trackers.models import DisputeState, TrackedName
from campaign.trackers.naming.describe_sponsor import describe_sponsor
from campaign.trackers.naming.out_of_date import registers_out_of_date
from campaign.trackers.naming.place_name import Placement, place_name
from campaign.trackers.naming.set_name_aside import set_name_aside
from campaign.trackers.naming.take_back_name import take_back_name
from campaign.trackers.words.steps import status_words, told_steps
from campaign.web.errors import Refusal
from campaign.web.paging import page_number
from campaign.web.sorting import read_sorting

blueprint = Blueprint("trackers", __name__, url_prefix="/trackers")


@blueprint.get("")
@needs(Permission.REVIEW_TRACKERS)
def overview() -> ResponseReturnValue:
    """Registers, how fresh and how whole they are, and what waits."""
    moment = now()
    return render_template(
        "trackers/desk/overview.html",
        now=moment,
        states=register_states(moment),
        waiting=trackers_waiting(),
        alerts=active_alerts(),
        out_of_date=registers_out_of_date(moment),
    )


@blueprint.get("/names")
@needs(Permission.REVIEW_TRACKERS)
def names() -> ResponseReturnValue:
    """Names that wait for a person, those with most trials first, with suggestions to press."""
    filters = _asked()
    page = listed_names(filters, page_number())
    return render_template(
        "trackers/desk/names.html",
        filters=filters,
        page=page,
        suggestions=suggestions(page.rows) if filters.which != "placed" else {},
        waiting=trackers_waiting().names,
        laws=LAWS,
    )


def _asked() -> NameFilters:
    registers = {register.value: register for register in LAWS}
    which = request.args.get("which", "")
    return NameFilters(
        words=tidy(request.args.get("q", ""))[:100],
        register=registers.get(request.args.get("register", "")),
        which=which if which in ("aside", "placed") else "waiting",
    )


@blueprint.get("/names/exact")
@needs(Permission.REVIEW_TRACKERS)
def exact() -> ResponseReturnValue:
    """Preview of the names that differ from a known sponsor by nothing but their writing."""
    return render_template("trackers/desk/exact.html", matches=exact_matches())


@blueprint.post("/names/exact")
@needs(Permission.REVIEW_TRACKERS)
def accept_exact() -> ResponseReturnValue:
    """Accept those of the preview that are ticked and still mean the same sponsor."""
    ticked = set(request.form.getlist("match"))
    placed = 0
    for match in exact_matches():
        if f"{match.row.id} {match.suggestion.name}" in ticked:
            try:
                place_name(match.row.id, Placement(match.suggestion.name), current_actor(), now())
            except Refusal as no:
                flash(f"{match.row.raw_name}: {no.sentence}", "error")
            else:
                placed += 1
    flash(f"{placed} placed." if placed else "Nothing was ticked, so nothing was placed.")
    return redirect(url_for("desk.trackers.names"), 303)


@blueprint.get("/names/<int:name_id>")
@needs(Permission.REVIEW_TRACKERS)
def name(name_id: int) -> ResponseReturnValue:
    """One name: where it stands, suggestions, the form, and every change so far."""
    row = one_name(name_id)
    form = PlaceForm(
        formdata=None,
        data={
            "name": tidy(request.args.get("name", ""))[:300] or row.name,
            "parent_name": row.parent_name if row.parent_name != row.name else "",
            "proof": row.proof,
            "note": row.notes,
        },
    )
    return _name_page(row, form)


def _name_page(row: TrackedName, form: PlaceForm) -> str:
    changes = name_changes(row)
    words = tidy(request.args.get("q", ""))[:100]
    return render_template(
        "trackers/desk/name.html",
        row=row,
        form=form,
        changes=changes,
        staff=staff_names({change.staff_id for change in changes if change.staff_id is not None}),
        suggested=[] if row.name else sponsors_like(row.raw_name),
        words=words,
        found=sponsors_found(words),
        can_undo=row.set_aside or bool(changes and changes[0].staff_id and changes[0].name_after),
        laws=LAWS,
    )


@blueprint.post("/names/<int:name_id>")
@needs(Permission.REVIEW_TRACKERS)
def place(name_id: int) -> ResponseReturnValue:
    """Place a name, by the form or by the button of a suggestion."""
    row, form = one_name(name_id), PlaceForm()
    if not form.validate():
        return _name_page(row, form), 422
    try:
        place_name(name_id, form.placement(), current_actor(), now())
    except Refusal as no:
        if no.status == 404:
            raise
        form.name.errors = [no.sentence]
        return _name_page(row, form), no.status
    flash(f"“{row.raw_name}” is {form.name.text}. Figures follow within minutes.")
    return _back(name_id)


@blueprint.post("/names/<int:name_id>/aside")
@needs(Permission.REVIEW_TRACKERS)
def aside(name_id: int) -> ResponseReturnValue:
    """Leave a name unplaced."""
    row = set_name_aside(name_id, current_actor(), now())
    flash(f"“{row.raw_name}” is set aside.")
    return _back(name_id)


@blueprint.post("/names/<int:name_id>/undo")
@needs(Permission.REVIEW_TRACKERS)
def undo(name_id: int) -> ResponseReturnValue:
    """Take the last decision back."""
    row = take_back_name(name_id, current_actor(), now())
    flash(f"Taken back: “{row.raw_name}” is {row.name}." if row.name else f"Taken back: “{row.raw_name}” waits again.")
    return redirect(url_for("desk.trackers.name", name_id=name_id), 303)


def _back(name_id: int) -> ResponseReturnValue:
    """To the list that the button was pressed on, else to the name."""
    asked = request.form.get("list")
    if asked is None:
        return redirect(url_for("desk.trackers.name", name_id=name_id), 303)
    register = asked if asked in {each.value for each in Register} else None
    return redirect(url_for("desk.trackers.names", register=register), 303)


@blueprint.get("/sponsors")
@needs(Permission.REVIEW_TRACKERS)
def sponsors() -> ResponseReturnValue:
    """Look for a sponsor."""
    words = tidy(request.args.get("q", ""))[:100]
    return render_template("trackers/desk/sponsors.html", words=words, found=sponsors_found(words, 50))


@blueprint.get("/sponsors/<slug>")
@needs(Permission.REVIEW_TRACKERS)
def sponsor(slug: str) -> ResponseReturnValue:
    """One sponsor: its names, its record, and what staff say of it."""
    card = sponsor_card(slug)
    same_as = card.same_as.slug if card.same_as is not None else ""
    form = SponsorForm(formdata=None, data={"country": card.sponsor.country, "same_as": same_as})
    return render_template("trackers/desk/sponsor.html", card=card, form=form, laws=LAWS)


@blueprint.post("/sponsors/<slug>")
@needs(Permission.REVIEW_TRACKERS)
def describe(slug: str) -> ResponseReturnValue:
    """Record country and sameness."""
    card, form = sponsor_card(slug), SponsorForm()
    if form.validate():
        try:
            describe_sponsor(slug, form.country.data or "", form.same_as.text, current_actor(), now())
        except Refusal as no:
            form.same_as.errors = [no.sentence]
        else:
            flash("Recorded.")
            return redirect(url_for("desk.trackers.sponsor", slug=slug), 303)
    return render_template("trackers/desk/sponsor.html", card=card, form=form, laws=LAWS), 422


@blueprint.get("/disputes")
@needs(Permission.REVIEW_TRACKERS)
def disputes() -> ResponseReturnValue:
    """Objections to verdicts: those that wait, or those that were answered."""
    which = "answered" if request.args.get("which") == "answered" else "waiting"
    # Who waits longest comes first; of those answered, the newest answer.
    first = ("-answered", "made") if which == "answered" else ("made",)
    sorting = read_sorting(*first, "trial", "register")
    return render_template(
        "trackers/desk/disputes.html",
        which=which,
        page=listed_disputes(which, sorting, page_number()),
        sorting=sorting,
        laws=LAWS,
    )


@blueprint.get("/disputes/<int:dispute_id>")
@needs(Permission.REVIEW_TRACKERS)
def dispute(dispute_id: int) -> ResponseReturnValue:
    """One objection, with the steps of the verdict beside it."""
    return _dispute_page(dispute_id, AnswerForm(formdata=None))


@blueprint.post("/disputes/<int:dispute_id>")
@needs(Permission.REVIEW_TRACKERS)
def answer(dispute_id: int) -> ResponseReturnValue:
    """Answer it."""
    form = AnswerForm()
    if not form.validate():
        return _dispute_page(dispute_id, form), 422
    try:
        answer_dispute(dispute_id, DisputeState(form.decision.data or ""), form.answer.text, current_actor(), now())
    except AnswerMissing as no:
        form.answer.errors = [no.sentence]
        return _dispute_page(dispute_id, form), 422
    flash("The answer is recorded.")
    return redirect(url_for("desk.trackers.disputes"), 303)


def _dispute_page(dispute_id: int, form: AnswerForm) -> str:
    found, trial = one_dispute(dispute_id)
    judged = newest_judgement(trial, found.rule_version)
    return render_template(
        "trackers/desk/dispute.html",
        dispute=found,
        trial=trial,
        law=LAWS[trial.register],
        form=form,
        judged=judged,
        steps=told_steps(judged.told.steps, judged.verdict.state) if judged is not None else [],
        status_words=status_words,
        staff=staff_names({found.staff_id} if found.staff_id is not None else set()),
    )
