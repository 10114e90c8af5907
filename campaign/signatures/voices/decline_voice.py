"""Decline a comment: it is not shown, and the signature counts as before."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.db import transaction
from campaign.signatures.models import Voice, VoiceState
from campaign.signatures.voices.deciding import locked_voice, note_voice
from campaign.signatures.voices.reasons import Reason


def decline_voice(signature_id: int, reason: Reason, actor: Actor, now: datetime) -> Voice:
    """Do not show a comment, or show it no longer. Raises NoSuchVoice, DecidedMeanwhile."""
    with transaction() as session:
        voice = locked_voice(session, signature_id, (VoiceState.WAITING, VoiceState.SHOWN))
        voice.state, voice.reason = VoiceState.DECLINED, reason.value
        voice.shown_at, voice.is_featured = None, False
        note_voice(voice, "voice.declined", actor, now, reason=reason.value)
    return voice
