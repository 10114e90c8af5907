"""Desk pages about organizations: what waits for review, and the decision."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, may, mine, needs
from campaign.campaigns.queries import campaign_facts_of, public_campaigns
from campaign.clock import now
from campaign.organizations.approve import approve
from campaign.organizations.authority.add_proof import can_be_proved
from campaign.organizations.authority.dns_record import record_of
from campaign.organizations.authority.queries import dns_check_of, proofs_of
from campaign.organizations.commitments.queries import own_promises
from campaign.organizations.commitments.wording import STATES as PROMISE_STATES
from campaign.organizations.contact import open_contact
from campaign.organizations.decline import decline
from campaign.organizations.duplicates.find_duplicates import find_duplicates
from campaign.organizations.duplicates.merge import can_undo as can_part
from campaign.organizations.forms import DecisionForm
from campaign.organizations.identifiers import public_address, spelled_identifier
from campaign.organizations.leave import leave
from campaign.organizations.link_sponsor import link_sponsor
from campaign.organizations.look_at_contact import People, look_at_contact
from campaign.organizations.merged import merges_of
from campaign.organizations.models import Capacity, Support, SupportState
from campaign.organizations.officers.person import open_officer
from campaign.organizations.own.queries import changes_of, changes_waiting
from campaign.organizations.own.renew import is_due
from campaign.organizations.queries import (
    campaign_of_support,
    identifiers_of,
    next_waiting,
    officer_of_support,
    support_by_id,
    waiting_count,
)
from campaign.organizations.refusals import NoSuchLogo, NoSuchSupport
from campaign.organizations.reopen import UNDO_FOR, can_reopen, reopen
from campaign.organizations.review_list import read_review_filter, review_list
from campaign.organizations.website import domain_of, host_of, is_public_mail_host, own_domain, spelled
from campaign.organizations.wording import AUTHORITIES, CHANGE_STATES, DNS_OUTCOMES, KINDS, PROOFS, SCHEMES, STATES
from campaign.text import mask_address, tidy
from campaign.trackers.desk_queries import sponsors_meant
from campaign.trackers.records import record_lines
from campaign.trackers.refusals import NoSuchSponsor
from campaign.web.headers import private
from campaign.web.paging import page_number
from campaign.web.sorting import read_sorting

blueprint = Blueprint("organizations", __name__, url_prefix="/organizations")

SORTED_BY = ("name", "kind", "country", "-received", "confirmed", "state")
SHORT_STATES = {SupportState.WAITING: "Waits", SupportState.INVITED: "Invited"}


@blueprint.get("")
@needs(Permission.REVIEW_ORGANIZATIONS)
def queue() -> ResponseReturnValue:
    """Applications by campaign and state; those that wait come first."""
    campaigns = {
        campaign.id: campaign for campaign in public_campaigns() if may(Permission.REVIEW_ORGANIZATIONS, campaign.id)
    }
    wanted = read_review_filter(request.args, campaigns)
    # Who waits longest comes first; of what does not wait, the newest.
    default = "confirmed" if wanted.state == SupportState.WAITING else "-received"
    sorting = read_sorting(default, *(name for name in SORTED_BY if name.lstrip("-") != default.lstrip("-")))
    return render_template(
        "organizations/desk/queue.html",
        chosen=campaigns.get(wanted.campaign_id or 0),
        wanted=wanted,
        page=review_list(wanted, sorting, page_number(), _mine()),
        sorting=sorting,
        default=default,
        asked=request.query_string.decode("ascii", "replace"),
        now=now(),
        state=wanted.state,
        campaigns=campaigns,
        waiting=waiting_count(_mine()),
        changes=changes_waiting(_mine()),
        states=STATES,
        short_states=SHORT_STATES,
        kinds=KINDS,
        authorities=AUTHORITIES,
    )


@blueprint.get("/<int:support_id>")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def review(support_id: int) -> ResponseReturnValue:
    """One application: what it says, what we know, and the decision."""
    return _review_page(_found(support_id), DecisionForm(formdata=None))


@blueprint.post("/<int:support_id>")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def decide(support_id: int) -> ResponseReturnValue:
    """Record a decision."""
    support = _found(support_id)
    form = DecisionForm()
    if not (form.validate() and form.complete()):
        return _review_page(support, form), 422
    name = support.organization.name
    if form.decision.data == "accept":
        approve(support_id, current_actor(), now())
        flash(f"{name} is accepted and listed. Its contact gets a letter.")
    else:
        decline(support_id, form.reason.data or "", current_actor(), now())
        flash(f"{name} is declined. Its contact gets your reason.")
    return redirect(url_for("desk.organizations.queue"), 303)


@blueprint.post("/<int:support_id>/contact")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def show_contact(support_id: int) -> ResponseReturnValue:
    """The page once more, with who speaks; the look is recorded."""
    people = look_at_contact(support_id, current_actor(), now())
    return private(make_response(_review_page(_found(support_id), DecisionForm(formdata=None), people)))


@blueprint.post("/<int:support_id>/undo")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def undo(support_id: int) -> ResponseReturnValue:
    """Take a decision of the last 30 days back."""
    reopen(support_id, current_actor(), now())
    flash("The decision is undone. The application waits for review again.")
    return redirect(url_for("desk.organizations.review", support_id=support_id), 303)


@blueprint.post("/<int:support_id>/left")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def left(support_id: int) -> ResponseReturnValue:
    """The organization asked to leave."""
    leave(support_id, current_actor(), now())
    flash("Taken off the list. The dates are kept, the contact person is forgotten.")
    return redirect(url_for("desk.organizations.review", support_id=support_id), 303)


@blueprint.post("/<int:support_id>/sponsor")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def choose_sponsor(support_id: int) -> ResponseReturnValue:
    """Say which sponsor of trials the organization is, or that it is none."""
    support = _found(support_id)
    slug = tidy(request.form.get("sponsor", ""))
    try:
        link_sponsor(support.organization_id, slug, current_actor(), now(), reviews=_reviews)
    except NoSuchSponsor as no:
        flash(no.sentence, "error")
    else:
        flash("Its record stands beside its name." if slug else "It is no sponsor of trials.")
    return redirect(url_for("desk.organizations.review", support_id=support_id), 303)


@blueprint.get("/<int:support_id>/logo.png")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def logo(support_id: int) -> ResponseReturnValue:
    """The logo that an application brought."""
    found = _found(support_id).organization.logo
    if found is None:
        raise NoSuchLogo
    return Response(found.png, mimetype="image/png")


def _mine() -> ColumnElement[bool]:
    return mine(Support.campaign_id, Permission.REVIEW_ORGANIZATIONS)


def _reviews(campaign_id: int) -> bool:
    return may(Permission.REVIEW_ORGANIZATIONS, campaign_id)


def _found(support_id: int) -> Support:
    support = support_by_id(support_id)
    if support is None:
        raise NoSuchSupport
    return support


def _review_page(support: Support, form: DecisionForm, people: People | None = None) -> str:
    campaign = campaign_facts_of(support.campaign_id)
    if campaign is None:
        raise NoSuchSupport
    organization = support.organization
    contact, officer = open_contact(support, campaign.public_id), officer_of_support(support.id)
    officer_email = open_officer(officer, campaign.public_id).email if officer is not None else ""
    website, sponsor_id = organization.website, organization.sponsor_id
    words = tidy(request.args.get("sponsor", ""))[:100]
    duplicates = find_duplicates(support, _mine())
    seen = {support.campaign_id} | {each.campaign_id for one in duplicates for each in one.supports}
    return render_template(
        "organizations/desk/review.html",
        form=form,
        support=support,
        organization=organization,
        campaign=campaign,
        people=people,
        has_contact=contact is not None,
        masked=mask_address(contact.email) if contact else "",
        domain=domain_of(contact.email) if contact else "",
        own_domain=contact is not None and own_domain(contact.email, website),
        public_host=contact is not None and is_public_mail_host(domain_of(contact.email)),
        host=host_of(website),
        website_spelled=spelled(website),
        officer=officer,
        officer_masked=mask_address(officer_email) if officer_email else "",
        officer_own_domain=bool(officer_email) and own_domain(officer_email, website),
        proofs={proof.kind.value: proof for proof in proofs_of(support.id)},
        provable=can_be_proved(support),
        record=record_of(support),
        dns_check=dns_check_of(support.id),
        identifiers=[
            (SCHEMES[each.scheme], spelled_identifier(each.scheme, each.value), public_address(each.scheme, each.value))
            for each in identifiers_of(organization.id)
        ],
        duplicates=duplicates,
        reviewable=lambda other: may(Permission.REVIEW_ORGANIZATIONS, other.campaign_id),
        merges=[(done, name, can_part(done, now())) for done, name in merges_of(organization.id)],
        campaigns={id_: campaign_facts_of(id_) for id_ in seen},
        personally=support.capacity == Capacity.PERSONAL,
        can_undo=can_reopen(support, now()),
        can_renew=is_due(support, now().date()),
        undo_days=UNDO_FOR.days,
        next_id=next_waiting(support, _mine()),
        waiting=waiting_count(_mine()),
        states=STATES,
        kinds=KINDS,
        authorities=AUTHORITIES,
        proof_names=PROOFS,
        dns_outcomes=DNS_OUTCOMES,
        changes=changes_of(support.id),
        change_states=CHANGE_STATES,
        promises=own_promises(support.id),
        promise_states=PROMISE_STATES,
        records=record_lines([sponsor_id]).get(sponsor_id, []) if sponsor_id is not None else [],
        sponsor_words=words,
        sponsors=sponsors_meant(words or organization.name),
    )
