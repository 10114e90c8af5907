"""What making two organizations one would do: looked at before it is done, and worked out again when it is."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.organizations.duplicates.refusals import CannotMerge
from campaign.organizations.merged import is_merged_away
from campaign.organizations.models import Capacity, Organization, Support, SupportState
from campaign.organizations.refusals import NoSuchOrganization
from campaign.organizations.shared import Reviews

# Weakest first. Of two that support one campaign, the one that stands further along is kept.
LIVE = (SupportState.WAITING, SupportState.LAPSED, SupportState.APPROVED)


@dataclass
class Plan:
    """What happens to the support of `away`, which is merged into `kept`."""

    away: Organization
    kept: Organization
    moves: list[Support] = field(default_factory=list)
    declines: list[Support] = field(default_factory=list)  # duplicates of what the kept one supports already
    theirs: dict[int, Support] = field(default_factory=dict)  # what the kept one supports, by campaign
    stays: list[Support] = field(default_factory=list)  # over, not confirmed, or a person who speaks for themselves

    def instead_of(self, support: Support) -> Support:
        """The support that stands where this duplicate is declined."""
        return self.theirs[support.campaign_id]

    @property
    def all(self) -> list[Support]:
        """All support of the organization that is merged away."""
        return [*self.moves, *self.declines, *self.stays]


def plan_merge(session: Session, away_id: int, kept_id: int, reviews: Reviews, *, locked: bool = False) -> Plan:
    """Work out what merging one organization into another does; `locked` holds the rows until the transaction ends.

    Raises NoSuchOrganization, also for one that the reviewer must not know of, and CannotMerge with the reason.
    """
    rows = select(Organization).where(Organization.id.in_((away_id, kept_id))).order_by(Organization.id)
    supports = select(Support).where(Support.organization_id.in_((away_id, kept_id))).order_by(Support.id)
    if locked:
        rows, supports = rows.with_for_update(), supports.with_for_update(of=Support)
    found = {each.id: each for each in session.scalars(rows.execution_options(populate_existing=True))}
    ours: list[Support] = []
    theirs: dict[int, Support] = {}
    for support in session.scalars(supports.execution_options(populate_existing=True)):
        if support.organization_id == kept_id:
            theirs[support.campaign_id] = support
        else:
            ours.append(support)
    known = any(each.state == SupportState.APPROVED or reviews(each.campaign_id) for each in theirs.values())
    if away_id not in found or kept_id not in found or not known:
        raise NoSuchOrganization
    if away_id == kept_id:
        raise CannotMerge("An organization is the same as itself already.")
    plan = Plan(found[away_id], found[kept_id], theirs=theirs)
    if is_merged_away(away_id) or is_merged_away(kept_id):
        raise CannotMerge("One of the two has been merged into another organization. Start from the one that is kept.")
    for support in ours:
        _place(plan, support, theirs.get(support.campaign_id))
    if not plan.moves and not plan.declines:
        raise CannotMerge("There is nothing that would move: what it applied for is over, or is a person’s own word.")
    if not all(reviews(each.campaign_id) for each in (*plan.moves, *plan.declines)):
        raise CannotMerge("It also supports a campaign that you do not review. Ask somebody who reviews both.")
    return plan


def _place(plan: Plan, ours: Support, theirs: Support | None) -> None:
    over = ours.state not in (*LIVE, SupportState.LEFT)
    if over or (theirs is not None and (ours.state == SupportState.LEFT or ours.capacity == Capacity.PERSONAL)):
        plan.stays.append(ours)
    elif theirs is None:
        plan.moves.append(ours)
    elif (
        theirs.capacity == Capacity.PERSONAL
        or theirs.state not in LIVE
        or LIVE.index(ours.state) > LIVE.index(theirs.state)
    ):
        raise CannotMerge(
            f"Do it the other way round: open the application of “{plan.kept.name}” to the same campaign, and merge "
            "that one into this one."
        )
    else:
        plan.declines.append(ours)
