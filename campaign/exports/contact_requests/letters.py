"""The letters about requests for contacts: what was decided. No list ever travels by mail."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from campaign.db import db
from campaign.exports.contact_requests.approve_request import APPROVED
from campaign.exports.contact_requests.decline_request import DECLINED
from campaign.exports.contact_requests.queries import FETCH_FOR
from campaign.exports.models import ContactRequest, RequestState
from campaign.mail.letters import Letter, writes
from campaign.organizations.models import Support
from campaign.organizations.speaker import HAVE_A_PAGE, own_page_link
from campaign.organizations.spoken import speaking_to_contact
from campaign.web.formats import day
from campaign.web.language import current_language


def _letters(template: str, state: RequestState, request_ids: Sequence[int]) -> dict[int, Letter]:
    letters = {}
    for request in db.session.scalars(
        select(ContactRequest).where(ContactRequest.id.in_(request_ids)).execution_options(populate_existing=True)
    ):
        support = db.session.get_one(Support, request.support_id, populate_existing=True)
        if request.state != state or support.state not in HAVE_A_PAGE or request.decided_at is None:
            continue
        for campaign, contact in speaking_to_contact(support):
            letters[request.id] = Letter(
                recipient=contact.email,
                template=f"exports/mail/{template}",
                shared_key=f"{campaign.id}.{campaign.text_id}",
                shared={"campaign": campaign},
                language=current_language(),
                own={
                    "name": contact.name,
                    "organization": support.organization.name,
                    "link": f"{own_page_link(support)}/people",
                    "until": day(request.decided_at + FETCH_FOR),
                    "reason": request.note,
                },
            )
    return letters


@writes(APPROVED)
def contacts_approved(request_ids: Sequence[int]) -> Mapping[int, Letter]:
    """It can be fetched."""
    return _letters("contacts_approved", RequestState.APPROVED, request_ids)


@writes(DECLINED)
def contacts_declined(request_ids: Sequence[int]) -> Mapping[int, Letter]:
    """It cannot, and why."""
    return _letters("contacts_declined", RequestState.DECLINED, request_ids)
