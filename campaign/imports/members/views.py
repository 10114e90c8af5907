"""Public pages about members: a member's answer, and an umbrella's list and how far it is."""

import logging
from typing import cast

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.audit.record import Actor
from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.clock import now
from campaign.imports.members.assent import assent
from campaign.imports.members.bring import bring
from campaign.imports.members.forms import AssentForm, MembersForm
from campaign.imports.members.letters import umbrella_of
from campaign.imports.members.purge_invited import INVITATION_LIVES
from campaign.imports.members.queries import invitation_by_token, lists_of, member_lines, progress_of
from campaign.imports.members.refuse import refuse
from campaign.imports.models import BatchState, ImportBatch
from campaign.imports.organizations.fields import TEMPLATE_HEADINGS
from campaign.imports.refusals import AlreadyHere, InvitationGone, NameTaken, NotAnUmbrella, NotATable, TooManyLists
from campaign.imports.tables.fault import MOST_BYTES
from campaign.imports.wording import ROW_STATES, state_words
from campaign.organizations.contact import open_contact
from campaign.organizations.models import OrganizationKind, Support, SupportState
from campaign.organizations.own.forms import came_from_our_page
from campaign.organizations.own.views import Here, draw, here, to_page
from campaign.organizations.wording import KINDS, STATES, consent_sentence, retention_sentence
from campaign.web.fields import refuse_unreadable
from campaign.web.headers import private
from campaign.web.language import N_, said
from campaign.web.paging import page_number
from campaign.web.uploads import FormRequest

log = logging.getLogger(__name__)
blueprint = Blueprint("members", __name__)
SAID = {
    "list": N_("Your list has come in. Open it below to see what stands against its lines; that takes a few seconds."),
    "stale": N_(
        "Nothing was done: the page was open for over a day, or the form did not come from it. Please try again."
    ),
}
_NOT_JOINED = N_("Did not join")
_BECAME = {
    SupportState.INVITED: N_("Asked"),
    SupportState.WAITING: N_("Assented, under review"),
    SupportState.APPROVED: N_("Listed"),
    SupportState.LAPSED: N_("Listed"),
    SupportState.DECLINED: _NOT_JOINED,
    SupportState.LEFT: _NOT_JOINED,
}
REQUEST_LIMIT = 160 * 1024 * 1024


@blueprint.after_request
def never_kept(response: Response) -> Response:
    """Whatever a mailed link answers, refusals too, is for one person."""
    return private(response)


# A member


@blueprint.route("/member/<token>", methods=["GET", "POST"])
def member(token: str) -> ResponseReturnValue:
    """What its umbrella said of a member, to be corrected, and a yes or no. Looking changes nothing."""
    invited = invitation_by_token(token)
    campaign = campaign_facts_of(invited.campaign_id) if invited is not None else None
    if invited is None or campaign is None:
        log.info("token.bad status=404")
        raise InvitationGone
    if invited.state != SupportState.INVITED:
        return render_template(
            "imports/members/answered.html", support=invited, campaign=campaign, state=STATES[invited.state]
        )
    return _answer(token, invited, campaign) if request.method == "POST" else _member_page(token, invited, campaign)


def _answer(token: str, invited: Support, campaign: CampaignFacts) -> ResponseReturnValue:
    refuse_unreadable()
    if request.form.get("decision") == "no":
        refuse(invited.id, now())
        log.info("member.refused campaign=%s", campaign.slug)
        return redirect(url_for("members.refused", slug=campaign.slug), 303)
    form = AssentForm()
    if not form.validate():
        return _member_page(token, invited, campaign, form), 422
    try:
        assent(invited.id, campaign, form.said(campaign), now())
    except NameTaken as no:
        form.name.errors = [no.sentence]
        return _member_page(token, invited, campaign, form), 422
    log.info("member.assented campaign=%s", campaign.slug)
    return redirect(url_for("members.member", token=token), 303)


def _member_page(token: str, invited: Support, campaign: CampaignFacts, form: AssentForm | None = None) -> str:
    organization, contact = invited.organization, open_contact(invited, campaign.public_id)
    if form is None:
        form = AssentForm(
            formdata=None,
            data={
                "name": organization.name,
                "website": organization.website,
                "country": organization.country,
                "kind": organization.kind.value,
                "statement": invited.statement,
                "contact_name": contact.name if contact else "",
                "role": contact.role if contact else "",
            },
        )
    return render_template(
        "imports/members/member.html",
        token=token,
        form=form,
        campaign=campaign,
        umbrella=umbrella_of(invited),
        address=contact.email if contact else "",
        until=invited.created_at + INVITATION_LIVES,
        closed=campaign.phase(now()) == "closed",
        kinds=KINDS,
        consent=consent_sentence(campaign.controller),
        retention=retention_sentence(campaign.retention_until),
    )


@blueprint.get("/c/<slug>/support/no-member")
def refused(slug: str) -> ResponseReturnValue:
    """What saying no did."""
    return render_template("imports/members/refused.html", slug=slug)


# An umbrella


def _umbrella(token: str) -> Here:
    """Who is here, if an umbrella that is listed. Raises NoSuchPage, NotAnUmbrella."""
    at = here(token)
    support = at.speaker.support
    if support.state != SupportState.APPROVED or support.organization.kind != OrganizationKind.UMBRELLA:
        raise NotAnUmbrella
    return at


@blueprint.get("/own/<token>/members")
def own(token: str) -> ResponseReturnValue:
    """How far an umbrella's members are, and the form for one more list."""
    return _own_page(_umbrella(token), MembersForm(formdata=None))


@blueprint.post("/own/<token>/members")
def send(token: str) -> ResponseReturnValue:
    """Read a list and look at every line; or the form again. Nobody is written to before staff take the list in."""
    at = _umbrella(token)
    cast("FormRequest", request).take_files(MOST_BYTES, most=1, body=REQUEST_LIMIT)
    refuse_unreadable(files=("file",))
    if not came_from_our_page(token, now()):
        return to_page(token, "stale", "members.own")
    form = MembersForm()
    if form.validate():
        sent = form.file.data
        data = sent.read(MOST_BYTES + 1) if sent else b""
        support = at.speaker.support
        actor = Actor(None, f"organization {support.organization.slug}")
        try:
            bring(support, sent.filename if sent else "", data, actor, now())
        except (NotATable, AlreadyHere, TooManyLists) as no:
            form.file.errors = [no.sentence]
        else:
            return to_page(token, "list", "members.own")
    return _own_page(at, form), 422


@blueprint.get("/own/<token>/members/<int:batch_id>")
def own_list(token: str, batch_id: int) -> ResponseReturnValue:
    """One list of theirs: what was found of each line, and what became of it."""
    at = _umbrella(token)
    batch = next((one for one in _lists(at) if one.id == batch_id), None)
    if batch is None:
        raise NotAnUmbrella
    return draw(
        at,
        "imports/members/list.html",
        batch=batch,
        page=member_lines(batch, page_number()),
        state=state_words(batch),
        states=ROW_STATES,
        became=_BECAME,
        not_joined=_NOT_JOINED,
    )


@blueprint.get("/own/<token>/members/template.csv")
def template(token: str) -> ResponseReturnValue:
    """An empty list with the headings that need no mapping."""
    _umbrella(token)
    response = make_response(",".join(TEMPLATE_HEADINGS) + "\r\n")
    response.headers["Content-Type"] = "text/csv; charset=utf-8; header=present"
    response.headers["Content-Disposition"] = 'attachment; filename="members.csv"'
    return response


def _lists(at: Here) -> list[ImportBatch]:
    support = at.speaker.support
    return list(lists_of(support.organization_id, support.campaign_id))


def _own_page(at: Here, form: MembersForm) -> str:
    support = at.speaker.support
    return draw(
        at,
        "imports/members/own.html",
        form=form,
        said=said(SAID.get(request.args.get("said", ""), "")),
        progress=progress_of(support.organization_id, support.campaign_id),
        lists=[(batch, state_words(batch)) for batch in _lists(at)],
        waits=BatchState.CHECKED,
        headings=TEMPLATE_HEADINGS,
        days=INVITATION_LIVES.days,
    )
