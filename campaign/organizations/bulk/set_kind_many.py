"""Say of several organizations what kind they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.organizations.bulk.models import SupportDecision, Verdict
from campaign.organizations.models import OrganizationKind, Support


def set_kind_many(
    campaign_id: int, support_ids: Sequence[int], kind: OrganizationKind, actor: Actor, now: datetime
) -> tuple[SupportDecision, int]:
    """Set the kind of the organizations of these applications; answers the decision and how many there were."""
    with transaction() as session:
        supports = session.scalars(
            select(Support)
            .where(Support.id.in_(support_ids), Support.campaign_id == campaign_id)
            .order_by(Support.id)
            .execution_options(populate_existing=True)
        ).all()
        decision = SupportDecision(
            campaign_id=campaign_id, verdict=Verdict.KIND, said=kind.value, staff_id=actor.id, decided_at=now,
            supports=[[support.id, support.organization.kind.value] for support in supports],
        )  # fmt: skip
        session.add(decision)
        session.flush()
        for support in supports:
            support.organization.kind = kind
        record(
            actor.id, actor.name, "organization.kinds_set", f"decision {decision.id}", now, campaign_id=campaign_id,
            subject=f"support_decision {decision.id}", kind=kind.value, supports=[support.id for support in supports],
        )  # fmt: skip
    return decision, len(supports)
