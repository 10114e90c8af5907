"""Say that a verdict is wrong: the objection waits for an answer, which will be public."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from campaign.db import transaction
from campaign.sealed import seal_for_site
from campaign.tokens import new_public_id
from campaign.trackers.disputes.refusals import NoSuchTrial, TooManyDisputes
from campaign.trackers.facts import Register
from campaign.trackers.models import Dispute, DisputeState, Origin, Snapshot, SnapshotState, Trial, Verdict
from campaign.web.limits import spend

HARD_PER_HOUR = 20  # from one network
TABLE = "tracker_dispute"


@dataclass(frozen=True)
class Objection:
    """What the form says, checked by the form. `email` is empty if no answer by mail is wanted."""

    claim: str
    email: str


def dispute(
    register: Register, identifier: str, rule_version: str, objection: Objection, network: bytes, now: datetime
) -> Dispute:
    """Record an objection to the newest verdict on a trial; the same words about it again are the same objection.

    `network` is the `sealed.network_tag` of who sends it. No letter goes out. Raises NoSuchTrial, TooManyDisputes.
    """
    with transaction():
        hits = spend(network, "dispute", now)
    # Counted in a transaction of its own, so that refusing does not undo the count.
    if hits > HARD_PER_HOUR:
        raise TooManyDisputes(now)
    with transaction() as session:
        row = session.execute(
            select(Trial.id, Verdict.status, Snapshot.data_date)
            .join(Verdict, Verdict.trial_id == Trial.id)
            .join(Snapshot, Snapshot.id == Verdict.snapshot_id)
            .where(
                Trial.register == register,
                Trial.identifier == identifier,
                Verdict.rule_version == rule_version,
                Snapshot.state == SnapshotState.PUBLISHED,
                Snapshot.origin != Origin.HISTORY,
            )
            .order_by(Snapshot.data_date.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            raise NoSuchTrial
        trial_id, status, data_date = row
        same = session.scalar(
            select(Dispute).where(
                Dispute.trial_id == trial_id,
                Dispute.state == DisputeState.WAITING,
                Dispute.claim == objection.claim,
            )
        )
        if same is not None:
            return same
        public_id = new_public_id()
        found = Dispute(
            public_id=public_id,
            trial_id=trial_id,
            rule_version=rule_version,
            data_date=data_date,
            status=status,
            claim=objection.claim,
            sealed=seal_for_site(TABLE, public_id, {"email": objection.email}) if objection.email else None,
            made_at=now,
        )
        session.add(found)
    return found
