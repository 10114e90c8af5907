"""Reading decisions about several organizations, and what one would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from campaign.accounts.models import Staff
from campaign.db import db
from campaign.organizations.bulk.models import SupportDecision, Verdict
from campaign.organizations.models import OrganizationKind, Support, SupportState
from campaign.organizations.shared import STANDS
from campaign.web.paging import Page, paged
from campaign.web.sorting import Sorting

COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "when": SupportDecision.decided_at,  # type: ignore[dict-item]  # a mapped column is one
    "what": SupportDecision.verdict,  # type: ignore[dict-item]
    "by": func.coalesce(Staff.name, ""),
}


@dataclass(frozen=True)
class Outlook:
    """What a decision would do: to these, and to how many others of the selection it would do nothing, by state."""

    supports: Sequence[Support]
    untouched: dict[SupportState, int]

    @property
    def ids(self) -> list[int]:
        """Ids of those it would change, lowest first."""
        return [support.id for support in self.supports]


def outlook(ids: Sequence[int], verdict: Verdict, said: str, mine: ColumnElement[bool]) -> Outlook:
    """What the decision would do to those of `ids` that fit `mine`.

    The kind is the organization's: one that also stands in a campaign of others keeps it.
    """
    supports = db.session.scalars(
        select(Support).where(Support.id.in_(ids), mine).order_by(Support.id).execution_options(populate_existing=True)
    ).all()
    shared = set(
        db.session.scalars(
            select(Support.organization_id).where(
                Support.organization_id.in_([support.organization_id for support in supports]),
                Support.state.in_(STANDS),
                ~mine,
            )
        )
    )
    changed, untouched = [], dict.fromkeys(SupportState, 0)
    for support in supports:
        fits = (
            support.organization.kind != OrganizationKind(said) and support.organization_id not in shared
            if verdict == Verdict.KIND
            else support.state == SupportState.WAITING
        )
        if fits:
            changed.append(support)
        else:
            untouched[support.state] += 1
    return Outlook(changed, {state: number for state, number in untouched.items() if number})


def campaign_of_decision(decision_id: int) -> int | None:
    """Id of the campaign that a decision is about, or None when there is no such decision."""
    return db.session.scalar(select(SupportDecision.campaign_id).where(SupportDecision.id == decision_id))


def one_decision(decision_id: int) -> tuple[SupportDecision, str] | None:
    """A decision and who took it."""
    row = db.session.execute(
        select(SupportDecision, Staff.name)
        .outerjoin(Staff, Staff.id == SupportDecision.staff_id)
        .where(SupportDecision.id == decision_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return (row[0], row[1] or "") if row is not None else None


def supports_decided(decision: SupportDecision) -> Sequence[Support]:
    """The applications that it was about, those that still exist."""
    ids = [id_ for id_, _ in decision.supports]
    return db.session.scalars(
        select(Support).where(Support.id.in_(ids)).order_by(Support.id).execution_options(populate_existing=True)
    ).all()


def decisions(number: int, mine: ColumnElement[bool], sorting: Sorting) -> Page:
    """One page of decisions with who took them."""
    query: Any = (
        select(SupportDecision, Staff.name)
        .outerjoin(Staff, Staff.id == SupportDecision.staff_id)
        .where(mine)
        .order_by(sorting.order(COLUMNS), SupportDecision.id.desc())
    )
    return paged(query, number=number, scalars=False)
