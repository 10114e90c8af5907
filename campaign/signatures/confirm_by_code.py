"""Confirm with the six figures from the mail, for those who read mail on another device."""

from datetime import datetime, timedelta

from sqlalchemy import select

from campaign.campaigns.queries import CampaignFacts
from campaign.db import transaction
from campaign.sealed import address_tag
from campaign.signatures.confirm import MINUTE, confirm_entry
from campaign.signatures.hold import Pressing
from campaign.signatures.models import Signature, SignatureState
from campaign.text import Address
from campaign.tokens import code_is_genuine
from campaign.web.errors import Refusal
from campaign.web.limits import spend

PURPOSE = "confirm"
CODE_LIFE = timedelta(minutes=30)
TRIES = 5


class WrongCode(Refusal):
    """These figures do not belong to an unconfirmed entry of this address. They work for 30 minutes and five tries."""

    status = 422
    title = "This code does not work"


def code_version(signature: Signature) -> int:
    """What a code is bound to besides the row: the newest letter, so each letter has its own code."""
    return int(signature.mailed_at.timestamp())


def confirm_by_code(
    campaign: CampaignFacts, address: Address, code: str, pressing: Pressing, now: datetime
) -> Signature:
    """Count the pending signature of this address if the code is right, or hold it.

    Raises WrongCode, in always the same words.
    """
    found: Signature | None = None
    with transaction() as session:
        pending = session.scalars(
            select(Signature)
            .where(
                Signature.campaign_id == campaign.id,
                Signature.canonical_tag == address_tag(campaign.id, address.canonical),
                Signature.state == SignatureState.PENDING,
            )
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        for signature in pending:
            in_time = now - signature.mailed_at <= CODE_LIFE and signature.code_tries < TRIES
            signature.code_tries = min(signature.code_tries + 1, TRIES)
            if in_time and code_is_genuine(code, PURPOSE, signature.public_id, code_version(signature)):
                confirm_entry(signature, pressing, spend(pressing.network, "confirm", now, window=MINUTE), now)
                found = signature
    if found is None:
        raise WrongCode
    return found
