"""A signer does not want the comment shown any more. The signature stays as it is, and so does what is handed over."""

from datetime import datetime

from sqlalchemy import delete

from campaign.db import transaction
from campaign.signatures.confirm import by_token
from campaign.signatures.models import Voice


def withdraw_voice(token: str, now: datetime) -> None:
    """Forget the comment that was to be shown with the signature of a mailed link; the second time changes nothing.

    Raises LinkUnknown, LinkExpired.
    """
    with transaction() as session:
        signature = by_token(token, now, lock=True)
        signature.shows_comment = False
        session.execute(delete(Voice).where(Voice.signature_id == signature.id))
