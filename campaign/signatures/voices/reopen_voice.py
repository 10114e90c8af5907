"""Take a decision about a comment back: it waits again."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.db import transaction
from campaign.signatures.models import Voice, VoiceState
from campaign.signatures.voices.deciding import locked_voice, note_voice


def reopen_voice(signature_id: int, actor: Actor, now: datetime) -> Voice:
    """Let a comment wait that was shown or declined. Raises NoSuchVoice, DecidedMeanwhile."""
    with transaction() as session:
        voice = locked_voice(session, signature_id, (VoiceState.SHOWN, VoiceState.DECLINED))
        voice.state, voice.reason = VoiceState.WAITING, ""
        voice.shown_at, voice.is_featured = None, False
        note_voice(voice, "voice.reopened", actor, now)
    return voice
