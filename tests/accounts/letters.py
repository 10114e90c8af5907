"""What letters to staff say."""

import re

from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.mail.models import Message
from campaign.mail.post_written import KIND
from campaign.sealed import unseal_for_site


def letters(app: Flask) -> list[tuple[str, str, str]]:
    """Recipient, subject and text of every letter that is owed to staff, oldest first."""
    with app.app_context():
        rows = db.session.scalars(select(Message).where(Message.kind == KIND).order_by(Message.id)).all()
        opened = [unseal_for_site(Message.__tablename__, row.public_id, row.sealed or b"") for row in rows]
    return [(letter["recipient"], letter["subject"], letter["text"]) for letter in opened]


def link_in(text: str) -> str:
    """The path of the first link in a letter."""
    found = re.search(r"http://localhost(/\S+)", text)
    assert found, text
    return found[1]
