"""Write again about a signature, within the caps that keep our form from bombing a mailbox."""

from datetime import datetime, timedelta

from campaign.mail.post import post
from campaign.signatures.models import Signature

APART = timedelta(minutes=10)
A_DAY = timedelta(hours=24)
LETTERS_A_DAY = 3


def remail(signature: Signature, kind: str, now: datetime) -> bool:
    """Owe one more letter of `kind`, if the last was over 10 minutes ago and fewer than 3 went out in 24 hours.

    Within the caller's transaction, on a row it has locked. Answers whether a letter is owed.
    """
    if now - signature.mails_since >= A_DAY:
        signature.mails, signature.mails_since = 0, now
    if signature.mails >= LETTERS_A_DAY or now - signature.mailed_at < APART:
        return False
    signature.mails += 1
    signature.mailed_at = now
    signature.code_tries = 0
    post(kind, signature.id, now, campaign_id=signature.campaign_id)
    return True
