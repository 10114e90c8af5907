"""Delete an application wholly, within the caller's transaction."""

from sqlalchemy import column, delete, or_, select, table, update
from sqlalchemy.orm import Session

from campaign.campaigns.models import Partner, Referral
from campaign.organizations.commitments.models import CommitmentStep
from campaign.organizations.models import (
    Change,
    Commitment,
    DnsCheck,
    Event,
    Identifier,
    Logo,
    Merge,
    Officer,
    Organization,
    Proof,
    Support,
)

_LISTS = table("import_batch", column("umbrella_id"))  # of a room above this one


def drop(session: Session, support_id: int, organization_id: int) -> None:
    """Delete a Support with all that is sealed in it, and organization and logo when nothing else refers to them."""
    at_once = {"synchronize_session": False}
    promises = select(Commitment.id).where(Commitment.support_id == support_id)
    session.execute(delete(CommitmentStep).where(CommitmentStep.commitment_id.in_(promises)), execution_options=at_once)
    for part in (Proof, Officer, DnsCheck, Change, Event, Commitment):
        session.execute(delete(part).where(part.support_id == support_id), execution_options=at_once)
    session.execute(delete(Support).where(Support.id == support_id), execution_options=at_once)
    _drop_unneeded(session, organization_id)
    session.expunge_all()


def _drop_unneeded(session: Session, organization_id: int) -> None:
    """Delete an organization, and those that were merged into it, once no support refers to any of them."""
    at_once = {"synchronize_session": False}
    family = _family(session, organization_id)
    if session.execute(select(Support.id).where(Support.organization_id.in_(family)).limit(1)).first() is not None:
        return
    session.execute(
        delete(Merge).where(or_(Merge.from_id.in_(family), Merge.into_id.in_(family))), execution_options=at_once
    )
    # A partner keeps its box on the form, which signers ticked by its name, and a link its count of who came by it.
    for kept in (Partner, Referral):
        session.execute(
            update(kept).where(kept.organization_id.in_(family)).values(organization_id=None), execution_options=at_once
        )
    # So does the list of its members that an umbrella brought.
    session.execute(update(_LISTS).where(_LISTS.c.umbrella_id.in_(family)).values(umbrella_id=None))
    for own in (Identifier, Logo):
        session.execute(delete(own).where(own.organization_id.in_(family)), execution_options=at_once)
    session.execute(delete(Organization).where(Organization.id.in_(family)), execution_options=at_once)


def _family(session: Session, organization_id: int) -> set[int]:
    """An organization with what it was merged into and all that was merged into that."""
    family, new = set[int](), {organization_id}
    while new:
        family |= new
        pairs = session.execute(
            select(Merge.from_id, Merge.into_id).where(
                Merge.undone_at.is_(None), or_(Merge.from_id.in_(new), Merge.into_id.in_(new))
            )
        ).all()
        new = {id_ for pair in pairs for id_ in pair} - family
    return family
