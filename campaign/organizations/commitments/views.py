"""Public pages of promises: the table, one promise, the same as data, and the pages behind the mailed link."""

import logging
from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import CampaignFacts, campaign_facts, campaign_facts_of
from campaign.clock import now
from campaign.organizations.commitments.ask_for_date import ask_for_date
from campaign.organizations.commitments.feed import promises_feed
from campaign.organizations.commitments.forms import (
    DateForm,
    EvidenceForm,
    GiveUpForm,
    PromiseForm,
    filters_as_url,
    read_filters,
)
from campaign.organizations.commitments.give_up import give_up
from campaign.organizations.commitments.hand_in import hand_in
from campaign.organizations.commitments.history import LIVE, evidence_waits
from campaign.organizations.commitments.open_data import Records, as_csv, as_document
from campaign.organizations.commitments.promise import can_promise, promise
from campaign.organizations.commitments.queries import (
    PUBLIC,
    PublicPromise,
    all_promises,
    count_promises,
    facets,
    one_promise,
    own_promise,
    own_promises,
    promises_page,
    public_history,
    steps_of,
)
from campaign.organizations.commitments.refusals import NoSuchPromise
from campaign.organizations.commitments.rules import MOST_LIVE, latest_day
from campaign.organizations.commitments.wording import MACHINE_STATES, STATES, STEPS, own_standing, standing, told
from campaign.organizations.models import Capacity, Commitment, CommitmentState
from campaign.organizations.refusals import NoSuchPage
from campaign.organizations.speaker import Speaker, speaker_by_token
from campaign.organizations.wording import KINDS
from campaign.trackers.records import record_lines
from campaign.web.atom import MEDIA_TYPE
from campaign.web.errors import Refusal
from campaign.web.fields import refuse_unreadable
from campaign.web.headers import kept_for_all, private
from campaign.web.language import language_of_address, speaking
from campaign.web.paging import page_number

log = logging.getLogger(__name__)
blueprint = Blueprint("commitments", __name__)
BY_LINK = ("commitments.own", "commitments.state", "commitments.own_one", "commitments.act")


@blueprint.after_request
def never_kept(response: Response) -> Response:
    """Whatever a mailed link answers, refusals too, is for one person."""
    return private(response) if request.endpoint in BY_LINK else response


@blueprint.get("/c/<slug>/promises")
def promises(slug: str) -> ResponseReturnValue:
    """What organizations promised, and what came of it."""
    campaign, filters, moment = campaign_facts(slug), read_filters(request.args), now()
    today = moment.date()
    page = promises_page(campaign.id, filters, page_number(), today)
    kinds, countries = facets(campaign.id)
    html = render_template(
        "organizations/commitments/promises.html",
        campaign=campaign,
        page=page,
        counts=count_promises(campaign.id, filters, today),
        filters=filters,
        url=filters_as_url(filters),
        as_of=moment.replace(second=0, microsecond=0),
        standings={one.id: standing(one, today) for one in page.rows},
        records=_records(page.rows),
        states=STATES,
        machine_states=MACHINE_STATES,
        public_states=PUBLIC,
        kinds=KINDS,
        kinds_here=kinds,
        countries_here=countries,
    )
    return kept_for_all(html)


def _records(rows: Sequence[PublicPromise]) -> Records:
    return record_lines({one.sponsor_id for one in rows if one.sponsor_id is not None})


@blueprint.get("/c/<slug>/promises.csv")
def promises_csv(slug: str) -> ResponseReturnValue:
    """The table as CSV, filtered like the page, in one piece."""
    campaign, filters = campaign_facts(slug), read_filters(request.args)
    rows = all_promises(campaign.id, filters, now().date())
    response = kept_for_all(as_csv(campaign, rows, _records(rows)).decode())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{campaign.slug}-promises.csv"'
    return _open_to_all(response)


@blueprint.get("/c/<slug>/promises.json")
def promises_json(slug: str) -> ResponseReturnValue:
    """The table as JSON, filtered like the page, in one piece."""
    # One address holds one document, whoever asks.
    with speaking(language_of_address()):
        campaign = campaign_facts(slug)
    filters, moment = read_filters(request.args), now()
    rows = all_promises(campaign.id, filters, moment.date())
    counts = count_promises(campaign.id, filters, moment.date())
    document = as_document(campaign, rows, counts, _records(rows), moment.replace(second=0, microsecond=0))
    response = kept_for_all(jsonify(document).get_data(as_text=True))
    response.headers["Content-Type"] = "application/json"
    return _open_to_all(response)


@blueprint.get("/c/<slug>/promises.atom")
def promises_atom(slug: str) -> ResponseReturnValue:
    """What changed, as a feed."""
    response = kept_for_all(promises_feed(campaign_facts(slug)).decode(), 300)
    response.headers["Content-Type"] = MEDIA_TYPE
    return _open_to_all(response)


def _open_to_all(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.get("/c/<slug>/promises/<public_id>")
def one(slug: str, public_id: str) -> ResponseReturnValue:
    """One promise with all that happened to it."""
    campaign, today = campaign_facts(slug), now().date()
    found = one_promise(campaign.id, public_id)
    if found is None:
        raise NoSuchPromise
    html = render_template(
        "organizations/commitments/promise.html",
        campaign=campaign,
        one=found,
        standing=standing(found, today),
        history=[(step, told(step)) for step in public_history(found.public_id)],
        records=_records([found]),
        kinds=KINDS,
    )
    return kept_for_all(html)


def _spoken_for(token: str) -> tuple[Speaker, CampaignFacts]:
    speaker = speaker_by_token(token)
    campaign = campaign_facts_of(speaker.support.campaign_id) if speaker is not None else None
    if speaker is None or campaign is None:
        log.info("token.bad status=404")
        raise NoSuchPage
    return speaker, campaign


@blueprint.get("/own/<token>/commitments")
def own(token: str) -> ResponseReturnValue:
    """The organization's own list of promises, with the form for a new one."""
    speaker, campaign = _spoken_for(token)
    form = PromiseForm(today=now().date(), formdata=None)
    return _own_page(token, speaker, campaign, form, request.args.get("done", ""))


@blueprint.post("/own/<token>/commitments")
def state(token: str) -> ResponseReturnValue:
    """State a promise."""
    speaker, campaign = _spoken_for(token)
    refuse_unreadable()
    form = PromiseForm(today=now().date())
    if not form.validate():
        return _own_page(token, speaker, campaign, form), 422
    try:
        promise(speaker.support.id, form.stated(), now())
    except Refusal as no:
        form.promise.errors = [no.sentence]
        return _own_page(token, speaker, campaign, form), no.status
    log.info("commitment.proposed campaign=%s", campaign.slug)
    return redirect(url_for("commitments.own", token=token, done="stated"), 303)


def _own_page(token: str, speaker: Speaker, campaign: CampaignFacts, form: PromiseForm, done: str = "") -> str:
    today = now().date()
    mine = own_promises(speaker.support.id)
    return render_template(
        "organizations/commitments/own.html",
        token=token,
        support=speaker.support,
        organization=speaker.support.organization,
        campaign=campaign,
        form=form,
        done=done,
        mine=[(each, _own_standing(each)) for each in mine],
        can_promise=can_promise(speaker.support),
        personally=speaker.support.capacity == Capacity.PERSONAL,
        live=sum(each.state in LIVE for each in mine),
        most=MOST_LIVE,
        today=today,
        latest=latest_day(today),
    )


def _own_standing(commitment: Commitment) -> object:
    return own_standing(commitment, now().date(), evidence_waits=evidence_waits(commitment))


@blueprint.get("/own/<token>/commitments/<public_id>")
def own_one(token: str, public_id: str) -> ResponseReturnValue:
    """One promise of the organization's own: evidence, a new date, giving it up, and its history."""
    speaker, campaign = _spoken_for(token)
    commitment = _own(speaker, public_id)
    return _own_one_page(token, speaker, campaign, commitment, {}, request.args.get("done", ""))


def _own(speaker: Speaker, public_id: str) -> Commitment:
    commitment = own_promise(speaker.support.id, public_id)
    if commitment is None:
        raise NoSuchPromise
    return commitment


@blueprint.post("/own/<token>/commitments/<public_id>")
def act(token: str, public_id: str) -> ResponseReturnValue:
    """Hand in evidence, ask for a new date, or give the promise up, as the button says."""
    speaker, campaign = _spoken_for(token)
    refuse_unreadable()
    commitment = _own(speaker, public_id)
    support_id, moment = speaker.support.id, now()
    wanted = request.form.get("act", "")
    form: EvidenceForm | DateForm | GiveUpForm
    try:
        if wanted == "evidence":
            form = EvidenceForm(today=moment.date())
            if not form.validate():
                return _own_one_page(token, speaker, campaign, commitment, {wanted: form}), 422
            hand_in(support_id, commitment.public_id, form.evidence(), moment)
        elif wanted == "date":
            form = DateForm(today=moment.date())
            if not form.validate() or form.new_day.day is None:
                return _own_one_page(token, speaker, campaign, commitment, {wanted: form}), 422
            ask_for_date(support_id, commitment.public_id, form.new_day.day, form.why.text, moment)
        elif wanted == "give-up":
            form = GiveUpForm(today=moment.date())
            if not form.validate():
                return _own_one_page(token, speaker, campaign, commitment, {wanted: form}), 422
            give_up(support_id, commitment.public_id, form.reason.text, moment)
        else:
            return redirect(url_for("commitments.own_one", token=token, public_id=public_id), 303)
    except Refusal as no:
        return _own_one_page(token, speaker, campaign, commitment, {}, refused=no.sentence), no.status
    log.info("commitment.%s campaign=%s", wanted, campaign.slug)
    return redirect(url_for("commitments.own_one", token=token, public_id=public_id, done=wanted), 303)


def _own_one_page(
    token: str,
    speaker: Speaker,
    campaign: CampaignFacts,
    commitment: Commitment,
    forms: dict[str, EvidenceForm | DateForm | GiveUpForm],
    done: str = "",
    refused: str = "",
) -> str:
    today = now().date()
    return render_template(
        "organizations/commitments/own_one.html",
        token=token,
        support=speaker.support,
        organization=speaker.support.organization,
        campaign=campaign,
        one=commitment,
        standing=_own_standing(commitment),
        history=steps_of(commitment.id),
        steps=STEPS,
        evidence_form=forms.get("evidence") or EvidenceForm(today=today, formdata=None),
        date_form=forms.get("date") or DateForm(today=today, formdata=None),
        give_up_form=forms.get("give-up") or GiveUpForm(today=today, formdata=None),
        tried=next(iter(forms), ""),
        evidence_waits=evidence_waits(commitment),
        is_public=commitment.state in PUBLIC,
        can_act=commitment.state in (CommitmentState.OPEN, CommitmentState.LATE),
        can_give_up=commitment.state in LIVE,
        done=done,
        refused=refused,
        today=today,
        latest=latest_day(today),
    )
