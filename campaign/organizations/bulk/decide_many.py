"""Accept or decline several applications of one campaign; each is a decision of its own, with its letter and record."""

from collections.abc import Sequence
from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.organizations.approve import approve
from campaign.organizations.bulk.models import SupportDecision, Verdict
from campaign.organizations.decline import decline
from campaign.web.errors import Refusal


def decide_many(
    campaign_id: int, support_ids: Sequence[int], verdict: Verdict, reason: str, actor: Actor, now: datetime
) -> tuple[SupportDecision, int]:
    """Accept, or decline for one reason, all of these; answers the decision and how many it reached.

    One that somebody else decided meanwhile stays as it is. All bear the moment `now`, by which `undo_many` knows them:
    a machine that stops half way leaves the rest waiting, and those that were reached can be undone.
    """
    with transaction() as session:
        decision = SupportDecision(
            campaign_id=campaign_id, verdict=verdict, said=reason, supports=[[id_, "waiting"] for id_ in support_ids],
            staff_id=actor.id, decided_at=now,
        )  # fmt: skip
        session.add(decision)
        session.flush()
        record(
            actor.id, actor.name, "support.decided_many", f"decision {decision.id}", now, campaign_id=campaign_id,
            subject=f"support_decision {decision.id}", verdict=verdict.value, supports=list(support_ids),
        )  # fmt: skip
    reached = 0
    for support_id in support_ids:
        try:
            if verdict == Verdict.ACCEPT:
                approve(support_id, actor, now)
            else:
                decline(support_id, reason, actor, now)
        except Refusal:
            continue
        reached += 1
    return decision, reached
