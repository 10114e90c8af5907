"""What second officers open, and the form with which a contact names one."""

import logging

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.clock import now
from campaign.organizations.authority.add_proof import can_be_proved
from campaign.organizations.authority.refusals import NothingToProve
from campaign.organizations.contact import open_contact
from campaign.organizations.models import Officer, Support
from campaign.organizations.officers.confirm_officer import confirm_officer, officer_link_has_expired
from campaign.organizations.officers.disown import disown
from campaign.organizations.officers.forms import OfficerForm
from campaign.organizations.officers.invite_officer import invite_officer
from campaign.organizations.officers.person import open_officer
from campaign.organizations.officers.queries import officer_by_token
from campaign.organizations.officers.refusals import (
    NoSuchOfficer,
    OfficerConfirmed,
    OfficerLinkExpired,
    SameMailbox,
    SamePerson,
)
from campaign.organizations.queries import officer_of_support
from campaign.organizations.refusals import NoSuchPage
from campaign.organizations.speaker import Speaker, speaker_by_token
from campaign.organizations.wording import KINDS
from campaign.web.fields import refuse_unreadable
from campaign.web.headers import private

log = logging.getLogger(__name__)
blueprint = Blueprint("officers", __name__)


@blueprint.after_request
def never_kept(response: Response) -> Response:
    """Whatever a mailed link answers, refusals too, is for one person."""
    return private(response)


@blueprint.route("/officer/<token>", methods=["GET", "POST"])
def link(token: str) -> ResponseReturnValue:
    """What the letter to a second officer opens: what is claimed, and two buttons. Looking writes nothing."""
    found = officer_by_token(token)
    campaign = campaign_facts_of(found[1].campaign_id) if found is not None else None
    if found is None or campaign is None:
        log.info("token.bad status=404")
        raise NoSuchOfficer
    officer, support = found
    if request.method == "POST":
        return _decide(token, officer, campaign)
    if officer_link_has_expired(officer, now()):
        log.info("token.bad status=410")
        raise OfficerLinkExpired
    return _link_page(token, officer, support, campaign)


@blueprint.get("/officer/unknown")
def disowned() -> ResponseReturnValue:
    """What "I know nothing of this" did."""
    return make_response(render_template("organizations/officer_removed.html"))


def _link_page(token: str, officer: Officer, support: Support, campaign: CampaignFacts) -> str:
    return render_template(
        "organizations/officer_link.html",
        campaign=campaign,
        support=support,
        organization=support.organization,
        officer=officer,
        person=open_officer(officer, campaign.public_id),
        contact=open_contact(support, campaign.public_id),
        kinds=KINDS,
        can_confirm=can_be_proved(support),
        token=token,
    )


def _decide(token: str, officer: Officer, campaign: CampaignFacts) -> ResponseReturnValue:
    decision = request.form.get("decision")
    if decision == "unknown":
        disown(officer.id, officer.token_version, now())
        log.info("officer.disowned campaign=%s", campaign.slug)
        return redirect(url_for("officers.disowned"), 303)
    if decision == "confirm":
        try:
            confirm_officer(officer.id, officer.token_version, now())
        except NothingToProve:
            raise NoSuchOfficer from None
        log.info("officer.confirmed campaign=%s", campaign.slug)
    return redirect(url_for("officers.link", token=token), 303)


@blueprint.get("/own/<token>/officer")
def name(token: str) -> ResponseReturnValue:
    """The form with which the contact names a second officer."""
    return _name_page(_spoken_for(token), token, OfficerForm(formdata=None))


def _spoken_for(token: str) -> Speaker:
    speaker = speaker_by_token(token)
    if speaker is None:
        log.info("token.bad status=404")
        raise NoSuchPage
    return speaker


@blueprint.post("/own/<token>/officer")
def take(token: str) -> ResponseReturnValue:
    """Take the name of a second officer: the same page whatever became of the letter."""
    refuse_unreadable()
    speaker = _spoken_for(token)
    if speaker.officer is not None:
        raise NoSuchPage
    form = OfficerForm()
    if not form.validate():
        return make_response(_name_page(speaker, token, form), 422)
    try:
        invite_officer(speaker.support.id, form.person(), now())
    except SameMailbox as no:
        form.email.errors = [no.sentence]
    except SamePerson as no:
        form.name.errors = [no.sentence]
    except (OfficerConfirmed, NothingToProve):
        pass  # the page says so
    else:
        log.info("officer.named support=%d", speaker.support.id)
    if form.errors:
        return make_response(_name_page(speaker, token, form), 422)
    return redirect(url_for("officers.name", token=token), 303)


def _name_page(speaker: Speaker, token: str, form: OfficerForm) -> str:
    support = speaker.support
    officer = officer_of_support(support.id)
    return render_template(
        "organizations/own/officer.html",
        campaign=campaign_facts_of(support.campaign_id),
        support=support,
        organization=support.organization,
        for_officer=speaker.officer is not None,
        confirmed=officer is not None and officer.confirmed_at is not None,
        can_name=can_be_proved(support) and speaker.officer is None,
        form=form,
        token=token,
    )
