"""What each grade means, for everybody; and an organization's own page about its proofs."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import campaign_facts_of
from campaign.clock import now
from campaign.organizations.authority.add_proof import can_be_proved
from campaign.organizations.authority.ask_for_dns_check import ask_for_dns_check
from campaign.organizations.authority.dns_record import record_of
from campaign.organizations.authority.queries import dns_check_of, proofs_of
from campaign.organizations.queries import officer_of_support
from campaign.organizations.refusals import NoSuchPage
from campaign.organizations.speaker import Speaker, speaker_by_token
from campaign.organizations.wording import AUTHORITIES, DNS_OUTCOMES, PROOFS, PROVES
from campaign.web.errors import Refusal
from campaign.web.headers import kept_for_all, private

blueprint = Blueprint("authority", __name__)


@blueprint.after_request
def never_kept(response: Response) -> Response:
    """Whatever an organization's own link answers, refusals too, is for one person."""
    return response if request.endpoint == "authority.explained" else private(response)


@blueprint.get("/organizations/authority")
def explained() -> ResponseReturnValue:
    """What each grade of authority proves, and what it does not."""
    return kept_for_all(render_template("organizations/authority.html", authorities=AUTHORITIES, proves=PROVES), 300)


@blueprint.get("/own/<token>/authority")
def own(token: str) -> ResponseReturnValue:
    """How well an organization's authority is proved, and what it can do about it."""
    return _own_page(_spoken_for(token), token)


@blueprint.post("/own/<token>/authority/dns")
def ask(token: str) -> ResponseReturnValue:
    """The record is set: have the worker look. Nothing here waits for the DNS."""
    speaker = _spoken_for(token)
    try:
        ask_for_dns_check(speaker.support.id, now())
    except Refusal as no:
        return make_response(_own_page(speaker, token, no.sentence), no.status)
    return redirect(url_for("authority.own", token=token, _anchor="dns"), 303)


def _own_page(speaker: Speaker, token: str, fault: str = "") -> str:
    support = speaker.support
    return render_template(
        "organizations/own/authority.html",
        campaign=campaign_facts_of(support.campaign_id),
        support=support,
        organization=support.organization,
        for_officer=speaker.officer is not None,
        officer=officer_of_support(support.id),
        proofs=proofs_of(support.id),
        record=record_of(support),
        check=dns_check_of(support.id),
        provable=can_be_proved(support),
        authorities=AUTHORITIES,
        proof_names=PROOFS,
        dns_outcomes=DNS_OUTCOMES,
        fault=fault,
        token=token,
    )


def _spoken_for(token: str) -> Speaker:
    speaker = speaker_by_token(token)
    if speaker is None:
        raise NoSuchPage
    return speaker
