"""Reading what came through an organization, and what it asked for. Small figures are not told exactly."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, select

from campaign.accounts.models import CampaignRole, Role, RoleName, Staff
from campaign.accounts.permissions import ROLES, Permission
from campaign.audit.models import AuditEntry
from campaign.campaigns.models import Partner
from campaign.db import db
from campaign.exports.models import ContactRequest, RequestState
from campaign.organizations.models import Capacity, Organization, Support, SupportState
from campaign.organizations.own.link_partner import LINKED
from campaign.signatures.models import Signature, SignatureState
from campaign.web.kept import kept
from campaign.web.paging import Page, paged
from campaign.web.sorting import Sorting

FETCH_FOR = timedelta(days=7)


def partner_of(support: Support) -> Partner | None:
    """The partner of the campaign that a listed organization is, if staff have said so."""
    if support.capacity != Capacity.ON_BEHALF or support.state != SupportState.APPROVED:
        return None
    return db.session.scalars(
        select(Partner)
        .where(Partner.campaign_id == support.campaign_id, Partner.organization_id == support.organization_id)
        .order_by(Partner.id)
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()


def perhaps_shared(partner_id: int) -> ColumnElement[bool]:
    """SQL condition that holds for every signature whose signer ticked a partner's box, and for few others."""
    return cast(Signature.shared_with, String).contains(str(partner_id))


def ticked(partner: Partner) -> int:
    """How many people of confirmed signatures ticked a partner's box; at most a minute old."""
    partner_id, campaign_id = partner.id, partner.campaign_id

    def count() -> int:
        rows = db.session.scalars(
            select(Signature.shared_with).where(
                Signature.campaign_id == campaign_id,
                Signature.state == SignatureState.CONFIRMED,
                perhaps_shared(partner_id),
            )
        )
        return sum(partner_id in shared for shared in rows)

    return kept(("ticked", partner_id), 60, count)


def newest_request(support_id: int) -> ContactRequest | None:
    """What an organization asked for last, but for what it took back."""
    return db.session.scalars(
        select(ContactRequest)
        .where(ContactRequest.support_id == support_id, ContactRequest.state != RequestState.WITHDRAWN)
        .order_by(ContactRequest.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()


def can_fetch(request: ContactRequest, now: datetime) -> bool:
    """Whether a list may be fetched: approved, and no more than seven days ago."""
    approved = request.state == RequestState.APPROVED and request.decided_at is not None
    return approved and request.decided_at is not None and now - request.decided_at <= FETCH_FOR


def request_by_id(request_id: int) -> ContactRequest | None:
    """One request for the desk."""
    return db.session.get(ContactRequest, request_id, populate_existing=True)


def campaign_of_request(request_id: int) -> int | None:
    """Id of the campaign that a request is about, or None when there is no such request."""
    return db.session.scalar(select(ContactRequest.campaign_id).where(ContactRequest.id == request_id))


REQUEST_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "waits": ContactRequest.state == RequestState.WAITING,
    "name": Organization.name_key,  # type: ignore[dict-item]  # a mapped column is one
    "asked": ContactRequest.asked_at,  # type: ignore[dict-item]
}


def requests_for_desk(number: int, mine: ColumnElement[bool], sorting: Sorting, state: RequestState | None) -> Page:
    """One page of requests with partner and organization's name, in one state or any."""
    columns: tuple[Any, ...] = (ContactRequest, Partner, Organization.name)
    query = (
        select(*columns)
        .select_from(ContactRequest)
        .join(Partner, Partner.id == ContactRequest.partner_id)
        .join(Support, Support.id == ContactRequest.support_id)
        .join(Organization, Organization.id == Support.organization_id)
        .where(mine)
        .order_by(sorting.order(REQUEST_COLUMNS), ContactRequest.asked_at.desc(), ContactRequest.id.desc())
    )
    if state is not None:
        query = query.where(ContactRequest.state == state)
    return paged(query, number=number, size=25, scalars=False)


def was_linked_by(partner_id: int, staff_id: int) -> bool:
    """Whether it was this member of staff who last said which organization a partner is."""
    last = (
        select(AuditEntry.actor_id)
        .where(AuditEntry.act == LINKED, AuditEntry.subject == f"partner {partner_id}")
        .order_by(AuditEntry.id.desc())
    )
    return db.session.scalar(last.limit(1)) == staff_id


def others_may_decide(campaign_id: int, staff_id: int) -> bool:
    """Whether another member of staff could decide about a request in this campaign."""
    roles: Sequence[RoleName] = [role for role, may in ROLES.items() if Permission.EXPORT_ADDRESSES in may]
    everywhere = Staff.roles.any(Role.name.in_([role.value for role in roles]))
    here = Staff.campaign_roles.any((CampaignRole.campaign_id == campaign_id) & CampaignRole.role.in_(roles))
    found = select(Staff.id).where(Staff.active, Staff.id != staff_id, everywhere | here)
    return db.session.scalar(found.limit(1)) is not None
