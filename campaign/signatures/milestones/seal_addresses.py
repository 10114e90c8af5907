"""Seal whom a milestone tells."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign, Milestone
from campaign.sealed import seal
from campaign.signatures.milestones.queries import row_of


def seal_addresses(session: Session, milestone: Milestone, addresses: Sequence[str]) -> None:
    """Keep these addresses (or none) with a stored milestone, within the caller's transaction."""
    if not addresses:
        milestone.tells = None
        return
    public_id = session.get_one(Campaign, milestone.campaign_id).public_id
    milestone.tells = seal(Milestone.__tablename__, public_id, row_of(milestone), {"addresses": list(addresses)})
