"""Decline a request: nothing leaves, and the contact gets the reason, word for word."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.exports.models import ContactRequest, RequestState
from campaign.exports.refusals import NoSuchRequest, RequestDecided
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.models import Support

DECLINED = "exports.contacts_declined"


def decline_request(request_id: int, reason: str, actor: Actor, now: datetime) -> ContactRequest:
    """Decline a waiting request. Raises NoSuchRequest, RequestDecided."""
    with transaction() as session:
        request = session.get(ContactRequest, request_id, with_for_update=True, populate_existing=True)
        if request is None:
            raise NoSuchRequest
        if request.state != RequestState.WAITING:
            raise RequestDecided
        support = session.get_one(Support, request.support_id)
        request.state = RequestState.DECLINED
        request.decided_at = now
        request.staff_id = actor.id
        request.note = reason
        post(DECLINED, request.id, now, campaign_id=request.campaign_id, priority=Priority.NOTICE)
        record(
            actor.id, actor.name, "contacts.declined", support.organization.slug, now,
            campaign_id=request.campaign_id, subject=f"contact_request {request.id}", partner=request.partner_id,
        )  # fmt: skip
    return request
