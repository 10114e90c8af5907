"""Public pages of a campaign: the text, the form, the count, and what a mailed link opens."""

import logging
from datetime import timedelta

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import CampaignFacts, campaign_facts, campaign_facts_of, public_campaigns
from campaign.clock import now
from campaign.config import Settings
from campaign.mail.mailbox import mail_stays_here
from campaign.sealed import network_tag, unseal
from campaign.signatures.ask_again import ask_again
from campaign.signatures.ask_for_mine import ask_for_mine
from campaign.signatures.confirm import by_token, confirm
from campaign.signatures.confirm_by_code import WrongCode, confirm_by_code
from campaign.signatures.deny import deny
from campaign.signatures.forms import AddressForm, CodeForm
from campaign.signatures.hold import DECIDED_WITHIN, HELD_BECAUSE, Pressing, Suspicion, tells_networks_apart
from campaign.signatures.link_page import page_to_confirm
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.page import kept_page, render_campaign
from campaign.signatures.queries import countries_of_signers, counts, public_signers
from campaign.signatures.refusals import LinkExpired, LinkUnknown
from campaign.signatures.sharing.make_link import make_link
from campaign.signatures.sharing.queries import link_of, suggested_words
from campaign.signatures.taking import Again, take_signature
from campaign.signatures.versions.queries import language_and_version
from campaign.signatures.voices.withdraw_voice import withdraw_voice
from campaign.web.countries import country_names
from campaign.web.fields import refuse_unreadable
from campaign.web.headers import kept_for_all, private
from campaign.web.language import current_language, said
from campaign.web.origin import client_address
from campaign.web.paging import page_number, paged

log = logging.getLogger(__name__)
blueprint = Blueprint("signatures", __name__)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@blueprint.get("/c/<slug>")
def page(slug: str) -> ResponseReturnValue:
    """The petition: text, counters, form."""
    kept = kept_page(slug, request.args.get("via", ""))
    same = request.if_none_match.contains_weak(kept.etag)
    headers = [("ETag", f'W/"{kept.etag}"'), ("Cache-Control", "public, max-age=5, stale-while-revalidate=60")]
    return Response(b"" if same else kept.html, 304 if same else 200, headers, mimetype="text/html")


@blueprint.post("/c/<slug>/sign")
def take(slug: str) -> ResponseReturnValue:
    """Take a signature: 303 to "look in your mailbox" after the commit, or the form again with what was typed."""
    campaign = campaign_facts(slug)
    taken = take_signature(campaign)
    if isinstance(taken, Again):
        return taken.answer(render_campaign(taken.campaign, now(), **taken.context))
    return redirect(url_for("signatures.check_mail", slug=campaign.slug), 303)


@blueprint.get("/c/<slug>/check-mail")
def check_mail(slug: str) -> ResponseReturnValue:
    """What to do next; true for everybody who may see it."""
    return kept_for_all(_check_mail_page(campaign_facts(slug), CodeForm(formdata=None), AddressForm(formdata=None)))


def _check_mail_page(campaign: CampaignFacts, code_form: CodeForm, again_form: AddressForm, **more: object) -> str:
    return render_template(
        "signatures/check_mail.html",
        campaign=campaign,
        code_form=code_form,
        again_form=again_form,
        sender=_settings().sender,
        stays_here=mail_stays_here(_settings()),
        **more,
    )


@blueprint.post("/c/<slug>/again")
def again(slug: str) -> ResponseReturnValue:
    """Send the letter again, if there is one to send; the answer is the same either way."""
    campaign = campaign_facts(slug)
    refuse_unreadable()
    form = AddressForm()
    if not form.validate():
        return private(make_response(_check_mail_page(campaign, CodeForm(formdata=None), form), 422))
    assert form.email.address is not None
    ask_again(campaign, form.email.address, now())
    return redirect(url_for("signatures.check_mail", slug=slug), 303)


@blueprint.route("/mine", methods=["GET", "POST"])
def mine() -> ResponseReturnValue:
    """Have the links to all of one's signatures mailed; the answer is the same whatever is known about the address."""
    if request.method != "POST":
        return kept_for_all(render_template("signatures/mine.html", form=AddressForm(formdata=None), sent=False))
    refuse_unreadable()
    form = AddressForm()
    if not form.validate():
        return private(make_response(render_template("signatures/mine.html", form=form, sent=False), 422))
    assert form.email.address is not None
    ask_for_mine([campaign.id for campaign in public_campaigns()], form.email.address, now())
    return redirect(url_for("signatures.mine_sent"), 303)


@blueprint.get("/mine/check-mail")
def mine_sent() -> ResponseReturnValue:
    """What happens next; true for everybody who may see it."""
    page = render_template(
        "signatures/mine.html", form=AddressForm(formdata=None), sent=True, sender=_settings().sender
    )
    return kept_for_all(page)


@blueprint.route("/c/<slug>/code", methods=["GET", "POST"])
def code(slug: str) -> ResponseReturnValue:
    """Confirm with the six figures from the mail."""
    campaign = campaign_facts(slug)
    if request.method != "POST":
        return render_template("signatures/code.html", campaign=campaign, form=CodeForm(formdata=None))
    refuse_unreadable()
    form = CodeForm()
    if form.validate():
        assert form.email.address is not None
        try:
            confirm_by_code(campaign, form.email.address, form.figures, _pressing(), now())
        except WrongCode as no:
            form.code.errors = [no.sentence]
        else:
            return redirect(url_for("signatures.thanks", slug=slug), 303)
    return private(make_response(render_template("signatures/code.html", campaign=campaign, form=form), 422))


@blueprint.get("/c/<slug>/thanks")
def thanks(slug: str) -> ResponseReturnValue:
    """Thank you, and how to bring others; says nothing about whoever looks at it."""
    campaign = campaign_facts(slug)
    return render_template(
        "signatures/thanks.html",
        campaign=campaign,
        counts=counts(campaign.id),
        person=None,
        words=_words_to_send(campaign),
    )


@blueprint.get("/c/<slug>/not-me")
def removed(slug: str) -> ResponseReturnValue:
    """What "not me" did."""
    return private(make_response(render_template("signatures/removed.html", campaign=campaign_facts(slug))))


@blueprint.route("/s/<token>", methods=["GET", "POST"])
def link(token: str) -> ResponseReturnValue:
    """What a mailed link opens: two buttons. Looking writes nothing, however often and whoever looks."""
    if request.method == "POST":
        return _decide(token)
    signature = by_token(token, now())
    campaign = _campaign(signature.campaign_id)
    person = unseal("signature", campaign.public_id, signature.public_id, signature.sealed)
    if signature.state in (SignatureState.HELD, SignatureState.INVALIDATED):
        html = render_template(
            "signatures/not_counted.html",
            campaign=campaign,
            person=person,
            signature=signature,
            because=said(HELD_BECAUSE[Suspicion(signature.held_because)]) if signature.held_because else "",
            hours=int(DECIDED_WITHIN.total_seconds() // 3600),
            token=token,
            text_address=_text_address(campaign, signature),
        )
    elif signature.state == SignatureState.CONFIRMED:
        html = render_template(
            "signatures/thanks.html",
            campaign=campaign,
            counts=counts(campaign.id),
            person=person,
            signature=signature,
            referral=link_of(signature.id),
            phase=campaign.phase(now()),
            token=token,
            words=_words_to_send(campaign),
            text_address=_text_address(campaign, signature),
        )
    else:
        html = page_to_confirm(campaign, signature, person, token, _text_address(campaign, signature))
    return private(make_response(html))


@blueprint.post("/s/<token>/link")
def own_link(token: str) -> ResponseReturnValue:
    """Make the signer's own link, by which others can be brought; it is shown on the page of the mailed link."""
    make_link(token, now())
    return private(make_response(redirect(url_for("signatures.link", token=token, _anchor="own-link-h"), 303)))


def _words_to_send(campaign: CampaignFacts) -> str:
    """What goes before the address when somebody passes a petition on."""
    return suggested_words((campaign.id, current_language())) or campaign.title


def _text_address(campaign: CampaignFacts, signature: Signature) -> str:
    """Where the very text of a signature can be read."""
    in_force = signature.text_id == campaign.text_id
    language, version = (campaign.language, campaign.version) if in_force else language_and_version(signature.text_id)
    return url_for("versions.version", slug=campaign.slug, language=language, version=version)


def _pressing() -> Pressing:
    """How the press of a button at hand arrives, and what this site takes for suspicious."""
    settings, address = _settings(), client_address()
    return Pressing(
        network_tag(now().date(), address),
        fast=timedelta(seconds=0 if mail_stays_here(settings) else settings.confirm_min_seconds),
        a_minute=settings.confirm_per_minute if tells_networks_apart(address) else 0,
    )


def _decide(token: str) -> ResponseReturnValue:
    decision = request.form.get("decision")
    if decision == "not-me":
        slug = _campaign(deny(token, now())).slug
        return private(make_response(redirect(url_for("signatures.removed", slug=slug), 303)))
    if decision == "hide-comment":
        withdraw_voice(token, now())
        return private(make_response(redirect(url_for("signatures.link", token=token), 303)))
    if decision != "confirm":
        abort(400)
    gone_from = confirm(token, _pressing(), now())
    if gone_from is not None:
        slug = _campaign(gone_from).slug
        return private(make_response(redirect(url_for("signatures.thanks", slug=slug), 303)))
    return private(make_response(redirect(url_for("signatures.link", token=token), 303)))


@blueprint.errorhandler(LinkUnknown)
def link_gone(error: LinkUnknown) -> ResponseReturnValue:
    """A link that no longer works: the same words for one that has run out and one that never was."""
    campaign = campaign_facts_of(error.campaign_id) if isinstance(error, LinkExpired) else None
    html = render_template(
        "signatures/link_gone.html",
        title=error.heading,
        sentence=error.sentence,
        campaign=campaign,
        again_form=AddressForm(formdata=None),
    )
    return private(make_response(html, error.status))


def _campaign(campaign_id: int) -> CampaignFacts:
    found = campaign_facts_of(campaign_id)
    if found is None:
        raise LinkUnknown
    return found


@blueprint.get("/c/<slug>/count.json")
def count(slug: str) -> ResponseReturnValue:
    """Both counts and when they were true; open to every site."""
    figures = counts(campaign_facts(slug).id)
    response = jsonify(
        signatures=figures.people,
        organizations=figures.organizations,
        apart={"paper": figures.paper, "imported": figures.imported, "under_review": figures.held},
        as_of=figures.as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    response.headers["Cache-Control"] = "public, max-age=5, stale-while-revalidate=60"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/c/<slug>/signatories")
def signatories(slug: str) -> ResponseReturnValue:
    """The names of those who asked to be named, newest first; of one country, if the URL names one."""
    campaign = campaign_facts(slug)
    asked = request.args.get("country", "")
    country = asked if asked in country_names() else ""
    rows = paged(public_signers(campaign.id, country), number=page_number(), size=100)
    return kept_for_all(
        render_template(
            "signatures/signatories.html",
            campaign=campaign,
            page=rows,
            country=country,
            countries_there=countries_of_signers(campaign.id),
            counts=counts(campaign.id),
        )
    )
