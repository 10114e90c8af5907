"""Forget notes where the object stays and the person in it goes. What is deleted takes its notes by foreign key."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from campaign.notes.models import Note

_AT_ONCE = {"synchronize_session": False}


def forget_notes_on_support(session: Session, support_id: int) -> None:
    """Delete every note about an organization's support, within the caller's transaction."""
    session.execute(delete(Note).where(Note.support_id == support_id), execution_options=_AT_ONCE)


def forget_notes_of_campaign(session: Session, campaign_id: int) -> None:
    """Delete every note that is sealed with a campaign's key, within the caller's transaction."""
    session.execute(delete(Note).where(Note.campaign_id == campaign_id), execution_options=_AT_ONCE)
