"""Ask for the links to everything that one address signed here; the answer is the same whatever is known about it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, tuple_

from campaign.db import transaction
from campaign.sealed import address_tag
from campaign.signatures.ask_again import write_again
from campaign.signatures.models import Signature
from campaign.text import Address


def ask_for_mine(campaign_ids: Collection[int], address: Address, now: datetime) -> None:
    """Owe a letter to every entry of this address in these campaigns, within the caps. Answers nothing."""
    tags = [(campaign_id, address_tag(campaign_id, address.canonical)) for campaign_id in campaign_ids]
    with transaction() as session:
        entries = session.scalars(
            select(Signature)
            .where(tuple_(Signature.campaign_id, Signature.canonical_tag).in_(tags), Signature.slot >= 0)
            .order_by(Signature.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        write_again(entries, now)
