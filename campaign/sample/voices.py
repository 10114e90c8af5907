"""The sample's comments that are shown, and some that wait to be read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from campaign.sample.people import Person
from campaign.sample.translations import SIGNED_IN
from campaign.signatures.models import Signature, Voice, VoiceState
from campaign.signatures.voices.reasons import Reason

ABOUT = 40  # comments, however many people there are
WAITING = 6
READ_AFTER = timedelta(hours=20)

Spoken = tuple[bytes, str, Person]  # public id of the signature, its language, who signed


def speaks(person: Person, confirmed: int) -> bool:
    """Whether this person asked for the comment to be shown: about forty do, more of those with a translation."""
    often = 4 if person.country in SIGNED_IN else 1
    every = max(1, round(confirmed * 0.07 / ABOUT / often))
    return bool(person.comment) and person.confirmed_at is not None and person.number % every == 0


def add_voices(session: Session, campaign_id: int, spoken: Sequence[Spoken], now: datetime) -> int:
    """Store the comments: the newest wait to be read, one was declined, a few come first; answers how many."""
    ids: dict[bytes, int] = dict(
        session.execute(
            select(Signature.public_id, Signature.id).where(Signature.public_id.in_([one[0] for one in spoken]))
        ).all()
    )
    rows = []
    for place, (public_id, language, person) in enumerate(reversed(spoken)):
        asked = person.confirmed_at or person.signed_at
        waits, declined = place < WAITING, place == WAITING
        state = VoiceState.WAITING if waits else VoiceState.DECLINED if declined else VoiceState.SHOWN
        rows.append(
            _row(campaign_id, ids[public_id], language, person)
            | {
                "state": state,
                "is_featured": state == VoiceState.SHOWN and place in (WAITING + 2, WAITING + 5),
                "reason": Reason.OFF_TOPIC.value if declined else "",
                # Waiting ones came in the last days, whatever the day that the person signed.
                "created_at": now - timedelta(hours=7 + 9 * place) if waits else asked,
                "shown_at": min(asked + READ_AFTER, now) if state == VoiceState.SHOWN else None,
            }
        )
    if rows:
        session.execute(insert(Voice), rows)
    return len(rows)


def _row(campaign_id: int, signature_id: int, language: str, person: Person) -> dict[str, Any]:
    return {
        "signature_id": signature_id,
        "campaign_id": campaign_id,
        "language": language,
        "name": person.name,
        "country": person.country,
        "profession": person.profession,
        "comment": person.comment,
    }
