"""Mail the newest head of the audit log to an address outside, so that a copy is beyond the reach of this machine."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import render_template

from campaign.audit.heads import HeadKind, adding, public_key
from campaign.db import transaction
from campaign.keys import KeyStore
from campaign.mail.post_written import post_written
from campaign.web.formats import counted

EVERY = timedelta(hours=23)


def witness(address: str, base_url: str, path: Path, store: KeyStore, now: datetime) -> bool:
    """Owe `address` a letter with the newest head: once a day, and only when it is another than in the last letter.

    Raises HeadsUnwritable, HeadsAltered.
    """
    with adding(path, store) as file:
        told, last = file.newest(HeadKind.WITNESSED), file.last
        if last is None or (told and (now - told.at < EVERY or told.place.head == last.place.head)):
            return False
        text = render_template(
            "mail/mail/audit_head.txt", head=last, line=last.text.decode(), key=public_key(store), base_url=base_url
        )
        with transaction():
            post_written(
                address, f"Head of the audit log, {counted(last.place.entries, 'entry', 'entries')}", text, now
            )
        file.add(HeadKind.WITNESSED, last.place, now)
    return True
