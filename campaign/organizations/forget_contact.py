"""Forget who spoke for an organization, within the caller's transaction. What is public about it stays."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from campaign.notes.forget_notes import forget_notes_on_support
from campaign.organizations.models import Change, ChangeState, DnsCheck, Officer, Support


def forget_contact(session: Session, support: Support) -> None:
    """Drop the contact, its tags, the second officer, notes of staff, questions to the DNS, and changes that nobody
    accepted.
    """
    at_once = {"synchronize_session": False}
    support.sealed = None
    support.contact_tag = None
    support.application_tag = None
    support.affiliate = ""
    forget_notes_on_support(session, support.id)
    for table in (Officer, DnsCheck):
        session.execute(delete(table).where(table.support_id == support.id), execution_options=at_once)
    session.execute(
        delete(Change).where(Change.support_id == support.id, Change.state != ChangeState.ACCEPTED),
        execution_options=at_once,
    )
