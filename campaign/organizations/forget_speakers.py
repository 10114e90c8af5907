"""Forget everybody who spoke for a supporter of one campaign; what the public saw stays."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaign.organizations.commitments.models import CommitmentStep
from campaign.organizations.commitments.queries import WORDS_ARE_PUBLIC
from campaign.organizations.drop import drop
from campaign.organizations.models import (
    Capacity,
    Change,
    Commitment,
    CommitmentState,
    DnsCheck,
    Officer,
    Support,
    SupportState,
)

_AT_ONCE = {"synchronize_session": False}
_SHOWN = (SupportState.APPROVED, SupportState.LAPSED, SupportState.LEFT)
_NEVER_PUBLIC = (CommitmentState.PROPOSED, CommitmentState.DECLINED)


def forget_speakers(session: Session, campaign_id: int) -> None:
    """Drop what was never listed and whoever spoke personally, within the caller's transaction.

    Of the rest, contacts, second officers, changes that were asked for, questions to the DNS and what nobody published
    of promises are forgotten, and links to own pages die.
    """
    ours = select(Support.id).where(Support.campaign_id == campaign_id)
    for table in (Officer, Change, DnsCheck):
        session.execute(delete(table).where(table.support_id.in_(ours)), execution_options=_AT_ONCE)
    _forget_unpublished(session, campaign_id)
    goes = Support.state.not_in(_SHOWN) | (Support.capacity == Capacity.PERSONAL)
    for support_id, organization_id in session.execute(
        select(Support.id, Support.organization_id).where(Support.campaign_id == campaign_id, goes)
    ).all():
        drop(session, support_id, organization_id)
    session.execute(
        update(Support)
        .where(Support.campaign_id == campaign_id)
        .values(
            sealed=None, contact_tag=None, application_tag=None, affiliate="", token_version=Support.token_version + 1,
            officer_asked_at=None, officer_denied_at=None,
        ),
        execution_options=_AT_ONCE,
    )  # fmt: skip


def _forget_unpublished(session: Session, campaign_id: int) -> None:
    promises = select(Commitment.id).where(Commitment.campaign_id == campaign_id)
    unseen = promises.where(Commitment.state.in_(_NEVER_PUBLIC))
    session.execute(delete(CommitmentStep).where(CommitmentStep.commitment_id.in_(unseen)), execution_options=_AT_ONCE)
    session.execute(delete(Commitment).where(Commitment.id.in_(unseen)), execution_options=_AT_ONCE)
    # What the public reads of a promise's history stays; the organization's own words between it and the reviewers go.
    session.execute(
        update(CommitmentStep)
        .where(
            CommitmentStep.commitment_id.in_(promises),
            CommitmentStep.act.not_in(WORDS_ARE_PUBLIC) | CommitmentStep.undone_at.is_not(None),
        )
        .values(note="", url=""),
        execution_options=_AT_ONCE,
    )
