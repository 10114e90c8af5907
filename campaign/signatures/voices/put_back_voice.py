"""Put a comment back among the others: a featured one is shown like any other."""

from datetime import datetime

from campaign.audit.record import Actor
from campaign.db import transaction
from campaign.signatures.models import Voice, VoiceState
from campaign.signatures.voices.deciding import locked_voice, note_voice


def put_back_voice(signature_id: int, actor: Actor, now: datetime) -> Voice:
    """Feature a shown comment no longer. Raises NoSuchVoice, DecidedMeanwhile."""
    with transaction() as session:
        voice = locked_voice(session, signature_id, (VoiceState.SHOWN,))
        voice.is_featured = False
        note_voice(voice, "voice.put_back", actor, now)
    return voice
