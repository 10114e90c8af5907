"""Deny: "this was not me". The entry goes, and the address gets no more mail about this petition."""

from datetime import datetime

from campaign.db import transaction
from campaign.mail.suppress import suppress
from campaign.signatures.confirm import by_token


def deny(token: str, now: datetime) -> int:
    """Delete the entry a mailed link belongs to and suppress its address; answers the campaign's id.

    Works on a confirmed signature too: whoever holds the mailbox decides. Raises LinkUnknown, LinkExpired.
    """
    with transaction() as session:
        signature = by_token(token, now, lock=True)
        suppress(signature.campaign_id, signature.canonical_tag, "not me", now)
        session.delete(signature)
    return signature.campaign_id
