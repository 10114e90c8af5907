"""Reading milestones, and the figures that they are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.campaigns.models import Campaign, Measure, Milestone
from campaign.db import db
from campaign.organizations.directory.queries import supporter_counts
from campaign.sealed import unseal
from campaign.signatures.milestones.refusals import NoSuchMilestone
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.queries import count_people
from campaign.web.kept import kept_for


@dataclass(frozen=True)
class Reached:
    """A milestone on the public page; `reached_at` None for one that lies ahead."""

    id: int
    measure: Measure
    threshold: int
    reached_at: datetime | None
    reached_value: int | None
    is_fallen: bool


def figure(campaign_id: int, measure: Measure) -> int | None:
    """A figure of a campaign now, from its rows; None for countries whose data was let go."""
    if measure == Measure.PEOPLE:
        return count_people(campaign_id)
    if measure == Measure.ORGANIZATIONS:
        return supporter_counts(campaign_id).organizations
    if db.session.scalar(select(Campaign.people_let_go).where(Campaign.id == campaign_id)):
        return None
    return db.session.scalar(
        select(func.count(Signature.country.distinct())).where(
            Signature.campaign_id == campaign_id, Signature.state == SignatureState.CONFIRMED
        )
    )


def figures(campaign_id: int, measures: Sequence[Measure] = tuple(Measure)) -> Mapping[Measure, int]:
    """The figures that are known, by measure."""
    found = ((measure, figure(campaign_id, measure)) for measure in measures)
    return {measure: value for measure, value in found if value is not None}


def milestones_of(campaign_id: int) -> Sequence[Milestone]:
    """All milestones of a campaign, by measure and figure."""
    return db.session.scalars(
        select(Milestone)
        .where(Milestone.campaign_id == campaign_id)
        .order_by(Milestone.measure, Milestone.threshold)
        .execution_options(populate_existing=True)
    ).all()


def one_milestone(campaign_id: int, milestone_id: int, *, lock: bool = False) -> Milestone:
    """A milestone of this very campaign. Raises NoSuchMilestone."""
    found = db.session.get(Milestone, milestone_id, with_for_update=lock or None, populate_existing=True)
    if found is None or found.campaign_id != campaign_id:
        raise NoSuchMilestone
    return found


def row_of(milestone: Milestone) -> bytes:
    """What its sealed addresses are bound to."""
    return b"milestone %d" % milestone.id


def addresses_of(milestone: Milestone) -> tuple[str, ...]:
    """Whom a milestone tells. Personal: count them, or record the look."""
    if milestone.tells is None:
        return ()
    public_id = db.session.scalars(select(Campaign.public_id).where(Campaign.id == milestone.campaign_id)).one()
    return tuple(unseal(Milestone.__tablename__, public_id, row_of(milestone), milestone.tells)["addresses"])


@kept_for(30)
def shown_milestones(campaign_id: int) -> tuple[tuple[Reached, ...], tuple[Reached, ...]]:
    """Those on the public page: reached ones, newest first, and the next one of each measure that has one."""
    found = [one for one in milestones_of(campaign_id) if one.is_shown]
    reached = sorted(
        (one for one in found if one.reached_at is not None),
        key=lambda one: (one.reached_at, one.threshold),
        reverse=True,
    )
    ahead: dict[Measure, Milestone] = {}
    for one in found:
        if one.reached_at is None:
            ahead.setdefault(one.measure, one)
    following = tuple(_public(ahead[measure]) for measure in Measure if measure in ahead)
    return tuple(map(_public, reached)), following


def _public(one: Milestone) -> Reached:
    return Reached(one.id, one.measure, one.threshold, one.reached_at, one.reached_value, one.fallen_at is not None)


def newest_reached(campaign_ids: Sequence[int], most: int) -> Sequence[tuple[int, Reached]]:
    """The shown milestones of these campaigns that were reached, newest first, each with its campaign."""
    query = (
        select(Milestone)
        .where(Milestone.campaign_id.in_(campaign_ids), Milestone.is_shown, Milestone.reached_at.is_not(None))
        .order_by(Milestone.reached_at.desc(), Milestone.threshold.desc(), Milestone.id.desc())
        .limit(most)
    )
    return [(one.campaign_id, _public(one)) for one in db.session.scalars(query)]
