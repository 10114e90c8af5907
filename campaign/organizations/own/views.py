"""An organization's own page and what hangs on it. The link is the key: no password, no session, no cookie.

Opening a page changes nothing, whoever opens it. Every form carries a token bound to the link.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from campaign.campaigns.queries import CampaignFacts, campaign_facts, campaign_facts_of
from campaign.clock import now
from campaign.config import Settings
from campaign.organizations.authority.grade import above
from campaign.organizations.authority.queries import proofs_of
from campaign.organizations.contact import open_contact
from campaign.organizations.forms import take_pictures
from campaign.organizations.identifiers import spelled_identifier
from campaign.organizations.leave import CAN_LEAVE, leave
from campaign.organizations.models import Capacity, Change, IdentifierScheme, OrganizationKind, Support, SupportState
from campaign.organizations.officers.remove_officer import remove_officer
from campaign.organizations.own import showing
from campaign.organizations.own.ask_change import ask_change
from campaign.organizations.own.ask_new_address import ask_new_address
from campaign.organizations.own.change_contact import change_contact
from campaign.organizations.own.confirm_address import confirm_address, support_for_address
from campaign.organizations.own.drop_new_address import drop_new_address
from campaign.organizations.own.forms import (
    AddressForm,
    ContactForm,
    EditForm,
    LinkForm,
    came_from_our_page,
    link_form_name,
    own_form_token,
)
from campaign.organizations.own.make_referral import make_referral
from campaign.organizations.own.own_data import own_data, own_history
from campaign.organizations.own.queries import (
    differences,
    events_of,
    last_decided_change,
    referral_of,
    waiting_change,
)
from campaign.organizations.own.renew import is_due, last_day, renew
from campaign.organizations.own.revoke_links import revoke_links
from campaign.organizations.own.send_link import send_link
from campaign.organizations.own.withdraw_change import withdraw_change
from campaign.organizations.public_values import public_pictures, public_values
from campaign.organizations.queries import officer_of_support
from campaign.organizations.refusals import (
    AddressLinkGone,
    AddressUnchanged,
    NoSuchLogo,
    NoSuchPage,
    NothingChanged,
    TooLarge,
    TooManyLetters,
)
from campaign.organizations.speaker import ITSELF, Speaker, own_page_token, speaker_by_token
from campaign.organizations.wording import AUTHORITIES, EVENTS, KINDS, PROOFS, RAISES, SCHEME_HINTS, SCHEMES
from campaign.sealed import network_tag
from campaign.text import likely_meant, mask_address
from campaign.web.fields import refuse_unreadable
from campaign.web.headers import private
from campaign.web.language import N_, gettext
from campaign.web.origin import client_address
from campaign.web.suspicion import current_form_token, why_suspect

log = logging.getLogger(__name__)
blueprint = Blueprint("own", __name__)

# The parts of an own page, in the order of its menu. Those of other rooms are named by endpoint, and shown where they
# exist.
PARTS = (
    (N_("Your page"), "own.page"),
    (N_("What the list says"), "own.edit"),
    (N_("Contact"), "own.contact"),
    (N_("Authority"), "authority.own"),
    (N_("Second officer"), "officers.name"),
    (N_("Promises"), "commitments.own"),
    (N_("Members"), "members.own"),
    (N_("Badge and links"), "own.show"),
    (N_("People"), "own_people.people"),
)

# Who speaks personally proves nothing, promises nothing and has no members.
OF_ORGANIZATIONS = ("authority.own", "officers.name", "commitments.own", "members.own")

# What happened, told on the page after a redirect. There is no session, so the address carries a word for it.
SAID = {
    "asked": N_("Your change waits for a reviewer. Until then all is shown as before."),
    "back": N_("The change is taken back."),
    "renewed": N_("Renewed. Thank you."),
    "contact": N_("Your name and role are stored."),
    "address": N_("A letter is on its way to the new address. Nothing changes before its button is pressed."),
    "stays": N_("All letters keep coming to your present address."),
    "moved": N_("This address is confirmed. Letters come here from now on, and earlier links no longer work."),
    "list": N_("Your request waits for a person to decide it."),
    "officer": N_("The second officer is removed."),
    "stale": N_(
        "Nothing was done: the page was open for over a day, or the form did not come from it. Please try again."
    ),
}


@dataclass(frozen=True)
class Here:
    """Who is here, with which link, for what."""

    token: str
    speaker: Speaker
    campaign: CampaignFacts


def here(token: str) -> Here:
    """Who a link is for. Raises NoSuchPage."""
    speaker = speaker_by_token(token)
    campaign = campaign_facts_of(speaker.support.campaign_id) if speaker is not None else None
    if speaker is None or campaign is None:
        log.info("token.bad status=404")
        raise NoSuchPage
    return Here(token, speaker, campaign)


def install(app: Flask) -> None:
    """Make the menu known to templates: parts of own pages live in several rooms."""
    app.jinja_env.globals["own_page_parts"] = own_page_parts


def own_page_parts(support: Support) -> list[tuple[str, str]]:
    """Label and endpoint of every part of an own page that this site has, and that is for this support."""
    not_theirs = set(OF_ORGANIZATIONS) if support.capacity == Capacity.PERSONAL else set()
    if support.state != SupportState.APPROVED or support.organization.kind != OrganizationKind.UMBRELLA:
        not_theirs.add("members.own")
    here = current_app.view_functions
    return [(gettext(label), endpoint) for label, endpoint in PARTS if endpoint in here and endpoint not in not_theirs]


def draw(at: Here, template: str, **more: Any) -> str:
    """A page of the own pages: its frame, its menu, a fresh form token."""
    support = at.speaker.support
    return render_template(
        template,
        token=at.token,
        campaign=at.campaign,
        support=support,
        organization=support.organization,
        officer_speaks=at.speaker.officer is not None,
        personally=support.capacity == Capacity.PERSONAL,
        form_token=own_form_token(at.token, now()),
        **more,
    )


def to_page(token: str, said: str, endpoint: str = "own.page") -> Response:
    """Back to a page of theirs, which says what happened."""
    response: Response = make_response(redirect(url_for(endpoint, token=token, said=said), 303))
    return response


def said() -> str:
    """The sentence for what happened before the redirect, or nothing."""
    happened = SAID.get(request.args.get("said", ""))
    return gettext(happened) if happened else ""


def stale(token: str) -> Response | None:
    """Where to go when a form did not come from a fresh page of this link; None when all is well."""
    refuse_unreadable()
    return None if came_from_our_page(token, now()) else to_page(token, "stale")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@blueprint.after_request
def never_kept(response: Response) -> Response:
    """Whatever a mailed link answers, refusals too, is for one person."""
    theirs = request.path.startswith("/own/") or request.path.endswith("/support/link")
    return private(response) if theirs else response


@blueprint.get("/own/<token>")
def page(token: str) -> ResponseReturnValue:
    """All of it at a glance."""
    at, today = here(token), now().date()
    support = at.speaker.support
    change, decided = waiting_change(support.id), last_decided_change(support.id)
    contact = open_contact(support, at.campaign.public_id)
    return draw(
        at,
        "organizations/own/page.html",
        said=said(),
        contact=contact,
        masked=mask_address(contact.email) if contact is not None else "",
        officer=officer_of_support(support.id),
        change=change,
        differences=differences(change, support) if change is not None else [],
        declined=decided if change is None and decided is not None and decided.note else None,
        identifiers=[
            (SCHEMES[one.scheme], spelled_identifier(one.scheme, one.value)) for one in support.organization.identifiers
        ],
        kinds=KINDS,
        authorities=AUTHORITIES,
        proofs=proofs_of(support.id),
        proof_names=PROOFS,
        raises=[] if support.capacity == Capacity.PERSONAL else [(RAISES[grade]) for grade in above(support.authority)],
        events=events_of(support.id),
        words=EVENTS,
        can_renew=is_due(support, today),
        renewable_until=last_day(support) if support.state == SupportState.LAPSED else None,
        can_leave=support.state in CAN_LEAVE,
    )


@blueprint.get("/own/<token>/picture/<any(now, now_dark, asked, asked_dark):which>.png")
def picture(token: str, which: str) -> ResponseReturnValue:
    """A logo as it is shown now or as it was asked for; it may not be public yet."""
    support = here(token).speaker.support
    png = picture_of(waiting_change(support.id), support, which)
    if png is None:
        raise NoSuchLogo
    return Response(png, mimetype="image/png")


def picture_of(change: Change | None, support: Any, which: str) -> bytes | None:
    """The bytes of one of the four pictures that a change is about."""
    shown = public_pictures(support)
    if which == "now":
        return shown.logo.png if shown.logo is not None else None
    if which == "now_dark":
        return shown.dark_logo.png if shown.dark_logo is not None else None
    if change is None:
        return None
    return change.logo_png if which == "asked" else change.dark_logo_png


@blueprint.get("/own/<token>/edit")
def edit(token: str) -> ResponseReturnValue:
    """The form for what the public sees, filled with what was asked for last, else with what is shown."""
    at = here(token)
    support = at.speaker.support
    shown, change = public_values(support), waiting_change(support.id)
    values = shown | (change.values if change is not None else {})
    values |= {scheme.value: spelled_identifier(scheme, values[scheme.value]) for scheme in IdentifierScheme}
    pictures = {"logo", "dark_logo"}
    return _edit_page(at, EditForm(formdata=None, data={key: values[key] for key in values.keys() - pictures}))


@blueprint.post("/own/<token>/edit")
def ask(token: str) -> ResponseReturnValue:
    """Put a change before the reviewers, or show the form again with what was typed."""
    take_pictures(most=2)
    at = here(token)
    try:
        refuse_unreadable(files=("logo", "dark_logo"))
    except RequestEntityTooLarge:
        raise TooLarge from None
    form = EditForm()
    support = at.speaker.support
    valid = form.validate()
    if not came_from_our_page(token, now()):
        sentence = SAID["stale"]
        return _edit_page(at, form, notice=gettext(sentence)), 422
    asked = waiting_change(support.id)
    has_logo = support.organization.logo is not None or (asked is not None and asked.logo_png is not None)
    if not (valid and form.reads_pictures(has_logo=has_logo)):
        return _edit_page(at, form), 422
    try:
        ask_change(support.id, form.wanted(), now())
    except NothingChanged as no:
        return _edit_page(at, form, notice=no.sentence), 422
    log.info("own.change_asked campaign=%s", at.campaign.slug)
    return to_page(token, "asked")


def _edit_page(at: Here, form: EditForm, notice: str = "") -> str:
    support = at.speaker.support
    return draw(
        at,
        "organizations/own/edit.html",
        form=form,
        notice=notice,
        shown=public_values(support),
        change=waiting_change(support.id),
        kinds=KINDS,
        hints=SCHEME_HINTS,
    )


@blueprint.post("/own/<token>/change/withdraw")
def take_back(token: str) -> ResponseReturnValue:
    """Take the waiting change back."""
    at = here(token)
    if (again := stale(token)) is not None:
        return again
    withdraw_change(at.speaker.support.id, now())
    return to_page(token, "back")


@blueprint.get("/own/<token>/contact")
def contact(token: str) -> ResponseReturnValue:
    """Name, role and address of the contact, and the second officer."""
    return _contact_page(here(token))


@blueprint.post("/own/<token>/contact")
def change_person(token: str) -> ResponseReturnValue:
    """Store name and role at once; nobody sees them."""
    at = here(token)
    if (again := stale(token)) is not None:
        return again
    form = ContactForm()
    if at.speaker.officer is not None or not form.validate():
        return _contact_page(at, form), 422
    change_contact(at.speaker.support.id, form.contact_name.text, form.role.text, now())
    return to_page(token, "contact", "own.contact")


@blueprint.post("/own/<token>/contact/address")
def change_address(token: str) -> ResponseReturnValue:
    """Write to a new address, which has to confirm."""
    at = here(token)
    if (again := stale(token)) is not None:
        return again
    form = AddressForm()
    if at.speaker.officer is not None or not form.validate():
        return _contact_page(at, address_form=form), 422
    assert form.email.address is not None
    try:
        ask_new_address(at.speaker.support.id, form.email.address, now())
    except (AddressUnchanged, TooManyLetters) as no:
        form.email.errors = [no.sentence]
        return _contact_page(at, address_form=form), no.status
    return to_page(token, "address", "own.contact")


@blueprint.post("/own/<token>/contact/stay")
def stay(token: str) -> ResponseReturnValue:
    """Forget the new address that was asked for."""
    at = here(token)
    if (again := stale(token)) is not None:
        return again
    drop_new_address(at.speaker.support.id)
    return to_page(token, "stays", "own.contact")


@blueprint.post("/own/<token>/contact/officer/remove")
def take_officer_off(token: str) -> ResponseReturnValue:
    """Remove the second officer; they may do so themselves."""
    at = here(token)
    if (again := stale(token)) is not None:
        return again
    remove_officer(at.speaker.support.id, now())
    if at.speaker.officer is not None:
        return redirect(url_for("own.gone", slug=at.campaign.slug), 303)
    return to_page(token, "officer", "own.contact")


def _contact_page(at: Here, form: ContactForm | None = None, address_form: AddressForm | None = None) -> str:
    person = open_contact(at.speaker.support, at.campaign.public_id)
    if person is None:
        raise NoSuchPage
    return draw(
        at,
        "organizations/own/contact.html",
        said=said(),
        contact=person,
        masked=mask_address(person.email),
        new_masked=mask_address(person.new_email) if person.new_email else "",
        officer=officer_of_support(at.speaker.support.id),
        form=form or ContactForm(formdata=None, data=ContactForm.values(person)),
        address_form=address_form or AddressForm(formdata=None),
    )


@blueprint.route("/own/<token>/address", methods=["GET", "POST"])
def address(token: str) -> ResponseReturnValue:
    """What the link in a letter to a new address opens: one button."""
    if request.method == "POST":
        support = confirm_address(token, now())
        log.info("own.address_confirmed")
        return to_page(own_page_token(support), "moved")
    found = support_for_address(token, now())
    campaign = campaign_facts_of(found[0].campaign_id) if found is not None else None
    if found is None or campaign is None:
        log.info("token.bad status=410")
        raise AddressLinkGone
    return render_template(
        "organizations/own/address.html",
        token=token,
        campaign=campaign,
        organization=found[0].organization,
        new_masked=mask_address(found[1].new_email),
    )


@blueprint.post("/own/<token>/renew")
def renew_support(token: str) -> ResponseReturnValue:
    """Renew for a year."""
    at = here(token)
    if (again := stale(token)) is not None:
        return again
    renew(at.speaker.support.id, ITSELF, now())
    log.info("own.renewed campaign=%s", at.campaign.slug)
    return to_page(token, "renewed")


@blueprint.get("/own/<token>/leave")
def leaving(token: str) -> ResponseReturnValue:
    """What leaving means, and the button."""
    at = here(token)
    return draw(at, "organizations/own/leave.html", can_leave=at.speaker.support.state in CAN_LEAVE)


@blueprint.post("/own/<token>/leave")
def leave_list(token: str) -> ResponseReturnValue:
    """Leave the list."""
    at = here(token)
    if (again := stale(token)) is not None:
        return again
    leave(at.speaker.support.id, ITSELF, now())
    log.info("own.left campaign=%s", at.campaign.slug)
    return redirect(url_for("own.left", slug=at.campaign.slug), 303)


@blueprint.post("/own/<token>/leaked")
def leaked(token: str) -> ResponseReturnValue:
    """Make every link of this speaker worthless and send a new one."""
    at = here(token)
    if (again := stale(token)) is not None:
        return again
    officer = at.speaker.officer
    revoke_links(at.speaker.support.id, officer.id if officer is not None else None, now())
    log.info("own.links_revoked campaign=%s", at.campaign.slug)
    return redirect(url_for("own.link_sent", slug=at.campaign.slug), 303)


@blueprint.get("/own/<token>/data.json")
def data(token: str) -> ResponseReturnValue:
    """All that is held."""
    at = here(token)
    return _file(
        own_data(at.speaker, at.campaign, now()), "application/json", f"{at.speaker.support.organization.slug}.json"
    )


@blueprint.get("/own/<token>/history.csv")
def history(token: str) -> ResponseReturnValue:
    """The public history."""
    at = here(token)
    return _file(own_history(at.speaker), "text/csv", f"{at.speaker.support.organization.slug}-history.csv")


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/own/<token>/show")
def show(token: str) -> ResponseReturnValue:
    """Badge, frame and link to copy, as they look now."""
    at = here(token)
    support = at.speaker.support
    listed = support.state in (SupportState.APPROVED, SupportState.LAPSED)
    listed = listed and support.capacity == Capacity.ON_BEHALF
    return draw(
        at,
        "organizations/own/show.html",
        said=said(),
        referral=referral_of(at.campaign.id, support.organization_id),
        listed=listed,
        badges=showing.badge_snippets(support, at.campaign) if listed else [],
        frame=showing.frame_snippet(support, at.campaign) if listed else None,
    )


@blueprint.post("/own/<token>/show")
def make_link(token: str) -> ResponseReturnValue:
    """Make the organization's own link to the petition."""
    at = here(token)
    if (again := stale(token)) is not None:
        return again
    make_referral(at.speaker.support.id, now())
    return redirect(url_for("own.show", token=token) + "#link", 303)


@blueprint.get("/c/<slug>/support/link")
def ask_for_link(slug: str) -> ResponseReturnValue:
    """The form of a contact who has lost the link."""
    return _link_page(campaign_facts(slug), LinkForm(formdata=None))


@blueprint.post("/c/<slug>/support/link")
def mail_link(slug: str) -> ResponseReturnValue:
    """The same answer to everybody: look in your mailbox."""
    campaign, moment, settings = campaign_facts(slug), now(), _settings()
    refuse_unreadable()
    form = LinkForm()
    reason = why_suspect(link_form_name(campaign), "fax", moment, timedelta(seconds=settings.form_min_seconds))
    if not form.validate():
        return _link_page(campaign, form), 422
    if reason is not None:
        log.info("own.link_challenge campaign=%s reason=%s", campaign.slug, reason)
        return _link_page(campaign, form, notice=reason), 422
    assert form.email.address is not None
    network = network_tag(moment.date(), client_address())
    send_link(campaign.id, form.email.address, network, moment, hard_per_hour=settings.support_hard_per_hour)
    return redirect(url_for("own.link_sent", slug=campaign.slug), 303)


def _link_page(campaign: CampaignFacts, form: LinkForm, notice: str = "") -> str:
    return render_template(
        "organizations/own/ask_link.html",
        campaign=campaign,
        form=form,
        notice=notice,
        meant=likely_meant(form.email.data or "") if form.email.data else None,
        form_token=current_form_token(link_form_name(campaign), now()),
    )


@blueprint.get("/c/<slug>/support/link/sent")
def link_sent(slug: str) -> ResponseReturnValue:
    """What to do next; true for everybody who may see it."""
    page = render_template("organizations/own/link_sent.html", campaign=campaign_facts(slug), sender=_settings().sender)
    return private(make_response(page))


@blueprint.get("/c/<slug>/support/left")
def left(slug: str) -> ResponseReturnValue:
    """What leaving did."""
    return private(make_response(render_template("organizations/own/left.html", campaign=campaign_facts(slug))))


@blueprint.get("/c/<slug>/support/removed")
def gone(slug: str) -> ResponseReturnValue:
    """What a second officer sees who has removed themselves."""
    page = render_template("organizations/own/gone.html", campaign=campaign_facts(slug))
    return private(make_response(page))


blueprint.add_url_rule("/organizations/<slug>/badge.svg", "badge_svg", showing.badge_svg)
blueprint.add_url_rule("/organizations/<slug>/badge.png", "badge_png", showing.badge_picture)
blueprint.add_url_rule("/embed/<campaign_slug>/organizations/<slug>", "embed", showing.embed)
