"""A signer ticked that the comment may be shown: once the signature is confirmed, it waits for a person to read it."""

from datetime import datetime

from campaign.campaigns.queries import CampaignFacts
from campaign.db import db
from campaign.sealed import unseal
from campaign.signatures.models import Signature, Voice


def ask_to_show(signature: Signature, campaign: CampaignFacts, now: datetime) -> None:
    """Let the comment of a signature that is being confirmed wait to be read, within the caller's transaction.

    Nothing happens unless its box was ticked and there is a comment.
    """
    if not signature.shows_comment:
        return
    person = unseal("signature", campaign.public_id, signature.public_id, signature.sealed)
    if not person.get("comment"):
        return
    db.session.add(
        Voice(
            signature_id=signature.id,
            campaign_id=signature.campaign_id,
            language=signature.language,
            name=person["name"],
            country=signature.country,
            profession=person.get("profession", ""),
            comment=person["comment"],
            created_at=now,
        )
    )
