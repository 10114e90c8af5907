"""Desk pages that decide about several organizations: preview, decision, what it did, undo."""

from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy import ColumnElement
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import AnyOf
from wtforms.widgets import TextArea

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, may, mine, needs
from campaign.campaigns.queries import campaign_facts_of, public_campaigns
from campaign.clock import now
from campaign.organizations.bulk.decide_many import decide_many
from campaign.organizations.bulk.models import SupportDecision, Verdict
from campaign.organizations.bulk.queries import (
    Outlook,
    campaign_of_decision,
    decisions,
    one_decision,
    outlook,
    supports_decided,
)
from campaign.organizations.bulk.refusals import NoneFits, NoSuchDecision, SeveralCampaigns
from campaign.organizations.bulk.set_kind_many import set_kind_many
from campaign.organizations.bulk.undo_many import can_undo, undo_many
from campaign.organizations.forms import REASON_LENGTH
from campaign.organizations.models import OrganizationKind, Support
from campaign.organizations.reopen import UNDO_FOR
from campaign.organizations.review_list import matching_supports, read_review_filter
from campaign.organizations.wording import KINDS, STATES
from campaign.web.bulk import (
    MOST_ROWS,
    NothingChosen,
    Plan,
    Selection,
    make_plan,
    plan_token,
    read_plan,
    read_selection,
)
from campaign.web.fields import LineField, refuse_unreadable
from campaign.web.paging import page_number
from campaign.web.sorting import read_sorting

ROOM = "organizations"
blueprint = Blueprint("organizations_bulk", __name__, url_prefix="/organizations/bulk")


class BulkForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """What is to be done to the chosen organizations."""

    act = StringField(validators=[AnyOf([each.value for each in Verdict], message="Choose what to do")])
    reason = LineField("Reason", longest=REASON_LENGTH, multiline=True, widget=TextArea())
    kind = StringField()

    def said(self) -> str:
        """The words that the act needs. Raises NothingChosen when they are missing."""
        if self.act.data == Verdict.DECLINE:
            if not self.reason.data:
                raise NothingChosen("Say why: the contacts get these words. Go back and write a reason.")
            return str(self.reason.data)
        if self.act.data == Verdict.KIND:
            if self.kind.data not in set(OrganizationKind):
                raise NothingChosen("Choose which kind they are. Go back and choose one.")
            return str(self.kind.data)
        return ""


@blueprint.post("/preview")
@needs(Permission.REVIEW_ORGANIZATIONS)
def preview() -> ResponseReturnValue:
    """What would happen to the chosen rows. Changes nothing."""
    refuse_unreadable()
    form = BulkForm()
    if not form.validate():
        raise NothingChosen(next(iter(form.errors.values()))[0] + ". Go back and try again. Nothing was changed.")
    verdict, said = Verdict(form.act.data or ""), form.said()
    selection = read_selection(request.form)
    found = _look(selection, verdict, said)
    if not found.supports:
        raise NoneFits(f"{_untouched_words(found)} Nothing was changed.")
    plan = make_plan(verdict.value, selection, {"said": said}, found.ids)
    actor, moment = current_actor(), now()
    assert actor.id is not None
    return render_template(
        "organizations/bulk/preview.html",
        verdict=verdict,
        said=said,
        found=found,
        untouched=_untouched_words(found) if found.untouched else "",
        campaign=campaign_facts_of(found.supports[0].campaign_id),
        token=plan_token(plan, ROOM, actor.id, moment),
        kinds=KINDS,
        undo_days=UNDO_FOR.days,
    )


@blueprint.post("")
@needs(Permission.REVIEW_ORGANIZATIONS)
def decide() -> ResponseReturnValue:
    """Do what the preview showed, if it is still the same."""
    actor, moment = current_actor(), now()
    assert actor.id is not None
    plan = read_plan(request.form.get("plan", ""), ROOM, actor.id, moment)
    decision, reached = _decide(plan)
    flash(f"Done: {reached} of {plan.rows}. It can be undone here for {UNDO_FOR.days} days.")
    return redirect(url_for(".decision", decision_id=decision.id), 303)


def _decide(plan: Plan) -> tuple[SupportDecision, int]:
    verdict, said = Verdict(plan.act), plan.words["said"]
    found = _look(plan.selection, verdict, said)
    plan.refuse_if_changed(found.ids)
    campaign_id = found.supports[0].campaign_id
    if verdict == Verdict.KIND:
        return set_kind_many(campaign_id, found.ids, OrganizationKind(said), current_actor(), now())
    return decide_many(campaign_id, found.ids, verdict, said, current_actor(), now())


def _look(selection: Selection, verdict: Verdict, said: str) -> Outlook:
    """What it would do now to those of the selection that are mine; of one campaign only."""
    ids = selection.ids
    if selection.asked is not None:
        campaigns = {each.id: each for each in public_campaigns() if may(Permission.REVIEW_ORGANIZATIONS, each.id)}
        wanted = read_review_filter(MultiDict(parse_qsl(selection.asked)), campaigns)
        ids = tuple(matching_supports(wanted, _mine(), MOST_ROWS + 1))
        if len(ids) > MOST_ROWS:
            raise NothingChosen(f"More than {MOST_ROWS} match. Narrow the filter first. Nothing was changed.")
    found = outlook(ids, verdict, said, _mine())
    if len({support.campaign_id for support in found.supports}) > 1:
        raise SeveralCampaigns
    return found


def _untouched_words(found: Outlook) -> str:
    if not found.untouched:
        return "None of those you chose is here any more."
    parts = [f"{number} {STATES[state].lower()}" for state, number in found.untouched.items()]
    return f"These stay as they are: {', '.join(parts)}."


def _reviews(campaign_id: int) -> bool:
    return may(Permission.REVIEW_ORGANIZATIONS, campaign_id)


def _mine() -> ColumnElement[bool]:
    return mine(Support.campaign_id, Permission.REVIEW_ORGANIZATIONS)


@blueprint.get("")
@needs(Permission.REVIEW_ORGANIZATIONS)
def listed() -> ResponseReturnValue:
    """Every decision about several at once; sorted and paged by URL."""
    sorting = read_sorting("-when", "what", "by")
    page = decisions(page_number(), mine(SupportDecision.campaign_id, Permission.REVIEW_ORGANIZATIONS), sorting)
    return render_template(
        "organizations/bulk/decisions.html", page=page, now=now(), kinds=KINDS, can_undo=can_undo, sorting=sorting
    )


@blueprint.get("/<int:decision_id>")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_decision)
def decision(decision_id: int) -> ResponseReturnValue:
    """One decision: what it did, and its undo."""
    found = one_decision(decision_id)
    if found is None:
        raise NoSuchDecision
    made, by = found
    return render_template(
        "organizations/bulk/decision.html",
        decision=made,
        by=by,
        supports=supports_decided(made),
        was=dict(made.supports),
        can_undo=can_undo(made, now()),
        undo_until=made.decided_at + UNDO_FOR,
        kinds=KINDS,
        states=STATES,
    )


@blueprint.post("/<int:decision_id>/undo")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_decision)
def undo(decision_id: int) -> ResponseReturnValue:
    """Take it back."""
    back = undo_many(decision_id, current_actor(), now(), reviews=_reviews)
    flash(f"Undone: {back} {'organization is' if back == 1 else 'organizations are'} what they were before.")
    return redirect(url_for(".decision", decision_id=decision_id), 303)
