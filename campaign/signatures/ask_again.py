"""Ask for the letter again; the answer is the same whatever is known about the address."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from campaign.campaigns.queries import CampaignFacts
from campaign.db import transaction
from campaign.sealed import address_tag
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.remail import remail
from campaign.signatures.sign import ALREADY_SIGNED, PLEASE_CONFIRM
from campaign.text import Address


def ask_again(campaign: CampaignFacts, address: Address, now: datetime) -> None:
    """Owe one more letter to every entry of this address, within the caps. Answers nothing, so that nothing shows."""
    with transaction() as session:
        entries = session.scalars(
            select(Signature)
            .where(
                Signature.campaign_id == campaign.id,
                Signature.canonical_tag == address_tag(campaign.id, address.canonical),
                Signature.slot >= 0,
            )
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        write_again(entries, now)


def write_again(entries: Iterable[Signature], now: datetime) -> None:
    """Owe one more letter to each of these, within the caps. In the caller's transaction, on rows it has locked."""
    for signature in entries:
        if signature.link_has_run_out(now):
            continue
        remail(signature, PLEASE_CONFIRM if signature.state == SignatureState.PENDING else ALREADY_SIGNED, now)
