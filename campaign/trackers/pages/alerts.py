"""Asking for a weekly letter about a sponsor, saying yes to it, and ending it."""

import logging
from datetime import timedelta

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.clock import now
from campaign.config import Settings
from campaign.sealed import network_tag
from campaign.text import likely_meant
from campaign.trackers.alerts.confirm_alert import alert_has_expired, confirm_alert
from campaign.trackers.alerts.forms import (
    AlertForm,
    answered_challenge,
    challenge_again,
    form_name,
)
from campaign.trackers.alerts.queries import AlertSponsor, alert_by_token, alert_sponsor, sponsor_for_alert
from campaign.trackers.alerts.request_alert import Outcome, request_alert
from campaign.trackers.alerts.stop_alert import stop_alert, stop_link_id
from campaign.trackers.facts import Register
from campaign.trackers.models import AlertState
from campaign.trackers.pages.blueprint import asked_register, blueprint
from campaign.trackers.refusals import AlertExpired, AlertUnknown
from campaign.web.challenge import BITS, PATIENCE
from campaign.web.fields import refuse_unreadable
from campaign.web.headers import kept_for_all, private
from campaign.web.origin import client_address
from campaign.web.suspicion import current_form_token, why_suspect

log = logging.getLogger(__name__)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@blueprint.route("/<register>/sponsors/<slug>/alert", methods=["GET", "POST"])
def alert(register: str, slug: str) -> ResponseReturnValue:
    """The form, and what it sends: 303 to "look in your mailbox", whoever asks."""
    which = asked_register(register)
    sponsor = sponsor_for_alert(which, slug)
    if request.method != "POST":
        response = make_response(_form_page(which, slug, sponsor, AlertForm(formdata=None)))
        response.headers["Cache-Control"] = "private, no-cache"
        return response
    refuse_unreadable()
    moment, form = now(), AlertForm()
    challenge = answered_challenge(register, slug, moment)
    least = timedelta(seconds=_settings().form_min_seconds)
    reason = None if challenge else why_suspect(form_name(register, slug), "website", moment, least)
    if not form.validate():
        return _again(which, slug, sponsor, form)
    if reason is not None:
        log.info("alert.challenge register=%s reason=%s", register, reason)
        return _again(which, slug, sponsor, form, notice=reason)
    assert form.email.address is not None
    network = network_tag(moment.date(), client_address())
    outcome = request_alert(sponsor.id, form.email.address, network, moment, challenge=challenge)
    log.info("alert.%s register=%s network=%s", outcome, register, network.hex())
    if outcome is Outcome.CHALLENGE:
        return _again(which, slug, sponsor, form, notice="busy")
    return redirect(url_for("trackers.alert_check_mail"), 303)


def _form_page(
    register: Register, slug: str, sponsor: AlertSponsor, form: AlertForm, notice: str = "", challenge: str = ""
) -> str:
    moment = now()
    return render_template(
        "trackers/alert_page.html",
        register=register.value,
        slug=slug,
        sponsor=sponsor,
        form=form,
        notice=notice,
        form_token=current_form_token(form_name(register.value, slug), moment),
        challenge=challenge,
        answer=request.form.get("answer", "") if challenge and challenge == request.form.get("challenge") else "",
        bits=BITS,
        wait_until=moment + PATIENCE,
        meant=likely_meant(form.email.data or ""),
    )


def _again(register: Register, slug: str, sponsor: AlertSponsor, form: AlertForm, notice: str = "") -> Response:
    """The form as it was filled in, and what to do."""
    challenge = ""
    if notice or request.form.get("challenge"):
        challenge = challenge_again(register.value, slug, now(), used=notice == "busy")
    return private(make_response(_form_page(register, slug, sponsor, form, notice, challenge), 422))


@blueprint.get("/alerts/check-mail")
def alert_check_mail() -> ResponseReturnValue:
    """What to do next; true for everybody who may see it."""
    return kept_for_all(render_template("trackers/alert_check_mail.html", sender=_settings().sender))


@blueprint.route("/alerts/<token>", methods=["GET", "POST"])
def alert_link(token: str) -> ResponseReturnValue:
    """What the link in the first letter opens: one button. Looking writes nothing, however often and whoever looks."""
    if request.method == "POST":
        confirm_alert(token, now())
        return private(make_response(redirect(url_for("trackers.alert_link", token=token), 303)))
    found = alert_by_token(token)
    if found is None:
        raise AlertUnknown
    if alert_has_expired(found, now()):
        raise AlertExpired
    html = render_template(
        "trackers/alert_confirm.html",
        token=token,
        active=found.state is AlertState.ACTIVE,
        sponsor=alert_sponsor(found.sponsor_id),
    )
    return private(make_response(html))


@blueprint.route("/alerts/<token>/stop", methods=["GET", "POST"])
def alert_stop(token: str) -> ResponseReturnValue:
    """What the link in every letter opens: one button that ends them. A mail reader may post here by itself."""
    if request.method == "POST":
        stop_alert(token)
        log.info("alert.stopped")
        return private(make_response(render_template("trackers/alert_stopped.html")))
    stop_link_id(token)
    return private(make_response(render_template("trackers/alert_stop.html", token=token)))


@blueprint.errorhandler(AlertUnknown)
def alert_link_gone(error: AlertUnknown) -> ResponseReturnValue:
    """One wording for links that ran out and links that never were."""
    html = render_template("trackers/alert_link_gone.html", title=error.title, sentence=error.sentence)
    return private(make_response(html, error.status))
