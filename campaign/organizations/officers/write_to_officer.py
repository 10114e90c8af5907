"""Owe the second officer the letter that asks them, within the caller's transaction and within its caps."""

from datetime import datetime

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from campaign.mail.post import post
from campaign.organizations.models import Officer, Support
from campaign.organizations.pace import DAY, may_go_at

PLEASE_CONFIRM = "organizations.officer_please_confirm"


def write_to_officer(session: Session, support: Support, officer: Officer, now: datetime) -> bool:
    """Owe the letter; answers whether it is owed.

    At most 3 in 24 hours to one address of a campaign, and at most 3 that one application causes, 10 minutes apart.
    """
    _one_at_a_time(session, officer.contact_tag)
    sent, last = session.execute(
        select(func.sum(Officer.mails), func.max(Officer.mailed_at))
        .join(Support, Support.id == Officer.support_id)
        .where(
            Support.campaign_id == support.campaign_id,
            or_(Officer.contact_tag == officer.contact_tag, Officer.id == officer.id),
            Officer.mailed_at > now - DAY,
        )
    ).one()
    due = may_go_at(sent, last, now)
    if due is None:
        return False
    message = post(PLEASE_CONFIRM, officer.id, now, campaign_id=support.campaign_id)
    message.due_at = due
    if officer.mailed_at is None or officer.mailed_at <= now - DAY:
        officer.mails = 0
    officer.mails += 1
    officer.mailed_at = due
    return True


def _one_at_a_time(session: Session, tag: bytes) -> None:
    """Let letters to one address queue up, so that caps hold under load. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": int.from_bytes(tag[:8], signed=True)})
