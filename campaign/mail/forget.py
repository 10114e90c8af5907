"""Forget letters and caps that are past their time."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, or_

from campaign.config import Settings
from campaign.db import transaction
from campaign.mail.mailbox import folder_of, forget_kept_letters
from campaign.mail.models import MailAllowance, Message, MessageState, Suppression
from campaign.mail.verdict import GIVE_UP

AFTER_SENT = timedelta(days=7)
ALLOWANCES = timedelta(days=2)
SUPPRESSIONS = timedelta(days=365)


def forget_letters(now: datetime) -> int:
    """Drop letters seven days after they left or were given up, caps of two days ago, promises of a year ago.

    Stuck letters stay until a person looks. The in-app mailbox forgets after seven days too. Answers how many letters.
    """
    ended = Message.state.in_([MessageState.FAILED, MessageState.DROPPED])
    with transaction() as session:
        gone = session.execute(
            delete(Message)
            .where(
                or_(Message.sent_at < now - AFTER_SENT, ended & (Message.created_at < now - GIVE_UP - AFTER_SENT)),
            )
            .returning(Message.id)
            .execution_options(synchronize_session=False)
        ).all()
        session.execute(
            delete(MailAllowance)
            .where(MailAllowance.day < (now - ALLOWANCES).date().isoformat())
            .execution_options(synchronize_session=False)
        )
        session.execute(
            delete(Suppression)
            .where(Suppression.created_at < now - SUPPRESSIONS)
            .execution_options(synchronize_session=False)
        )
    settings: Settings = current_app.extensions["settings"]
    forget_kept_letters(folder_of(settings), now)
    return len(gone)
