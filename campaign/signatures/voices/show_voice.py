"""Show a comment: somebody has read it."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.db import transaction
from campaign.signatures.models import Voice, VoiceState
from campaign.signatures.voices.deciding import locked_voice, note_voice


def show_voice(signature_id: int, actor: Actor, now: datetime) -> Voice:
    """Show a comment that waits to everybody. Raises NoSuchVoice, DecidedMeanwhile."""
    with transaction() as session:
        voice = locked_voice(session, signature_id, (VoiceState.WAITING,))
        voice.state, voice.shown_at = VoiceState.SHOWN, now
        note_voice(voice, "voice.shown", actor, now)
    return voice
