"""Approve a request: the list can be fetched for seven days, sealed to the key that was given."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.exports.contact_requests.queries import others_may_decide, partner_of, was_linked_by
from campaign.exports.models import ContactRequest, RequestState
from campaign.exports.refusals import NoBox, NoSuchRequest, RequestDecided, SecondPersonNeeded
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.models import Support

APPROVED = "exports.contacts_approved"


def approve_request(request_id: int, actor: Actor, now: datetime) -> ContactRequest:
    """Approve a waiting request. Whoever linked the partner does not, as long as somebody else could.

    Raises NoSuchRequest, RequestDecided, NoBox, SecondPersonNeeded.
    """
    with transaction() as session:
        request = session.get(ContactRequest, request_id, with_for_update=True, populate_existing=True)
        if request is None:
            raise NoSuchRequest
        if request.state != RequestState.WAITING:
            raise RequestDecided
        support = session.get_one(Support, request.support_id, populate_existing=True)
        partner = partner_of(support)
        if partner is None or partner.id != request.partner_id:
            raise NoBox("The partner is linked with this organization no longer, or the organization is not listed.")
        linked = actor.id is not None and was_linked_by(partner.id, actor.id)
        if linked and actor.id is not None and others_may_decide(request.campaign_id, actor.id):
            raise SecondPersonNeeded
        request.state = RequestState.APPROVED
        request.decided_at = now
        request.staff_id = actor.id
        post(APPROVED, request.id, now, campaign_id=request.campaign_id, priority=Priority.NOTICE)
        record(
            actor.id, actor.name, "contacts.approved", support.organization.slug, now,
            campaign_id=request.campaign_id, subject=f"contact_request {request.id}", partner=partner.id,
            recipient=request.recipient,
        )  # fmt: skip
    return request
