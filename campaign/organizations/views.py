"""Public pages about organizations: the form, what a mailed link opens, and logos. See also `directory`."""

import logging
from datetime import timedelta

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from campaign.campaigns.queries import CampaignFacts, campaign_facts, campaign_facts_of
from campaign.clock import now
from campaign.config import Settings
from campaign.organizations.admit import admit
from campaign.organizations.apply import apply
from campaign.organizations.confirm import confirm, link_has_expired
from campaign.organizations.contact import open_contact
from campaign.organizations.deny import DENIABLE, deny
from campaign.organizations.forms import SupportForm, form_name, take_pictures
from campaign.organizations.models import Capacity, Support
from campaign.organizations.queries import public_logo, support_by_token
from campaign.organizations.refusals import (
    LinkExpired,
    NoSuchLogo,
    NoSuchSupport,
    SupportClosed,
    SupportNotYetOpen,
    TooLarge,
)
from campaign.organizations.speaker import HAVE_A_PAGE, own_page_token
from campaign.organizations.wording import KINDS, SCHEME_HINTS, consent_sentence, retention_sentence
from campaign.sealed import network_tag
from campaign.trackers.records import RecordLine, record_lines
from campaign.web.errors import DatabaseUnavailable
from campaign.web.fields import refuse_unreadable
from campaign.web.headers import kept_for_all, private
from campaign.web.origin import client_address
from campaign.web.suspicion import current_form_token, why_suspect

log = logging.getLogger(__name__)
blueprint = Blueprint("organizations", __name__)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@blueprint.after_request
def never_kept(response: Response) -> Response:
    """Whatever a mailed link answers, refusals too, is for one person."""
    return private(response) if request.endpoint == "organizations.link" else response


@blueprint.get("/c/<slug>/support")
def support(slug: str) -> ResponseReturnValue:
    """The form for organizations."""
    campaign = _open(slug)
    response = make_response(_form_page(campaign, SupportForm(formdata=None)))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.post("/c/<slug>/support")
def take(slug: str) -> ResponseReturnValue:
    """Take an application: 303 to "look in your mailbox" after the commit, or the form again with what was typed."""
    take_pictures()
    campaign, moment, settings = _open(slug), now(), _settings()
    try:
        refuse_unreadable(files=("logo",))
    except RequestEntityTooLarge:
        raise TooLarge from None
    form = SupportForm()
    reason = why_suspect(form_name(campaign), "fax", moment, timedelta(seconds=settings.form_min_seconds))
    if not form.validate():
        log.info("support.invalid campaign=%s fields=%s", campaign.slug, ",".join(form.errors))
        return _form_again(campaign, form)
    if reason is not None:
        log.info("support.challenge campaign=%s reason=%s", campaign.slug, reason)
        return _form_again(campaign, form, notice=reason)
    network = network_tag(moment.date(), client_address())
    try:
        admit(network, moment, hard_per_hour=settings.support_hard_per_hour)
        if not form.reads_logo():
            return _form_again(campaign, form)
        outcome = apply(campaign, form.application(campaign), moment)
    except DatabaseUnavailable as error:
        log.error("db.unavailable cause=%s", error)
        return _form_again(campaign, form, notice="database", status=503)
    log.info("support.%s campaign=%s network=%s", outcome, campaign.slug, network.hex())
    return redirect(url_for("organizations.check_mail", slug=campaign.slug), 303)


def _open(slug: str) -> CampaignFacts:
    campaign = campaign_facts(slug)
    phase = campaign.phase(now())
    if phase == "closed":
        raise SupportClosed
    if phase == "not yet":
        raise SupportNotYetOpen
    return campaign


def _form_page(campaign: CampaignFacts, form: SupportForm, notice: str = "") -> str:
    return render_template(
        "organizations/support.html",
        campaign=campaign,
        form=form,
        notice=notice,
        kinds=KINDS,
        scheme_hints=SCHEME_HINTS,
        consent=consent_sentence(campaign.controller),
        retention=retention_sentence(campaign.retention_until),
        form_token=current_form_token(form_name(campaign), now()),
    )


def _form_again(campaign: CampaignFacts, form: SupportForm, notice: str = "", status: int = 422) -> Response:
    response = private(make_response(_form_page(campaign, form, notice), status))
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response


@blueprint.get("/c/<slug>/support/check-mail")
def check_mail(slug: str) -> ResponseReturnValue:
    """What to do next; true for everybody who may see it."""
    campaign = campaign_facts(slug)
    return kept_for_all(render_template("organizations/check_mail.html", campaign=campaign, sender=_settings().sender))


@blueprint.get("/c/<slug>/support/not-us")
def removed(slug: str) -> ResponseReturnValue:
    """What "not us" did."""
    return private(make_response(render_template("organizations/removed.html", campaign=campaign_facts(slug))))


@blueprint.route("/o/<token>", methods=["GET", "POST"])
def link(token: str) -> ResponseReturnValue:
    """What a mailed link opens: two buttons. Looking writes nothing, however often and whoever looks."""
    application = support_by_token(token)
    if application is None:
        return _link_gone(404, None)
    campaign = campaign_facts_of(application.campaign_id)
    if campaign is None:
        return _link_gone(404, None)
    moment = now()
    if request.method == "POST":
        return _decide(token, application, campaign)
    if link_has_expired(application, moment):
        return _link_gone(410, campaign)
    return render_template(
        "organizations/link.html",
        campaign=campaign,
        support=application,
        contact=open_contact(application, campaign.public_id),
        kinds=KINDS,
        can_confirm=campaign.phase(moment) != "closed",
        deniable=application.state in DENIABLE,
        personally=application.capacity == Capacity.PERSONAL,
        records=_records(application.organization.sponsor_id),
        token=token,
        own_token=own_page_token(application) if application.state in HAVE_A_PAGE else "",
    )


def _records(sponsor_id: int | None) -> list[RecordLine]:
    """What the trackers say of an organization that is a sponsor of trials."""
    return record_lines([sponsor_id]).get(sponsor_id, []) if sponsor_id is not None else []


def _decide(token: str, application: Support, campaign: CampaignFacts) -> ResponseReturnValue:
    decision = request.form.get("decision")
    try:
        if decision == "not-us":
            deny(application.id, now())
            log.info("support.denied campaign=%s", campaign.slug)
            return redirect(url_for("organizations.removed", slug=campaign.slug), 303)
        if decision == "confirm":
            confirm(application.id, now(), token_version=application.token_version)
            log.info("support.confirmed campaign=%s", campaign.slug)
    except LinkExpired:
        return _link_gone(410, campaign)
    except NoSuchSupport:
        return _link_gone(404, None)
    return redirect(url_for("organizations.link", token=token), 303)


def _link_gone(status: int, campaign: CampaignFacts | None) -> ResponseReturnValue:
    """One wording for links that ran out and links that never were."""
    log.info("token.bad status=%d", status)
    return render_template("organizations/link_gone.html", campaign=campaign), status


@blueprint.get("/organizations/<slug>/logo.png")
def logo(slug: str) -> ResponseReturnValue:
    """A listed organization's logo; its address carries its hash, so it may be kept for a year."""
    found = public_logo(slug)
    if found is None:
        raise NoSuchLogo
    return _picture(found.png, found.sha256)


@blueprint.get("/organizations/<slug>/logo-dark.png")
def dark_logo(slug: str) -> ResponseReturnValue:
    """The logo for dark pages, if it has one."""
    found = public_logo(slug)
    if found is None or found.dark_png is None or found.dark_sha256 is None:
        raise NoSuchLogo
    return _picture(found.dark_png, found.dark_sha256)


def _picture(png: bytes, sha256: str) -> ResponseReturnValue:
    fresh = request.args.get("v") == sha256[:12]
    response = Response(png, mimetype="image/png")
    response.set_etag(sha256)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "public, max-age=300"
    return response.make_conditional(request)
