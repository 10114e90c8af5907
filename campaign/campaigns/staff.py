"""Desk pages about one campaign: create, edit, write, preview, publish, open and close.

The list of campaigns and the page of one campaign also tell about signatures; they are in `desk/views.py`.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, needs
from campaign.campaigns.close import close_campaign
from campaign.campaigns.colour_sheet import rule
from campaign.campaigns.create import create_campaign
from campaign.campaigns.edit import edit_campaign, missing_particulars
from campaign.campaigns.forms import (
    PARTICULARS,
    WORDS,
    CloseForm,
    NewCampaignForm,
    ParticularsForm,
    TextForm,
    differences,
)
from campaign.campaigns.languages.queries import text_standing
from campaign.campaigns.models import Campaign, CampaignState, CampaignText
from campaign.campaigns.open import open_campaign
from campaign.campaigns.publish import missing_words, publish_text
from campaign.campaigns.queries import campaign_for_desk, newest_titles, source_text, texts_of
from campaign.campaigns.refusals import DayPassed, EditedMeanwhile, SlugTaken, Unreadable, WrongState
from campaign.campaigns.text_changes import text_changes
from campaign.campaigns.wording import boxes, text_digest
from campaign.campaigns.write_text import write_text
from campaign.clock import now
from campaign.text import markdown_to_html
from campaign.web.contrast import COLOUR, SCHEMES, objection, pairs, shown
from campaign.web.errors import Refusal
from campaign.web.formats import language_name, moment
from campaign.web.kept import forget_kept
from campaign.web.language import offered, speaking

blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")

LONGEST_REQUEST = 1024 * 1024  # bytes: 60,000 characters of any script, as browsers encode them


@blueprint.before_app_request
def take_long_texts() -> None:
    """A campaign's text may be longer than what the public may send."""
    if request.blueprint == "desk.campaigns":
        request.max_content_length = LONGEST_REQUEST


def _to_campaign(campaign_id: int) -> ResponseReturnValue:
    return redirect(url_for("desk.overview.campaign", campaign_id=campaign_id), 303)


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Permission.CREATE_CAMPAIGNS)
def create() -> ResponseReturnValue:
    """The first words of a campaign, on an empty sheet or on another campaign's."""
    form = NewCampaignForm(newest_titles(), data={"language": offered()[0], "pattern": request.args.get("pattern", "")})
    if form.validate_on_submit():
        pattern = campaign_for_desk(int(form.pattern.data)) if form.pattern.data else None
        text = source_text(pattern) if pattern is not None else None
        try:
            campaign = create_campaign(
                form.particulars(pattern), form.words(text), current_actor(), now(), language=form.language.data
            )
        except SlugTaken as refusal:
            form.refuse("slug", refusal.sentence)
        else:
            flash("The draft is made. Nobody outside the desk can see it. Next: write the text.")
            return redirect(url_for(".text", campaign_id=campaign.id), 303)
    return render_template("campaigns/create.html", form=form), 422 if form.errors else 200


@blueprint.route("/<int:campaign_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_CAMPAIGNS)
def edit(campaign_id: int) -> ResponseReturnValue:
    """What a campaign is besides its words."""
    campaign = campaign_for_desk(campaign_id)
    stored = ParticularsForm.values(campaign)
    form = ParticularsForm(data=stored)
    status, refused = 200, ""
    theirs: list[tuple[str, str, str]] | None = None
    if request.method == "POST":
        status = 422
        if form.validate():
            typed = form.edits.data or ""
            seen = int(typed) if typed.isdecimal() else -1
            try:
                edit_campaign(campaign_id, form.particulars(), current_actor(), now(), seen=seen)
            except EditedMeanwhile:
                campaign = campaign_for_desk(campaign_id)
                stored = ParticularsForm.values(campaign)
                theirs, status = differences(PARTICULARS, stored, form.data), 409
                form.edits.data = stored["edits"]
            except SlugTaken as refusal:
                form.refuse("slug", refusal.sentence)
            except DayPassed as refusal:
                form.refuse("retention_until", refusal.sentence)
            except Unreadable as refusal:
                form.refuse("colour", refusal.sentence)
            except Refusal as refusal:
                refused, status = refusal.sentence, refusal.status
            else:
                forget_kept()
                flash("The particulars are stored.")
                return _to_campaign(campaign_id)
    return _particulars_page(campaign, form, campaign.colour, theirs=theirs, refused=refused), status


@blueprint.post("/<int:campaign_id>/colour")
@needs(Permission.EDIT_CAMPAIGNS)
def preview_colour(campaign_id: int) -> ResponseReturnValue:
    """Show what was typed as a colour on light and dark. Nothing is stored; the form keeps what it has."""
    campaign = campaign_for_desk(campaign_id)
    form = ParticularsForm()
    form.validate()
    colour, wrong = form.colour.data, list(form.colour.errors)
    form.process(request.form)
    if not wrong:
        form.colour.data = colour
        wrong = [sentence] if colour and (sentence := objection(colour)) else []
    for sentence in wrong:
        form.refuse("colour", sentence)
    looked_at = colour if COLOUR.fullmatch(colour) else ""
    return _particulars_page(campaign, form, looked_at, previewed=True), 422 if wrong else 200


def _particulars_page(campaign: Campaign, form: ParticularsForm, colour: str, **more: Any) -> str:
    """The form of particulars; with a free colour, how that looks."""
    return render_template(
        "campaigns/edit.html",
        campaign=campaign,
        form=form,
        colour=colour,
        looks={scheme: shown(colour, scheme) for scheme in SCHEMES} if colour else {},
        pairs=list(pairs(colour)) if colour else [],
        **{"theirs": None, "refused": "", "previewed": False, **more},
    )


@blueprint.get("/<int:campaign_id>/colour.css")
@needs(Permission.EDIT_CAMPAIGNS)
def colour_sheet(campaign_id: int) -> ResponseReturnValue:
    """The stylesheet of such a preview, for the colour in the address or else the one that is stored."""
    campaign = campaign_for_desk(campaign_id)
    colour = f"#{request.args.get('v', '')}" if "v" in request.args else campaign.colour
    if not COLOUR.fullmatch(colour):
        abort(404)
    return Response(rule(campaign.slug, colour), mimetype="text/css")


@blueprint.route("/<int:campaign_id>/text", methods=["GET", "POST"])
@needs(Permission.EDIT_CAMPAIGNS)
def text(campaign_id: int) -> ResponseReturnValue:
    """Write the next version of the text."""
    campaign = campaign_for_desk(campaign_id)
    newest = _newest(campaign)
    form = TextForm(data=TextForm.values(newest))
    status = 200
    theirs: list[tuple[str, str, str]] | None = None
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                mark = form.mark.data or ""
                stored = write_text(campaign_id, campaign.language, form.words(), current_actor(), now(), seen=mark)
            except EditedMeanwhile:
                newest = _newest(campaign)
                values = TextForm.values(newest)
                theirs, status = differences(WORDS, values, form.data), 409
                form.mark.data = values["mark"]
            else:
                flash(f"The draft of version {stored.version} is stored. It is not public until you publish it.")
                return _to_campaign(campaign_id)
    return _writing_page(campaign, newest, form, theirs=theirs), status


@blueprint.post("/<int:campaign_id>/text/preview")
@needs(Permission.EDIT_CAMPAIGNS)
def preview_text(campaign_id: int) -> ResponseReturnValue:
    """Show what was typed as the public would read it. Nothing is stored."""
    campaign = campaign_for_desk(campaign_id)
    form = TextForm()
    ready = form.validate()
    return _writing_page(campaign, _newest(campaign), form, previewed=ready), 200 if ready else 422


def _writing_page(campaign: Campaign, newest: CampaignText, form: TextForm, **more: Any) -> str:
    return render_template(
        "campaigns/text.html", campaign=campaign, newest=newest, form=form, to_html=markdown_to_html, **more
    )


def _newest(campaign: Campaign) -> CampaignText:
    return texts_of(campaign.id, campaign.language)[0]


@blueprint.get("/<int:campaign_id>/preview")
@needs(Permission.EDIT_CAMPAIGNS)
def preview(campaign_id: int) -> ResponseReturnValue:
    """The newest text as the public page would show it."""
    campaign = campaign_for_desk(campaign_id)
    newest = _newest(campaign)
    with speaking(campaign.language):
        agreed = boxes(
            campaign.controller or "(…)",
            campaign.recipient or "(…)",
            [(partner.id, partner.name) for partner in campaign.partners if partner.offered],
        )
    return render_template(
        "campaigns/preview.html",
        campaign=campaign,
        text=newest,
        boxes=agreed,
        digest=newest.sha256 or text_digest(newest.title, newest.addressee, newest.ask),
        to_html=markdown_to_html,
    )


@blueprint.route("/<int:campaign_id>/publish", methods=["GET", "POST"])
@needs(Permission.EDIT_CAMPAIGNS)
def publish(campaign_id: int) -> ResponseReturnValue:
    """Ask, then freeze the draft."""

    def act(campaign: Campaign, mark: str) -> str:
        published = publish_text(campaign_id, campaign.language, current_actor(), now(), seen=mark)
        is_open = campaign.state == CampaignState.OPEN
        then = "New signatures are bound to it." if is_open else "It is shown once the campaign opens."
        return f"Version {published.version} is published and cannot be changed any more. {then}"

    return _ask_then("campaigns/publish.html", campaign_id, act)


@blueprint.route("/<int:campaign_id>/open", methods=["GET", "POST"], endpoint="open")
@needs(Permission.EDIT_CAMPAIGNS)
def open_(campaign_id: int) -> ResponseReturnValue:
    """Say what is missing, or ask; then open."""

    def act(campaign: Campaign, mark: str) -> str:
        opened = open_campaign(campaign_id, current_actor(), now(), seen=mark)
        if opened.opens_at is not None and opened.opens_at > now():
            return f"The campaign is public. It takes signatures from {moment(opened.opens_at)}."
        return "The campaign is open. Its page is public and takes signatures now."

    return _ask_then("campaigns/open.html", campaign_id, act)


def _ask_then(template: str, campaign_id: int, act: Callable[[Campaign, str], str]) -> ResponseReturnValue:
    """A page that says what will happen; its button does it, for exactly the text that the page showed."""
    refused, status = "", 200
    campaign = campaign_for_desk(campaign_id)
    if request.method == "POST":
        try:
            said = act(campaign, request.form.get("mark", ""))
        except Refusal as refusal:
            refused, status = refusal.sentence, refusal.status
            campaign = campaign_for_desk(campaign_id)
        else:
            forget_kept()
            flash(said)
            return _to_campaign(campaign_id)
    texts = texts_of(campaign_id, campaign.language)
    draft = texts[0] if texts[0].published_at is None else None
    in_force = next((text for text in texts if text.id == campaign.text_id), None)
    missing = missing_particulars(campaign)
    if draft is not None and (in_force is None or template == "campaigns/publish.html"):
        missing += missing_words(draft)
    page = render_template(
        template,
        campaign=campaign,
        draft=draft,
        in_force=in_force,
        missing=missing,
        translated=[
            language_name(code)
            for code in offered()
            if code != campaign.language and text_standing(campaign, code).published is not None
        ],
        changes=text_changes(in_force, draft) if draft is not None and in_force is not None else [],
        refused=refused,
        now=now(),
    )
    return page, status


@blueprint.route("/<int:campaign_id>/close", methods=["GET", "POST"])
@needs(Permission.EDIT_CAMPAIGNS)
def close(campaign_id: int) -> ResponseReturnValue:
    """Ask for a note, then close."""
    campaign = campaign_for_desk(campaign_id)
    form = CloseForm(data={"note": campaign.closing_note})
    refused, status = "", 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                close_campaign(campaign_id, form.note.data, current_actor(), now())
            except WrongState as refusal:
                refused, status = refusal.sentence, refusal.status
                campaign = campaign_for_desk(campaign_id)
            else:
                forget_kept()
                flash("The campaign is closed. Its page stays and says so; no signature is taken any more.")
                return _to_campaign(campaign_id)
    return render_template("campaigns/close.html", campaign=campaign, form=form, refused=refused), status
