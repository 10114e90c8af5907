"""Reading for own pages and for the desk about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from campaign.campaigns.models import Partner, Referral
from campaign.db import db
from campaign.organizations.identifiers import spelled_identifier
from campaign.organizations.models import (
    Capacity,
    Change,
    ChangeState,
    Commitment,
    Event,
    IdentifierScheme,
    Organization,
    Support,
    SupportState,
)
from campaign.organizations.own.accept_change import WAS, fields
from campaign.organizations.public_values import LABELS, public_values
from campaign.organizations.speaker import HAVE_A_PAGE
from campaign.web.paging import Page, paged
from campaign.web.sorting import Sorting


@dataclass(frozen=True)
class Difference:
    """One field of a change: what stands there now or stood there before, and what shall or does stand there."""

    key: str
    label: str
    was: Any
    wanted: Any


def waiting_change(support_id: int) -> Change | None:
    """The change that waits for a reviewer, or None."""
    return db.session.scalars(
        select(Change).where(Change.support_id == support_id, Change.state == ChangeState.WAITING)
    ).one_or_none()


def last_decided_change(support_id: int) -> Change | None:
    """The change that was decided last, or None: a refusal is told on the own page until something newer is asked."""
    return db.session.scalars(
        select(Change)
        .where(Change.support_id == support_id, Change.state.in_((ChangeState.ACCEPTED, ChangeState.DECLINED)))
        .order_by(Change.decided_at.desc(), Change.id.desc())
        .limit(1)
    ).one_or_none()


def differences(change: Change, support: Support) -> list[Difference]:
    """A change field by field, beside what is shown now or, once it was accepted, beside what was shown before."""
    before = change.values.get(WAS) or public_values(support)
    return [
        Difference(key, label, _spelled(key, before.get(key, "")), _spelled(key, change.values[key]))
        for key, label in LABELS.items()
        if key in fields(change)
    ]


def _spelled(key: str, value: Any) -> Any:
    return spelled_identifier(IdentifierScheme(key), value) if key in set(IdentifierScheme) else value


def events_of(support_id: int) -> Sequence[Event]:
    """The public history, newest first."""
    return db.session.scalars(
        select(Event).where(Event.support_id == support_id).order_by(Event.at.desc(), Event.id.desc())
    ).all()


def changes_of(support_id: int) -> Sequence[Change]:
    """Every change that was asked for, oldest first."""
    return db.session.scalars(select(Change).where(Change.support_id == support_id).order_by(Change.id)).all()


def commitments_of(support_id: int) -> Sequence[Commitment]:
    """What was promised, oldest first."""
    return db.session.scalars(
        select(Commitment).where(Commitment.support_id == support_id).order_by(Commitment.id)
    ).all()


def referral_of(campaign_id: int, organization_id: int) -> Referral | None:
    """The link by which an organization sends people to a campaign, once it has one."""
    return db.session.scalars(
        select(Referral).where(Referral.campaign_id == campaign_id, Referral.organization_id == organization_id)
    ).one_or_none()


def _told(slug: str) -> Select[Support]:
    """Support by an organization that may be told about: it speaks for itself, and is or was listed."""
    return (
        select(Support)
        .join(Organization, Organization.id == Support.organization_id)
        .where(
            Organization.slug == slug,
            Support.capacity == Capacity.ON_BEHALF,
            Support.approved_at.is_not(None),
            Support.state.in_((SupportState.APPROVED, SupportState.LAPSED, SupportState.LEFT)),
        )
    )


def supporter_of(campaign_id: int, slug: str) -> Support | None:
    """An organization's support of one campaign, if it may be told about."""
    return db.session.scalars(_told(slug).where(Support.campaign_id == campaign_id)).one_or_none()


def newest_support_of(slug: str) -> Support | None:
    """An organization's newest support of any campaign, if it may be told about."""
    return db.session.scalars(_told(slug).order_by(Support.approved_at.desc()).limit(1)).one_or_none()


def campaign_of_change(change_id: int, **_: str) -> int | None:
    """Id of the campaign that a change is about, or None when there is no such change; for pictures of it too."""
    return db.session.scalar(
        select(Support.campaign_id).join(Change, Change.support_id == Support.id).where(Change.id == change_id)
    )


def change_by_id(change_id: int) -> Change | None:
    """One change for the desk."""
    return db.session.get(Change, change_id, populate_existing=True)


CHANGE_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "name": Organization.name_key,  # type: ignore[dict-item]  # a mapped column is one
    "asked": Change.asked_at,  # type: ignore[dict-item]
    "state": Change.state,  # type: ignore[dict-item]
}


def changes_for_review(state: ChangeState | None, number: int, mine: ColumnElement[bool], sorting: Sorting) -> Page:
    """One page of changes with their supports, in one state or any."""
    both: tuple[Any, ...] = (Change, Support)
    query = select(*both).select_from(Change).join(Support, Support.id == Change.support_id).where(mine)
    query = query.join(Organization, Organization.id == Support.organization_id)
    if state is not None:
        query = query.where(Change.state == state)
    if state == ChangeState.WAITING:
        query = query.where(Support.state.in_(HAVE_A_PAGE))
    return paged(query.order_by(sorting.order(CHANGE_COLUMNS), Change.id), number=number, size=25, scalars=False)


def changes_waiting(mine: ColumnElement[bool]) -> int:
    """How many changes wait for a reviewer, of campaigns that fit `mine`."""
    query = (
        select(func.count())
        .select_from(Change)
        .join(Support, Support.id == Change.support_id)
        .where(Change.state == ChangeState.WAITING, Support.state.in_(HAVE_A_PAGE), mine)
    )
    return db.session.execute(query).scalar_one()


def partners_of(campaign_id: int) -> list[tuple[Partner, str | None]]:
    """Partners of a campaign, each with the name of the supporter that it is, if staff have said so."""
    rows = db.session.execute(
        select(Partner, Organization.name)
        .outerjoin(Organization, Organization.id == Partner.organization_id)
        .where(Partner.campaign_id == campaign_id)
        .order_by(Partner.name)
        .execution_options(populate_existing=True)
    )
    return [(partner, name) for partner, name in rows]


def listed_on_behalf(campaign_id: int) -> list[tuple[int, str]]:
    """Ids and names of the organizations that a campaign lists, by name."""
    rows = db.session.execute(
        select(Organization.id, Organization.name)
        .join(Support, Support.organization_id == Organization.id)
        .where(
            Support.campaign_id == campaign_id,
            Support.state == SupportState.APPROVED,
            Support.capacity == Capacity.ON_BEHALF,
        )
        .order_by(Organization.name_key, Organization.id)
    )
    return [(id_, name) for id_, name in rows]
