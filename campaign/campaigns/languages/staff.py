"""Desk pages for translating a campaign: how far each language is, and one language beside the original."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, needs
from campaign.campaigns.forms import WORDS, TextForm, differences
from campaign.campaigns.languages.fields import PLACES
from campaign.campaigns.languages.forms import WordsForm
from campaign.campaigns.languages.queries import (
    WordsStanding,
    changed_since,
    made_from,
    text_standing,
    words_mark,
    words_standing,
)
from campaign.campaigns.languages.write_campaign_words import write_campaign_words
from campaign.campaigns.models import Campaign
from campaign.campaigns.publish import missing_words, publish_text
from campaign.campaigns.queries import campaign_for_desk, source_text
from campaign.campaigns.refusals import EditedMeanwhile, OriginalMoved
from campaign.campaigns.text_changes import text_changes
from campaign.campaigns.write_text import write_text
from campaign.clock import now
from campaign.text import markdown_to_html
from campaign.web.errors import Refusal
from campaign.web.formats import language_name
from campaign.web.kept import forget_kept
from campaign.web.language import offered

blueprint = Blueprint("languages", __name__, url_prefix="/campaigns/<int:campaign_id>/languages")
LONGEST_REQUEST = 1024 * 1024  # bytes, as for the text itself


@blueprint.before_app_request
def take_long_texts() -> None:
    """A campaign's text may be longer than what the public may send."""
    if request.blueprint == "desk.languages":
        request.max_content_length = LONGEST_REQUEST


def _language(campaign: Campaign, language: str) -> str:
    if language not in offered() and language != campaign.language:
        abort(404)
    return language


@blueprint.get("")
@needs(Permission.EDIT_CAMPAIGNS)
def overview(campaign_id: int) -> ResponseReturnValue:
    """How far the campaign is in each language that the site offers."""
    campaign = campaign_for_desk(campaign_id)
    others = [code for code in offered() if code != campaign.language]
    return render_template(
        "campaigns/languages/overview.html",
        campaign=campaign,
        texts=[text_standing(campaign, code) for code in others],
        words={code: words_standing(campaign, code) for code in others},
        own_words=words_standing(campaign, campaign.language),
        source=source_text(campaign),
        names={code: language_name(code) for code in (campaign.language, *others)},
    )


@blueprint.route("/<language>", methods=["GET", "POST"])
@needs(Permission.EDIT_CAMPAIGNS)
def text(campaign_id: int, language: str) -> ResponseReturnValue:
    """The text in one language beside the original."""
    campaign = campaign_for_desk(campaign_id)
    if _language(campaign, language) == campaign.language:
        return redirect(url_for("desk.campaigns.text", campaign_id=campaign_id), 303)
    stored = _stored(campaign, language)
    form = TextForm(data=stored)
    status, theirs, moved = 200, None, False
    if request.method == "POST":
        status = 422
        if form.validate():
            seen, source_seen = form.mark.data or "", request.form.get("source", "")
            try:
                write_text(
                    campaign_id, language, form.words(), current_actor(), now(), seen=seen, source_seen=source_seen
                )
            except EditedMeanwhile:
                stored = _stored(campaign, language)
                theirs, status = differences(WORDS, stored, form.data), 409
                form.mark.data = stored["mark"]
                moved = (original := source_text(campaign)) is not None and original.mark != source_seen
            except OriginalMoved:
                moved, status = True, 409
            else:
                flash("The translation is stored as a draft. Readers see it once it is published.")
                return redirect(url_for(".text", campaign_id=campaign_id, language=language), 303)
    return _text_page(campaign, language, form, theirs=theirs, moved=moved), status


def _stored(campaign: Campaign, language: str) -> dict[str, str]:
    standing = text_standing(campaign, language)
    newest = standing.draft or standing.published
    return TextForm.values(newest) if newest is not None else dict.fromkeys(WORDS, "") | {"mark": ""}


def _text_page(campaign: Campaign, language: str, form: TextForm, **more: object) -> str:
    standing, source = text_standing(campaign, language), source_text(campaign)
    lacking = missing_words(standing.draft) if standing.draft is not None else []
    before = made_from(standing)
    return render_template(
        "campaigns/languages/text.html",
        campaign=campaign,
        language=language,
        name=language_name(language),
        standing=standing,
        source=source,
        form=form,
        fields=WORDS,
        lacking=lacking,
        before=before,
        changes=text_changes(before, source) if before is not None and source is not None else [],
        to_html=markdown_to_html,
        **{"theirs": None, "moved": False, "refused": "", **more},
    )


@blueprint.post("/<language>/publish")
@needs(Permission.EDIT_CAMPAIGNS)
def publish(campaign_id: int, language: str) -> ResponseReturnValue:
    """Freeze the draft in one language: from then on its readers sign it."""
    campaign = campaign_for_desk(campaign_id)
    if _language(campaign, language) == campaign.language:
        abort(404)
    try:
        publish_text(campaign_id, language, current_actor(), now(), seen=request.form.get("mark", ""))
    except Refusal as refusal:
        form = TextForm(formdata=None, data=_stored(campaign, language))
        return _text_page(campaign, language, form, refused=refusal.sentence), refusal.status
    forget_kept()
    flash(f"The translation into {language_name(language)} is published. Its readers sign these words from now on.")
    return redirect(url_for(".overview", campaign_id=campaign_id), 303)


@blueprint.route("/<language>/words", methods=["GET", "POST"])
@needs(Permission.EDIT_CAMPAIGNS)
def words(campaign_id: int, language: str) -> ResponseReturnValue:
    """The other words in one language, beside the original; letters' own paragraphs in the campaign's language too."""
    campaign = campaign_for_desk(campaign_id)
    at_home = _language(campaign, language) == campaign.language
    standings = words_standing(campaign, language)
    form = WordsForm(request.form or None, data=_words_values(standings))
    status = 200
    theirs: list[tuple[str, str, str]] | None = None
    moved: list[str] = []
    if request.method == "POST":
        status = 422
        if form.validate():
            seen = request.form.get("mark", "")
            try:
                write_campaign_words(campaign_id, language, form.words(), current_actor(), now(), seen=seen)
            except EditedMeanwhile:
                standings, status = words_standing(campaign_for_desk(campaign_id), language), 409
                originals, words_changed = changed_since(standings, seen)
                moved = [PLACES[field].label for field in originals]
                if words_changed:
                    labels = {each.field.value: PLACES[each.field].label for each in _written(standings, at_home)}
                    theirs = differences(labels, _words_values(standings), form.data)
                form.mark.data = words_mark(standings)
            else:
                forget_kept()
                flash("The words are stored. Letters and pages have them within seconds.")
                return redirect(url_for(".overview", campaign_id=campaign_id), 303)
    page = render_template(
        "campaigns/languages/words.html",
        campaign=campaign,
        language=language,
        name=language_name(language),
        at_home=at_home,
        standings=_written(standings, at_home),
        places=PLACES,
        form=form,
        theirs=theirs,
        moved=moved,
    )
    return page, status


def _words_values(standings: Sequence[WordsStanding]) -> dict[str, str]:
    return WordsForm.values({each.field: each.text for each in standings}) | {"mark": words_mark(standings)}


def _written(standings: Sequence[WordsStanding], at_home: bool) -> list[WordsStanding]:
    """Those that are written here: in the campaign's own language the particulars are not."""
    return [each for each in standings if not (at_home and PLACES[each.field].of_particulars)]
