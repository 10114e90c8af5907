"""The letters about requests for contacts: what was decided. No list ever travels by mail."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from campaign.campaigns.queries import campaign_facts_of
from campaign.db import db
from campaign.exports.contact_requests.approve_request import APPROVED
from campaign.exports.contact_requests.decline_request import DECLINED
from campaign.exports.contact_requests.queries import FETCH_FOR
from campaign.exports.models import ContactRequest, RequestState
from campaign.mail.letters import Letter, writes
from campaign.organizations.contact import open_contact
from campaign.organizations.models import Support
from campaign.organizations.speaker import HAVE_A_PAGE, own_page_link
from campaign.web.formats import day
from campaign.web.language import SOURCE, current_language, speaking


def _letters(template: str, state: RequestState, request_ids: Sequence[int]) -> dict[int, Letter]:
    letters = {}
    for request in db.session.scalars(
        select(ContactRequest).where(ContactRequest.id.in_(request_ids)).execution_options(populate_existing=True)
    ):
        if request.state != state:
            continue
        campaign = campaign_facts_of(request.campaign_id)
        # Nobody has said which language the contact reads: it is the campaign's own.
        with speaking(campaign.home_language if campaign is not None else SOURCE):
            if (letter := _letter(template, request)) is not None:
                letters[request.id] = letter
    return letters


def _letter(template: str, request: ContactRequest) -> Letter | None:
    """What was decided, in the language at hand; None when nobody is there to be told."""
    support = db.session.get_one(Support, request.support_id, populate_existing=True)
    campaign = campaign_facts_of(request.campaign_id)
    if campaign is None or support.state not in HAVE_A_PAGE or request.decided_at is None:
        return None
    contact = open_contact(support, campaign.public_id)
    if contact is None:
        return None
    return Letter(
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


@writes(APPROVED)
def contacts_approved(request_ids: Sequence[int]) -> Mapping[int, Letter]:
    """It can be fetched."""
    return _letters("contacts_approved", RequestState.APPROVED, request_ids)


@writes(DECLINED)
def contacts_declined(request_ids: Sequence[int]) -> Mapping[int, Letter]:
    """It cannot, and why."""
    return _letters("contacts_declined", RequestState.DECLINED, request_ids)
