"""Feature a comment: it comes first on the campaign's page."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.db import transaction
from campaign.signatures.models import Voice, VoiceState
from campaign.signatures.voices.deciding import locked_voice, note_voice


def feature_voice(signature_id: int, actor: Actor, now: datetime) -> Voice:
    """Show a comment before others, one that waits too. Raises NoSuchVoice, DecidedMeanwhile."""
    with transaction() as session:
        voice = locked_voice(session, signature_id, (VoiceState.WAITING, VoiceState.SHOWN))
        voice.state, voice.shown_at, voice.is_featured = VoiceState.SHOWN, voice.shown_at or now, True
        note_voice(voice, "voice.featured", actor, now)
    return voice
