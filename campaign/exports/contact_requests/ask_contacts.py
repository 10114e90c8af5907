"""An organization asks for the addresses of those who ticked its own box: staff decide."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from campaign.audit.record import record
from campaign.db import transaction
from campaign.exports.contact_requests.queries import partner_of
from campaign.exports.models import ContactRequest, RequestState
from campaign.exports.refusals import NoBox
from campaign.organizations.models import Support
from campaign.organizations.speaker import ITSELF


def ask_contacts(support_id: int, recipient: str, purpose: str, now: datetime) -> ContactRequest:
    """Put a request before staff; one that still waits gives way to it. `recipient` is an age public key.

    Raises NoBox.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        partner = partner_of(support) if support is not None else None
        if support is None or partner is None:
            raise NoBox
        take_back(session, support_id)
        request = ContactRequest(
            campaign_id=support.campaign_id, partner_id=partner.id, support_id=support_id, recipient=recipient,
            purpose=purpose, state=RequestState.WAITING, asked_at=now,
        )  # fmt: skip
        session.add(request)
        session.flush()
        record(
            ITSELF.id, ITSELF.name, "contacts.asked", support.organization.slug, now,
            campaign_id=support.campaign_id, subject=f"contact_request {request.id}", partner=partner.id,
        )  # fmt: skip
    return request


def take_back(session: Session, support_id: int) -> int:
    """Withdraw what waits, within the caller's transaction; answers how many."""
    gone = session.execute(
        update(ContactRequest)
        .where(ContactRequest.support_id == support_id, ContactRequest.state == RequestState.WAITING)
        .values(state=RequestState.WITHDRAWN)
        .returning(ContactRequest.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
