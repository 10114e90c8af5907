"""Reading proofs."""

from collections.abc import Sequence

from sqlalchemy import select

from campaign.db import db
from campaign.organizations.models import DnsCheck, Proof


def proofs_of(support_id: int) -> Sequence[Proof]:
    """What proves the authority of a support, oldest first."""
    return db.session.scalars(
        select(Proof)
        .where(Proof.support_id == support_id)
        .order_by(Proof.proved_at, Proof.id)
        .execution_options(populate_existing=True)
    ).all()


def dns_check_of(support_id: int) -> DnsCheck | None:
    """What became of the question to the DNS; None when nobody asked."""
    return db.session.scalars(
        select(DnsCheck).where(DnsCheck.support_id == support_id).execution_options(populate_existing=True)
    ).one_or_none()
