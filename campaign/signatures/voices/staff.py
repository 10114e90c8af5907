"""Desk pages about comments: read each, then show, feature or decline it. Nobody can change what somebody wrote."""

from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, mine, needs
from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import campaign_for_desk, newest_titles
from campaign.clock import now
from campaign.signatures.models import Voice, VoiceState
from campaign.signatures.voices.decline_voice import decline_voice
from campaign.signatures.voices.feature_voice import feature_voice
from campaign.signatures.voices.put_back_voice import put_back_voice
from campaign.signatures.voices.queries import campaign_of_voice, campaigns_with_voices, voice_queue, voices_by_state
from campaign.signatures.voices.reasons import REASONS, Reason
from campaign.signatures.voices.refusals import DecidedMeanwhile
from campaign.signatures.voices.reopen_voice import reopen_voice
from campaign.signatures.voices.show_voice import show_voice
from campaign.web.kept import forget_kept
from campaign.web.paging import page_number

blueprint = Blueprint("voices", __name__, url_prefix="/voices")

ANY = "any"
STATES: dict[VoiceState, str] = {
    VoiceState.WAITING: "To read",
    VoiceState.SHOWN: "Shown",
    VoiceState.DECLINED: "Not shown",
}


@blueprint.get("")
@needs(Permission.MODERATE_COMMENTS)
def queue() -> ResponseReturnValue:
    """Comments of all campaigns that this person moderates; those that nobody has read come first."""
    return _page(None, request.args)


@blueprint.get("/of/<int:campaign_id>")
@needs(Permission.MODERATE_COMMENTS)
def of_campaign(campaign_id: int) -> ResponseReturnValue:
    """Comments of one campaign."""
    return _page(campaign_for_desk(campaign_id), request.args)


def _page(campaign: Campaign | None, asked: Mapping[str, str], refused: str = "") -> str:
    state = _state(asked)
    ours = mine(Voice.campaign_id, Permission.MODERATE_COMMENTS)
    of = campaign.id if campaign is not None else None
    return render_template(
        "signatures/voices/desk.html",
        campaign=campaign,
        campaigns=campaigns_with_voices(mine(Campaign.id, Permission.MODERATE_COMMENTS)),
        titles=newest_titles(),
        page=voice_queue(ours, state, page_number(), of),
        by_state=voices_by_state(ours, of),
        state=state,
        states=STATES,
        reasons=REASONS,
        refused=refused,
        now=now(),
    )


def _state(asked: Mapping[str, str]) -> VoiceState | None:
    """Which comments to list; those that wait unless something else is asked for."""
    text = asked.get("state", VoiceState.WAITING.value)
    return None if text == ANY else VoiceState(text) if text in set(VoiceState) else VoiceState.WAITING


@blueprint.post("/<int:signature_id>/show")
@needs(Permission.MODERATE_COMMENTS, campaign_of=campaign_of_voice)
def show(signature_id: int) -> ResponseReturnValue:
    """Show a comment."""
    return _decide(signature_id, show_voice, "The comment is shown.")


@blueprint.post("/<int:signature_id>/feature")
@needs(Permission.MODERATE_COMMENTS, campaign_of=campaign_of_voice)
def feature(signature_id: int) -> ResponseReturnValue:
    """Show a comment before others."""
    return _decide(signature_id, feature_voice, "The comment is shown, and comes first on the campaign’s page.")


@blueprint.post("/<int:signature_id>/put-back")
@needs(Permission.MODERATE_COMMENTS, campaign_of=campaign_of_voice)
def put_back(signature_id: int) -> ResponseReturnValue:
    """Show a featured comment like any other."""
    return _decide(signature_id, put_back_voice, "The comment is shown like any other.")


@blueprint.post("/<int:signature_id>/reopen")
@needs(Permission.MODERATE_COMMENTS, campaign_of=campaign_of_voice)
def reopen(signature_id: int) -> ResponseReturnValue:
    """Take a decision back."""
    return _decide(signature_id, reopen_voice, "The comment waits again and is not shown.")


@blueprint.post("/<int:signature_id>/decline")
@needs(Permission.MODERATE_COMMENTS, campaign_of=campaign_of_voice)
def decline(signature_id: int) -> ResponseReturnValue:
    """Do not show a comment, for a reason."""
    asked = request.form.get("reason", "")
    if asked not in set(Reason):
        return _page(_list_of(signature_id), request.form, "Choose why the comment is not shown."), 422
    act = partial(decline_voice, reason=Reason(asked))
    return _decide(signature_id, act, "The comment is not shown. The signature counts as before.")


def _decide(signature_id: int, act: Callable[..., Voice], said: str) -> ResponseReturnValue:
    """Decide, say so and go back to the list that was open; or say there why nothing was done."""
    campaign = _list_of(signature_id)
    try:
        act(signature_id, actor=current_actor(), now=now())
    except DecidedMeanwhile as refusal:
        return _page(campaign, request.form, refusal.sentence), refusal.status
    forget_kept()
    flash(said)
    state = _state(request.form)
    asked = ANY if state is None else state.value
    if campaign is None:
        return redirect(url_for(".queue", state=asked), 303)
    return redirect(url_for(".of_campaign", campaign_id=campaign.id, state=asked), 303)


def _list_of(signature_id: int) -> Campaign | None:
    """The campaign whose list the form was sent from; None for the list of all. It is always the comment's own."""
    campaign_id = campaign_of_voice(signature_id) if request.form.get("list") == "campaign" else None
    return campaign_for_desk(campaign_id) if campaign_id is not None else None
