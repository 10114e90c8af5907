"""The page of one trial: the verdict, every step of it, its history, and how to say that it is wrong."""

import logging
from datetime import timedelta
from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.clock import now
from campaign.config import Settings
from campaign.sealed import network_tag
from campaign.trackers.disputes.dispute import dispute
from campaign.trackers.disputes.forms import DisputeForm, form_name
from campaign.trackers.disputes.queries import answered_disputes, dispute_counts, waiting_disputes
from campaign.trackers.disputes.refusals import NoSuchTrial
from campaign.trackers.facts import Register
from campaign.trackers.laws import LAWS
from campaign.trackers.models import Trial
from campaign.trackers.pages.blueprint import asked_register, asked_rule, blueprint
from campaign.trackers.queries import judged_snapshot
from campaign.trackers.rules.fdaaa import FINE_A_DAY
from campaign.trackers.rules.state import State
from campaign.trackers.trial_queries import (
    Judgement,
    elsewhere,
    history,
    judgement,
    left_since,
    sponsors_of,
    trial_by_number,
    trial_in_other_register,
)
from campaign.trackers.words.steps import change_words, law_words, status_words, told_steps
from campaign.trackers.words.trials import (
    cancelled_readings,
    class_pair,
    facts_list,
    headline,
    in_a_sentence,
    uncertainties,
)
from campaign.web.fields import refuse_unreadable
from campaign.web.headers import private
from campaign.web.origin import client_address
from campaign.web.suspicion import current_form_token, why_suspect

log = logging.getLogger(__name__)


@blueprint.get("/<register>/trials/<identifier>")
def trial(register: str, identifier: str) -> ResponseReturnValue:
    """One trial under one law."""
    where = asked_register(register)
    found = trial_by_number(where, identifier)
    if found is None:
        return _unknown(where, identifier)
    if found.identifier != identifier:
        return redirect(_address(found), 301)
    judged = judgement(found, judged_snapshot(where), asked_rule())
    if judged is None:
        return _unknown(where, identifier)
    response = make_response(_page(judged, DisputeForm(formdata=None)))
    response.headers["Cache-Control"] = "private, no-cache"  # the form's token is this visitor's
    return response


@blueprint.post("/<register>/trials/<identifier>/dispute")
def dispute_trial(register: str, identifier: str) -> ResponseReturnValue:
    """Take an objection: 303 to the page that says so after the commit, or the form again with what was typed."""
    where, moment = asked_register(register), now()
    refuse_unreadable()
    found = trial_by_number(where, identifier)
    judged = None if found is None else judgement(found, judged_snapshot(where), asked_rule())
    if found is None or judged is None:
        raise NoSuchTrial
    settings: Settings = current_app.extensions["settings"]
    form = DisputeForm()
    reason = why_suspect(form_name(found), "website", moment, timedelta(seconds=settings.form_min_seconds))
    if not form.validate():
        log.info("dispute.invalid fields=%s", ",".join(form.errors))
        return _again(judged, form)
    if reason is not None:
        log.info("dispute.challenge reason=%s", reason)
        return _again(judged, form, reason)
    network = network_tag(moment.date(), client_address())
    dispute(where, found.identifier, asked_rule(), form.objection(), network, moment)
    log.info("dispute.new network=%s", network.hex())
    return redirect(_address(found, "disputes", disputed="1"), 303)


def _address(found: Trial, anchor: str | None = None, **more: str) -> str:
    asked: dict[str, Any] = {"register": found.register.value, "identifier": found.identifier, **more}
    if asked_rule() == "2":
        asked["rule"] = "2"
    return url_for("trackers.trial", _anchor=anchor, **asked)


def _again(judged: Judgement, form: DisputeForm, notice: str = "") -> Response:
    return private(make_response(_page(judged, form, notice), 422))


def _unknown(register: Register, identifier: str) -> ResponseReturnValue:
    return (
        render_template(
            "trackers/no_trial.html",
            law=LAWS[register],
            identifier=identifier,
            other=trial_in_other_register(register, identifier),
            laws=LAWS,
        ),
        404,
    )


def _page(judged: Judgement, form: DisputeForm, notice: str = "") -> str:
    found, verdict, told = judged.trial, judged.verdict, judged.told
    as_of, version = judged.snapshot.data_date, verdict.rule_version
    left = verdict.state is State.LEFT
    return render_template(
        "trackers/trial.html",
        trial=found,
        title=judged.facts.title or f"{LAWS[found.register].number_name} {found.identifier}",
        law=LAWS[found.register],
        laws=LAWS,
        law_words=law_words(found.register),
        verdict=verdict,
        told=told,
        headline="left the count" if left else headline(told),
        sentence="" if left else in_a_sentence(judged.facts, told, as_of),
        as_of=as_of,
        version=version,
        sponsors=sponsors_of(found, judged.snapshot),
        class_pair=class_pair(told),
        facts=facts_list(judged.facts),
        elsewhere=elsewhere(found),
        steps=told_steps(told.steps, told.state),
        status_words=status_words,
        change_words=change_words,
        uncertain=uncertainties(judged.facts, told, as_of),
        readings=None if left else cancelled_readings(judged.facts, as_of),
        fine=None if told.finable_days is None or left else told.finable_days * FINE_A_DAY,
        fine_a_day=FINE_A_DAY,
        switched=judged.switched,
        events=history(found, version),
        left_since=left_since(found, version) if left else None,
        disputes=answered_disputes(found),
        waiting=waiting_disputes(found),
        dispute_counts=dispute_counts(),
        disputed="disputed" in request.args,
        form=form,
        notice=notice,
        form_token=current_form_token(form_name(found), now()),
        rule={"rule": "2"} if version == "2" else {},
    )
