"""Make the link by which a signer brings others; once made it stays the same, and it goes with the signature."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from campaign.campaigns.models import Referral
from campaign.campaigns.referrals import new_code
from campaign.db import transaction
from campaign.signatures.confirm import by_token
from campaign.signatures.models import SignatureState
from campaign.signatures.sharing.queries import link_of
from campaign.web.errors import Refusal


class NotCountedYet(Refusal):
    """A link of your own is there once your signature counts. Nothing was made."""

    title = "Your signature does not count yet"


def make_link(token: str, now: datetime) -> Referral:
    """The link of the signer whom a mailed link belongs to, made now if there is none.

    Raises LinkUnknown, LinkExpired, NotCountedYet.
    """
    with transaction() as session:
        signature = by_token(token, now, lock=True)
        if signature.state != SignatureState.CONFIRMED:
            raise NotCountedYet
        signature_id, campaign_id = signature.id, signature.campaign_id
        while (found := link_of(signature_id)) is None:
            try:
                with session.begin_nested():
                    session.add(
                        Referral(campaign_id=campaign_id, code=new_code(), signature_id=signature_id, created_at=now)
                    )
            except IntegrityError:
                continue  # somebody else's link has this code, or this signer's was made a moment ago
        return found
