"""Delete an application wholly, within the caller's transaction."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.campaigns.models import Referral
from campaign.organizations.commitments.models import CommitmentStep
from campaign.organizations.models import (
    Change,
    Commitment,
    Event,
    Identifier,
    Logo,
    Officer,
    Organization,
    Proof,
    Support,
)


def drop(session: Session, support_id: int, organization_id: int) -> None:
    """Delete a Support with all that is sealed in it, and organization and logo when nothing else refers to them."""
    at_once = {"synchronize_session": False}
    promises = select(Commitment.id).where(Commitment.support_id == support_id)
    session.execute(delete(CommitmentStep).where(CommitmentStep.commitment_id.in_(promises)), execution_options=at_once)
    for table in (Proof, Officer, Change, Event, Commitment):
        session.execute(delete(table).where(table.support_id == support_id), execution_options=at_once)
    session.execute(delete(Support).where(Support.id == support_id), execution_options=at_once)
    if session.execute(select(Support.id).where(Support.organization_id == organization_id).limit(1)).first() is None:
        for own in (Identifier, Referral):
            session.execute(delete(own).where(own.organization_id == organization_id), execution_options=at_once)
        session.execute(delete(Logo).where(Logo.organization_id == organization_id), execution_options=at_once)
        session.execute(delete(Organization).where(Organization.id == organization_id), execution_options=at_once)
    session.expunge_all()
