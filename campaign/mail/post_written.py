"""Owe a letter that is written in full already: links to staff, last letters to an address that is about to go."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from campaign.db import db
from campaign.mail.letters import Letter, writes
from campaign.mail.models import Message
from campaign.mail.post import post
from campaign.sealed import seal_for_site, unseal_for_site

KIND = "mail.written"


def post_written(recipient: str, subject: str, text: str, now: datetime) -> Message:
    """Owe `recipient` this text, within the caller's transaction. It is sealed, and emptied once it has left."""
    message = post(KIND, 0, now)
    message.sealed = seal_for_site(
        Message.__tablename__, message.public_id, {"recipient": recipient, "subject": subject, "text": text.strip()}
    )
    db.session.flush()
    message.about_id = message.id
    return message


@writes(KIND)
def write(message_ids: Sequence[int]) -> Mapping[int, Letter]:
    """Open the sealed letters of these messages."""
    rows = db.session.execute(select(Message.id, Message.public_id, Message.sealed).where(Message.id.in_(message_ids)))
    letters = {}
    for id_, public_id, sealed in rows:
        if sealed is None:
            continue
        written = unseal_for_site(Message.__tablename__, public_id, sealed)
        letters[id_] = Letter(
            recipient=written["recipient"],
            template="mail/mail/written",
            shared_key="",
            shared={},
            own={"subject": written["subject"], "text": written["text"]},
        )
    return letters
