"""What the public may know of one organization: what it says, how well that is proved, and what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.db import db
from campaign.organizations.directory.queries import is_public
from campaign.organizations.models import (
    Capacity,
    Event,
    EventKind,
    Organization,
    Proof,
    ProofKind,
    Support,
    SupportState,
)


@dataclass(frozen=True)
class Happening:
    """One line of history, in public words."""

    at: datetime
    what: EventKind
    detail: str


@dataclass(frozen=True)
class ShownProof:
    """One proof of authority: what kind, what it rests on, and when it was given."""

    kind: ProofKind
    evidence: str
    at: datetime


@dataclass(frozen=True)
class ShownSupport:
    """An organization's support of one campaign, now or once, with its proofs and its history, newest first."""

    support: Support
    campaign: CampaignFacts
    proofs: Sequence[ShownProof]
    happenings: Sequence[Happening]

    @property
    def is_listed(self) -> bool:
        """Whether it stands on the list now."""
        return self.support.state == SupportState.APPROVED

    @property
    def personally(self) -> bool:
        """Whether a person speaks who is affiliated with it."""
        return self.support.capacity == Capacity.PERSONAL


@dataclass(frozen=True)
class ShownOrganization:
    """An organization that some campaign lists or listed, and each such campaign, newest first."""

    organization: Organization
    supports: Sequence[ShownSupport]

    @property
    def is_listed(self) -> bool:
        """Whether some campaign lists it now."""
        return any(each.is_listed for each in self.supports)

    @property
    def counts(self) -> bool:
        """Whether it counts as a supporter of some campaign now."""
        return any(each.is_listed and not each.personally for each in self.supports)


def shown_organization(slug: str) -> ShownOrganization | None:
    """The organization at a slug as the public may see it; None when it never was on a list."""
    rows = db.session.scalars(
        select(Support)
        .join(Organization)
        .where(Organization.slug == slug, is_public())
        .order_by(Support.approved_at.desc(), Support.id.desc())
        .execution_options(populate_existing=True)
    ).all()
    found = [(row, campaign) for row in rows if (campaign := campaign_facts_of(row.campaign_id)) is not None]
    if not found:
        return None
    ids = [row.id for row, _ in found]
    proofs: dict[int, list[ShownProof]] = {id_: [] for id_ in ids}
    for proof in db.session.scalars(select(Proof).where(Proof.support_id.in_(ids)).order_by(Proof.proved_at, Proof.id)):
        proofs[proof.support_id].append(ShownProof(proof.kind, proof.evidence, proof.proved_at))
    happenings: dict[int, list[Happening]] = {id_: [] for id_ in ids}
    for event in db.session.scalars(select(Event).where(Event.support_id.in_(ids)).order_by(Event.at, Event.id)):
        happenings[event.support_id].append(Happening(event.at, event.what, event.detail))
    return ShownOrganization(
        found[0][0].organization,
        [ShownSupport(row, campaign, proofs[row.id], _whole(row, happenings[row.id])[::-1]) for row, campaign in found],
    )


def _whole(support: Support, happenings: list[Happening]) -> list[Happening]:
    """The history, with the days that a support carries itself where it is older than its history."""
    known = {happening.what for happening in happenings}
    days = {
        EventKind.JOINED: support.approved_at,
        EventKind.LEFT: support.left_at if support.state == SupportState.LEFT else None,
        EventKind.LAPSED: support.lapsed_at if support.state == SupportState.LAPSED else None,
    }
    added = [Happening(at, what, "") for what, at in days.items() if at is not None and what not in known]
    return sorted([*happenings, *added], key=lambda happening: happening.at)
