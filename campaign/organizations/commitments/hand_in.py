"""An organization hands in evidence that it kept a promise; a reviewer judges it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.db import transaction
from campaign.organizations.commitments.history import add_step, locked_own
from campaign.organizations.commitments.models import Act
from campaign.organizations.commitments.refusals import NotLive
from campaign.organizations.models import Commitment, CommitmentState


@dataclass(frozen=True)
class Evidence:
    """A public web address, as `read_evidence_address` leaves it, and what the organization says of it."""

    url: str
    note: str


def hand_in(support_id: int, public_id: bytes, evidence: Evidence, now: datetime) -> Commitment:
    """Take evidence for an open or late promise of this support; it takes the place of what waited.

    The same again changes nothing. Raises NoSuchPromise, NotLive.
    """
    with transaction() as session:
        commitment = locked_own(session, support_id, public_id)
        if commitment.state not in (CommitmentState.OPEN, CommitmentState.LATE):
            raise NotLive
        is_repeated = (commitment.evidence_url, commitment.evidence_note) == (evidence.url, evidence.note)
        at = now
        if commitment.reviewed_at is not None:
            # A request that waited for a reviewer's decision carries an earlier time, and must not count as judged.
            if is_repeated and commitment.evidence_at is not None and commitment.reviewed_at < commitment.evidence_at:
                return commitment
            at = max(now, commitment.reviewed_at + timedelta(microseconds=1))
        commitment.evidence_url = evidence.url
        commitment.evidence_note = evidence.note
        commitment.evidence_at = at
        add_step(session, commitment, Act.EVIDENCE, now, note=evidence.note, url=evidence.url)
    return commitment
