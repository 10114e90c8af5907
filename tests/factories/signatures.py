"""Signatures for tests: real sealed rows, without the way through form and mail."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.sealed import address_tag, seal
from campaign.signatures.models import Signature, SignatureState, Voice, VoiceState
from campaign.text import read_address
from campaign.tokens import new_public_id

WHEN = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def signature(
    campaign: Campaign,
    *,
    state: SignatureState | str = SignatureState.CONFIRMED,
    name: str = "Ilse Vantongerloo",
    email: str | None = None,
    city: str = "",
    profession: str = "",
    comment: str = "",
    show_name: bool = False,
    created_at: datetime = WHEN,
    **overrides: Any,
) -> Signature:
    """A stored signature of an open campaign; confirmed ones were confirmed a minute after they were made.

    Without `email` each gets an address of its own. `overrides` are columns, such as country, wants_updates or text_id.
    """
    address = read_address(email or f"signer-{next(_numbers)}@example.org")
    public_id = new_public_id()
    pending = state == SignatureState.PENDING
    person = {"name": name, "email": address.mailbox, "city": city, "profession": profession, "comment": comment}
    values = {
        "text_id": campaign.text_id,
        "wording_id": campaign.wording_id,
        "public_name": name if show_name else None,
        "country": "DE",
        "created_at": created_at,
        "confirmed_at": None if pending else created_at + timedelta(minutes=1),
        "mails_since": created_at,
        "mailed_at": created_at,
        **overrides,
    }
    with transaction() as session:
        row = Signature(
            public_id=public_id,
            campaign_id=campaign.id,
            state=SignatureState(state),
            canonical_tag=address_tag(campaign.id, address.canonical),
            exact_tag=address_tag(campaign.id, address.exact),
            sealed=seal("signature", campaign.public_id, public_id, person),
            **values,
        )
        session.add(row)
    return row


def voice(
    campaign: Campaign,
    *,
    voice_state: VoiceState = VoiceState.WAITING,
    name: str = "Ilse Vantongerloo",
    comment: str = "Half a picture is worse than none.",
    profession: str = "",
    is_featured: bool = False,
    asked_at: datetime = WHEN,
    **overrides: Any,
) -> Signature:
    """A confirmed signature whose comment was to be shown; `overrides` are columns of the signature."""
    signed = signature(
        campaign, name=name, comment=comment, profession=profession, shows_comment=True,
        **({"language": "en", "country": "DE"} | overrides),
    )  # fmt: skip
    with transaction() as session:
        session.add(
            Voice(
                signature_id=signed.id, campaign_id=campaign.id, language=signed.language, name=name,
                country=signed.country, profession=profession, comment=comment, state=voice_state,
                is_featured=is_featured, created_at=asked_at,
                shown_at=asked_at if voice_state == VoiceState.SHOWN else None,
            )
        )  # fmt: skip
    return signed
