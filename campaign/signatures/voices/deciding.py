"""What decisions about a comment have in common."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.audit.record import Actor, record
from campaign.signatures.models import Signature, SignatureState, Voice, VoiceState
from campaign.signatures.voices.refusals import DecidedMeanwhile, NoSuchVoice


def locked_voice(session: Session, signature_id: int, states: Collection[VoiceState]) -> Voice:
    """A comment whose signature counts, in one of these states, kept from others until the transaction ends.

    Raises NoSuchVoice, DecidedMeanwhile.
    """
    voice = session.scalars(
        select(Voice)
        .join(Signature, Signature.id == Voice.signature_id)
        .where(Voice.signature_id == signature_id, Signature.state == SignatureState.CONFIRMED)
        .with_for_update(of=Voice)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if voice is None:
        raise NoSuchVoice
    if voice.state not in states:
        raise DecidedMeanwhile
    return voice


def note_voice(voice: Voice, act: str, actor: Actor, now: datetime, **details: str) -> None:
    """Write the audit entry of an act about a comment, within the caller's transaction; never what it says."""
    record(
        actor.id,
        actor.name,
        act,
        f"entry {voice.signature_id}",
        now,
        campaign_id=voice.campaign_id,
        subject=f"signature {voice.signature_id}",
        **details,
    )
