"""Desk pages of promises: what waits for a reviewer, and one promise with its whole history and the decision."""

from datetime import date, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, may, mine, needs
from campaign.accounts.queries import staff_names
from campaign.campaigns.queries import campaign_facts_of, public_campaigns
from campaign.clock import now
from campaign.organizations.commitments.accept_evidence import accept_evidence
from campaign.organizations.commitments.deciding import Decision
from campaign.organizations.commitments.desk_queries import (
    Wait,
    campaign_of_commitment,
    commitment_and_support,
    desk_list,
    next_waiting,
    promises_waiting,
    reasons_to_wait,
    waiting_by_reason,
)
from campaign.organizations.commitments.find_wanting import find_wanting
from campaign.organizations.commitments.forms import DecisionForm, read_desk_filters
from campaign.organizations.commitments.history import evidence_waits
from campaign.organizations.commitments.keep_date import keep_date
from campaign.organizations.commitments.lapse import lapse
from campaign.organizations.commitments.mark_late import mark_late
from campaign.organizations.commitments.models import Act
from campaign.organizations.commitments.move_date import move_date
from campaign.organizations.commitments.publish import publish
from campaign.organizations.commitments.queries import PUBLIC, steps_of
from campaign.organizations.commitments.refusals import AlreadyDecided, DayToCome, DoesNotFit, NoSuchPromise
from campaign.organizations.commitments.reopen import reopen
from campaign.organizations.commitments.turn_down import turn_down
from campaign.organizations.commitments.undo import UNDO_FOR, decision_to_undo, undo
from campaign.organizations.commitments.wording import STATES, STEPS, own_standing, undo_days
from campaign.organizations.models import Commitment, CommitmentState, Support, SupportState
from campaign.organizations.website import host_of
from campaign.organizations.wording import STATES as SUPPORT_STATES
from campaign.trackers.records import record_lines
from campaign.web.errors import Refusal
from campaign.web.paging import page_number
from campaign.web.sorting import read_sorting

blueprint = Blueprint("commitments", __name__, url_prefix="/commitments")

# What a reviewer may choose: the words on the page, and what is said when it is done.
DECISIONS: dict[str, tuple[str, str]] = {
    "publish": ("Publish it. It is shown to everybody at once", "The promise is public."),
    "decline": ("Do not publish it. Only the contact gets your words", "The promise is not published."),
    "met": ("Kept. The evidence becomes public beside the promise", "The promise is shown as kept."),
    "not_yet": ("Not kept yet. The promise stays as it is", "The evidence is found wanting, and your words say why."),
    "move_date": ("Agree to the new date. The first one stays visible", "The promise has its new date."),
    "keep_date": ("Keep the date that was promised", "The date stays."),
    "late": ("Late. Say what is known", "The promise is shown as late, with your words."),
    "lapse": ("End it: nothing will come of it", "The promise is shown as given up, with your words."),
    "reopen": ("Open it again", "The promise is open again."),
}
WAITS: dict[Wait, str] = {
    Wait.NEW: "New",
    Wait.EVIDENCE: "Evidence",
    Wait.DATE: "New date asked",
    Wait.OVER: "Its day is over",
}


def _mine() -> ColumnElement[bool]:
    return mine(Commitment.campaign_id, Permission.REVIEW_ORGANIZATIONS)


@blueprint.get("")
@needs(Permission.REVIEW_ORGANIZATIONS)
def queue() -> ResponseReturnValue:
    """Promises by campaign and state; those that wait for a reviewer come first."""
    campaigns = {
        campaign.id: campaign for campaign in public_campaigns() if may(Permission.REVIEW_ORGANIZATIONS, campaign.id)
    }
    chosen = next((found for found in campaigns.values() if found.slug == request.args.get("campaign")), None)
    today = now().date()
    filters = read_desk_filters(request.args, chosen.id if chosen else None)
    # Who waits longest comes first; of what does not wait, the newest.
    default, other = ("waits", "-stated") if filters.waiting or filters.wait is not None else ("-stated", "waits")
    sorting = read_sorting(default, other, "name", "due", "state")
    return render_template(
        "organizations/commitments/desk/queue.html",
        campaigns=campaigns,
        chosen=chosen,
        filters=filters,
        page=desk_list(filters, sorting, page_number(), today, _mine()),
        sorting=sorting,
        default=default,
        by_reason=waiting_by_reason(today, _mine()),
        waiting=promises_waiting(today, _mine()),
        waits=WAITS,
        states=STATES,
        today=today,
    )


@blueprint.get("/<int:commitment_id>")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_commitment)
def review(commitment_id: int) -> ResponseReturnValue:
    """One promise: what it says, what was handed in, its history, and the decision."""
    commitment, support = _found(commitment_id)
    today = now().date()
    form = DecisionForm(open_decisions=[], today=today, formdata=None)
    return _page(commitment, support, form)


@blueprint.post("/<int:commitment_id>")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_commitment)
def decide(commitment_id: int) -> ResponseReturnValue:
    """Record a decision on what the page showed."""
    commitment, support = _found(commitment_id)
    moment = now()
    form = DecisionForm(open_decisions=list(DECISIONS), today=moment.date())
    if not form.complete():
        return _page(commitment, support, form), 422
    chosen = form.decision.data or ""
    decision = Decision(commitment_id, form.seen_step, form.reason.text)
    try:
        _do(chosen, decision, form.met_on.day, moment)
    except (AlreadyDecided, DoesNotFit, DayToCome) as no:
        return _page(*_found(commitment_id), form, refused=no), no.status
    flash(f"{DECISIONS[chosen][1]} The contact gets a letter.")
    return redirect(url_for("desk.commitments.review", commitment_id=commitment_id), 303)


def _do(chosen: str, decision: Decision, met_on: date | None, moment: datetime) -> None:
    actor = current_actor()
    if chosen == "met" and met_on is not None:
        accept_evidence(decision, met_on, actor, moment)
        return
    verbs = {
        "publish": publish,
        "decline": turn_down,
        "not_yet": find_wanting,
        "move_date": move_date,
        "keep_date": keep_date,
        "late": mark_late,
        "lapse": lapse,
        "reopen": reopen,
    }
    verbs[chosen](decision, actor, moment)


@blueprint.post("/<int:commitment_id>/undo")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_commitment)
def take_back(commitment_id: int) -> ResponseReturnValue:
    """Take the last decision of the last 30 days back."""
    text = request.form.get("step", "")
    step_id = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    undo(commitment_id, step_id, current_actor(), now())
    flash("The decision is taken back. The promise stands as it did before, and the contact gets a letter.")
    return redirect(url_for("desk.commitments.review", commitment_id=commitment_id), 303)


def _found(commitment_id: int) -> tuple[Commitment, Support]:
    found = commitment_and_support(commitment_id)
    if found is None:
        raise NoSuchPromise
    return found


def decisions_open(commitment: Commitment, support: Support, today: date) -> list[str]:
    """Which decisions fit where a promise stands, the most pressing first."""
    state = commitment.state
    if state == CommitmentState.PROPOSED:
        return ["publish", "decline"]
    found = []
    holds = state in (CommitmentState.OPEN, CommitmentState.LATE)
    if evidence_waits(commitment) and (holds or state == CommitmentState.LAPSED):
        found += ["met", "not_yet"]
    if commitment.asked_due_on is not None:
        found += ["move_date"] if commitment.asked_due_on > today else []
        found += ["keep_date"]
    if holds:
        found += ["late"] if commitment.due_on < today else []
        found += ["lapse"]
    if state in (CommitmentState.MET, CommitmentState.LAPSED) and support.state == SupportState.APPROVED:
        found += ["reopen"]
    return found


def _page(commitment: Commitment, support: Support, form: DecisionForm, refused: Refusal | None = None) -> str:
    campaign = campaign_facts_of(commitment.campaign_id)
    if campaign is None:
        raise NoSuchPromise
    moment = now()
    today = moment.date()
    history = steps_of(commitment.id)
    newest = max((step.id for step in history if step.act != Act.REMINDED), default=0)
    sponsor_id = support.organization.sponsor_id
    to_undo = decision_to_undo(commitment.id, moment)
    return render_template(
        "organizations/commitments/desk/review.html",
        one=commitment,
        support=support,
        organization=support.organization,
        campaign=campaign,
        form=form,
        refused=refused,
        seen=newest,
        choices=[(value, DECISIONS[value][0]) for value in decisions_open(commitment, support, today)],
        standing=own_standing(commitment, today, evidence_waits=evidence_waits(commitment)),
        history=history,
        steps=STEPS,
        names=staff_names([step.staff_id for step in history if step.staff_id is not None]),
        waits=[WAITS[reason] for reason in reasons_to_wait(commitment.id, today)],
        evidence_waits=evidence_waits(commitment),
        evidence_host=host_of(commitment.evidence_url),
        is_public=commitment.state in PUBLIC,
        support_states=SUPPORT_STATES,
        records=record_lines([sponsor_id]).get(sponsor_id, []) if sponsor_id is not None else [],
        to_undo=to_undo,
        undo_days=undo_days(UNDO_FOR),
        next_id=next_waiting(commitment.id, today, _mine()),
        waiting=promises_waiting(today, _mine()),
        today=today,
    )
