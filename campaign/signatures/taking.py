"""Take a signature from the request at hand, whichever page of ours its form stands on."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, current_app, make_response, request

from campaign.campaigns.queries import CampaignFacts, campaign_facts_now
from campaign.clock import now
from campaign.config import Settings
from campaign.sealed import network_tag
from campaign.signatures.forms import SignForm, answered_challenge, challenge_again, form_name
from campaign.signatures.refusals import TooMany
from campaign.signatures.sign import Limits, Outcome, sign
from campaign.text import likely_meant
from campaign.web.challenge import BITS, PATIENCE
from campaign.web.errors import DatabaseUnavailable
from campaign.web.fields import refuse_unreadable
from campaign.web.headers import private
from campaign.web.origin import client_address
from campaign.web.suspicion import current_form_token, why_suspect

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Again:
    """Nothing was recorded: the form of `campaign` has to be shown again, with these words and this status."""

    campaign: CampaignFacts
    context: dict[str, object]
    status: int

    def answer(self, html: str) -> Response:
        """The page as an answer for one person."""
        response = private(make_response(html, self.status))
        if self.status == 503:
            response.headers["Retry-After"] = "30"
        return response


def take_signature(campaign: CampaignFacts) -> Again | None:
    """Record what was typed and answer None after the commit; or what the form has to say. Raises TooMany."""
    moment = now()
    settings: Settings = current_app.extensions["settings"]
    refuse_unreadable()
    if campaign.phase(moment) != "open":
        return Again(campaign, {"form_token": ""}, 410 if campaign.phase(moment) == "closed" else 409)
    form = SignForm()
    challenge = answered_challenge(campaign, moment)
    least = timedelta(seconds=settings.form_min_seconds)
    reason = None if challenge else why_suspect(form_name(campaign), "website", moment, least)
    if not form.validate():
        log.info("sign.invalid campaign=%s fields=%s", campaign.slug, ",".join(form.errors))
        return _again(campaign, form, moment)
    if reason is not None:
        log.info("sign.challenge campaign=%s reason=%s", campaign.slug, reason)
        return _again(campaign, form, moment, notice=reason)
    if form.is_about_another_text(campaign) or form.is_about_other_boxes(campaign):
        # Another process may have made the page from words that are newer than those kept here.
        campaign = campaign_facts_now(campaign.slug)
    if form.is_about_another_text(campaign):
        log.info("sign.other_text campaign=%s", campaign.slug)
        return _again(campaign, form, moment, notice="text", status=409)
    if form.is_about_other_boxes(campaign):
        log.info("sign.other_boxes campaign=%s", campaign.slug)
        return _again(campaign, form, moment, notice="boxes", status=409)
    network = network_tag(moment.date(), client_address())
    limits = Limits(settings.sign_soft_per_hour, settings.sign_hard_per_hour)
    try:
        outcome = sign(campaign, form.signer(campaign), network, limits, moment, challenge=challenge)
    except DatabaseUnavailable as error:
        log.error("db.unavailable cause=%s", error)
        return _again(campaign, form, moment, notice="database", status=503)
    if outcome == Outcome.LIMITED:
        raise TooMany
    if outcome == Outcome.CHALLENGE:
        return _again(campaign, form, moment, notice="busy")
    return None


def _again(campaign: CampaignFacts, form: SignForm, moment: datetime, *, notice: str = "", status: int = 422) -> Again:
    """The form as it was filled in, and what to do."""
    challenge = ""
    if notice not in ("", "database", "text", "boxes") or request.form.get("challenge"):
        used = notice == "busy" and bool(answered_challenge(campaign, moment))
        challenge = challenge_again(campaign, moment, used=used)
    return Again(
        campaign,
        {
            "form_token": current_form_token(form_name(campaign), moment),
            "form": form,
            "via": form.via.data or "",
            "notice": notice,
            "ticked": set(request.form.getlist("partner")),
            "challenge": challenge,
            "answer": request.form.get("answer", "") if challenge == request.form.get("challenge") else "",
            "bits": BITS,
            "wait_until": moment + PATIENCE,
            "meant": likely_meant(form.email.data or ""),
        },
        status,
    )
