"""Desk pages that decide about signatures: preview, decision, the second person, undo."""

from dataclasses import replace
from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, StringField
from wtforms.validators import AnyOf
from wtforms.widgets import TextArea

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, mine, needs
from campaign.campaigns.corrections import LONGEST_NOTE
from campaign.campaigns.queries import campaign_for_desk, newest_titles
from campaign.clock import now
from campaign.signatures.deciding.agree import agree
from campaign.signatures.deciding.carry_out import ALONE, Chosen, entries_touched, needs_two, touched
from campaign.signatures.deciding.decide import decide
from campaign.signatures.deciding.drop_proposal import drop_proposal
from campaign.signatures.deciding.queries import campaign_of_decision, decisions, one_decision
from campaign.signatures.deciding.undo_decision import UNDO_FOR, can_undo, undo_decision
from campaign.signatures.list_filter import filter_as_url, read_filter
from campaign.signatures.models import Decision, DecisionState, Verdict
from campaign.signatures.refusals import NoSuchDecision, NothingToDecide
from campaign.signatures.signatories import signatories_by_entry, versions_of
from campaign.signatures.wording import DECISION_STATES, STATES, VERDICTS
from campaign.web.bulk import NothingChosen, Plan, Selection, make_plan, plan_token, read_plan, read_selection
from campaign.web.fields import LineField, refuse_unreadable
from campaign.web.paging import page_number
from campaign.web.sorting import read_sorting

ROOM = "signatures"
SHOWN = 25
LONGEST_REASON = 500
blueprint = Blueprint("decisions", __name__, url_prefix="/signatories")


class DecideForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """What is to be done to the chosen signatures, and why."""

    act = StringField(validators=[AnyOf([each.value for each in Verdict], message="Choose what to do")])
    reason = LineField(
        "Reason", longest=LONGEST_REASON, multiline=True, widget=TextArea(), missing="Say why: it goes on record"
    )
    public_note = LineField("Note in the public log of corrections", longest=LONGEST_NOTE)
    silent = BooleanField("Write no letters")


@blueprint.post("/<int:campaign_id>/decide/preview")
@needs(Permission.DECIDE_SIGNATURES)
def preview(campaign_id: int) -> ResponseReturnValue:
    """What would happen to the chosen signatures. Changes nothing."""
    refuse_unreadable()
    campaign, form = campaign_for_desk(campaign_id), DecideForm()
    if not form.validate():
        raise NothingChosen(next(iter(form.errors.values()))[0] + ". Go back and try again. Nothing was changed.")
    verdict, selection = Verdict(form.act.data or ""), read_selection(request.form)
    entries = entries_touched(campaign_id, verdict, _chosen(campaign_id, selection))
    if not entries:
        raise NothingToDecide
    words = {
        "reason": form.reason.text,
        "public_note": form.public_note.text,
        "silent": "yes" if form.silent.data else "",
    }
    actor, moment = current_actor(), now()
    assert actor.id is not None
    return render_template(
        "signatures/deciding/preview.html",
        campaign=campaign,
        title=newest_titles()[campaign_id],
        verdict=verdict,
        reason=form.reason.text,
        public_note=form.public_note.text,
        tells=not form.silent.data,
        number=len(entries),
        left_alone=max(0, len(selection.ids) - len(entries)),
        by_state=touched(campaign_id, verdict, _chosen(campaign_id, selection)),
        some=signatories_by_entry(campaign, entries[:SHOWN]),
        by_two=needs_two(campaign_id, verdict, len(entries), actor.id, moment),
        alone=ALONE,
        token=plan_token(make_plan(verdict.value, selection, words, entries), _room(campaign_id), actor.id, moment),
        undo_days=UNDO_FOR.days,
        states=STATES,
    )


@blueprint.post("/<int:campaign_id>/decide")
@needs(Permission.DECIDE_SIGNATURES)
def take(campaign_id: int) -> ResponseReturnValue:
    """Do what the preview showed, if it is still the same; or propose it to a second person."""
    actor, moment = current_actor(), now()
    assert actor.id is not None
    plan = read_plan(request.form.get("plan", ""), _room(campaign_id), actor.id, moment)
    decision = _decide(campaign_id, plan)
    if decision.state == DecisionState.PROPOSED:
        flash("Proposed. A second person with this right must agree within seven days; until then nothing changes.")
    else:
        flash(f"Done: {decision.signatures}. It can be undone here for {UNDO_FOR.days} days.")
    return redirect(url_for(".decision", decision_id=decision.id), 303)


def _room(campaign_id: int) -> str:
    return f"{ROOM}|{campaign_id}"


def _decide(campaign_id: int, plan: Plan) -> Decision:
    verdict, chosen = Verdict(plan.act), _chosen(campaign_id, plan.selection)
    entries = entries_touched(campaign_id, verdict, chosen)
    plan.refuse_if_changed(entries)
    if chosen.matching is not None:
        # Who signs after this moment was not in the preview, and may match as well.
        chosen = replace(chosen, matching=replace(chosen.matching, last_entry=max(entries)))
    tell = not plan.words["silent"]
    note = plan.words.get("public_note", "")
    return decide(
        campaign_id, verdict, chosen, plan.words["reason"], current_actor(), now(), tell=tell, public_note=note
    )


def _chosen(campaign_id: int, selection: Selection) -> Chosen:
    if selection.asked is None:
        return Chosen(selection.ids)
    text_ids = [id_ for id_, _, _ in versions_of(campaign_id)]
    return Chosen(matching=read_filter(MultiDict(parse_qsl(selection.asked)), text_ids)[0])


@blueprint.get("/decisions")
@needs(Permission.DECIDE_SIGNATURES)
def listed() -> ResponseReturnValue:
    """Every decision about signatures; filtered, sorted and paged by URL."""
    asked = request.args.get("state", "")
    state = DecisionState(asked) if asked in set(DecisionState) else None
    sorting = read_sorting("-when", "-size", "by", "state")
    return render_template(
        "signatures/deciding/decisions.html",
        page=decisions(page_number(), mine(Decision.campaign_id, Permission.DECIDE_SIGNATURES), sorting, state),
        state=state,
        sorting=sorting,
        titles=newest_titles(),
        now=now(),
        verdicts=VERDICTS,
        states=DECISION_STATES,
    )


@blueprint.get("/decisions/<int:decision_id>")
@needs(Permission.DECIDE_SIGNATURES, campaign_of=campaign_of_decision)
def decision(decision_id: int) -> ResponseReturnValue:
    """One decision: what it did or would do, who agreed, and its undo."""
    found = one_decision(decision_id)
    if found is None:
        raise NoSuchDecision
    campaign, chosen = campaign_for_desk(found.campaign_id), Chosen.from_json(found.wanted)
    waits = found.state == DecisionState.PROPOSED
    entries = entries_touched(campaign.id, found.verdict, chosen) if waits else ()
    return render_template(
        "signatures/deciding/decision.html",
        decision=found,
        campaign=campaign,
        title=newest_titles()[campaign.id],
        some=signatories_by_entry(campaign, entries[:SHOWN]),
        matches_now=len(entries),
        filter_url=url_for("desk.signatures.signatories", campaign=campaign.slug, **filter_as_url(chosen.matching))
        if chosen.matching is not None
        else "",
        own=found.staff_id == current_actor().id,
        can_undo=can_undo(found, now()),
        undo_until=found.done_at + UNDO_FOR if found.done_at is not None else None,
        verdicts=VERDICTS,
        states=DECISION_STATES,
    )


@blueprint.post("/decisions/<int:decision_id>/agree")
@needs(Permission.DECIDE_SIGNATURES, campaign_of=campaign_of_decision)
def second(decision_id: int) -> ResponseReturnValue:
    """The second person agrees."""
    done = agree(decision_id, current_actor(), now())
    flash(f"Done: {done.signatures}. It can be undone here for {UNDO_FOR.days} days.")
    return redirect(url_for(".decision", decision_id=decision_id), 303)


@blueprint.post("/decisions/<int:decision_id>/drop")
@needs(Permission.DECIDE_SIGNATURES, campaign_of=campaign_of_decision)
def drop(decision_id: int) -> ResponseReturnValue:
    """The second person does not agree, or the first one takes the proposal back."""
    drop_proposal(decision_id, current_actor(), now())
    flash("The proposal is dropped. No signature was changed.")
    return redirect(url_for(".decision", decision_id=decision_id), 303)


@blueprint.post("/decisions/<int:decision_id>/undo")
@needs(Permission.DECIDE_SIGNATURES, campaign_of=campaign_of_decision)
def undo(decision_id: int) -> ResponseReturnValue:
    """Take a decision back."""
    undone = undo_decision(decision_id, current_actor(), now())
    flash(f"Undone: {undone.signatures} {'signature is' if undone.signatures == 1 else 'signatures are'} as before.")
    return redirect(url_for(".decision", decision_id=decision_id), 303)
