"""Open one letter of the in-app mailbox; the look is recorded."""

from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import record
from campaign.db import transaction
from campaign.mail.mailbox import KeptLetter, read_letter
from campaign.mail.models import Message


def open_letter(name: str, actor_id: int | None, actor: str, now: datetime) -> KeptLetter:
    """The letter, once the audit log says who reads it: `actor` is an e-mail address of staff or 'command line'.

    Raises NoSuchLetter, MailboxClosed; then nothing is recorded.
    """
    letter = read_letter(name)
    public_id = bytes.fromhex(name.partition("-")[2])
    with transaction() as session:
        row = session.execute(
            select(Message.id, Message.kind, Message.campaign_id).where(Message.public_id == public_id)
        ).first()
        known = {"subject": f"message {row.id}", "campaign_id": row.campaign_id, "kind": row.kind} if row else {}
        record(actor_id, actor, "letter.looked_at", f"letter of {letter.written_at:%Y-%m-%d %H:%M} UTC", now, **known)
    return letter
