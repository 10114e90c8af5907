"""An organization moved to another website: what was proved about the old domain says nothing about the new one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.organizations.authority.take_back import remove
from campaign.organizations.models import Organization, ProofKind, Support
from campaign.organizations.website import host_of


def domain_changed(session: Session, organization: Organization, website_before: str) -> int:
    """Take back the proofs by domain and by DNS of all support of an organization, within the caller's transaction.

    Call it after `organization.website` was set, with what it was before; the same domain changes nothing. Answers how
    many proofs went.
    """
    if host_of(website_before) == organization.domain:
        return 0
    ours = session.scalars(
        select(Support)
        .where(Support.organization_id == organization.id)
        .order_by(Support.id)
        .with_for_update(of=Support)
        .execution_options(populate_existing=True)
    ).all()
    gone = [remove(session, support, kind) for support in ours for kind in (ProofKind.DOMAIN, ProofKind.DNS)]
    return sum(proof is not None for proof in gone)
