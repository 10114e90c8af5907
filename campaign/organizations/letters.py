"""The letters about an application. Of what people typed they carry two names and a reviewer's reason, no more."""

from collections.abc import Callable, Mapping, Sequence

from campaign.campaigns.queries import CampaignFacts
from campaign.mail.letters import Letter, writes
from campaign.organizations.apply import ALREADY_KNOWN, PLEASE_CONFIRM
from campaign.organizations.approve import APPROVED
from campaign.organizations.contact import Contact
from campaign.organizations.decline import DECLINED
from campaign.organizations.models import Capacity, Support, SupportState
from campaign.organizations.queries import PURPOSE, supports_by_id
from campaign.organizations.speaker import own_page_link
from campaign.organizations.spoken import speaking_to_contact
from campaign.tokens import make_link_token
from campaign.web.formats import day
from campaign.web.language import current_language, gettext, public_address

# A letter is no longer owed once the row has left the state that it speaks about.
STILL_OWED = {
    PLEASE_CONFIRM: {SupportState.UNCONFIRMED},
    ALREADY_KNOWN: {SupportState.WAITING, SupportState.APPROVED, SupportState.DECLINED, SupportState.LAPSED},
    APPROVED: {SupportState.APPROVED},
    DECLINED: {SupportState.DECLINED},
}


def link_of(support: Support) -> str:
    """The address of the page with the two buttons."""
    token = make_link_token(PURPOSE, support.public_id, support.token_version)
    return public_address(f"/o/{token}", current_language())


def _standing(support: Support) -> str:
    """Where an application stands, as a sentence."""
    if support.state == SupportState.APPROVED and support.approved_at is not None:
        return gettext("It is listed since %(day)s.", day=day(support.approved_at))
    if support.state == SupportState.DECLINED and support.declined_at is not None:
        return gettext("We declined it on %(day)s, and wrote to you why.", day=day(support.declined_at))
    if support.state == SupportState.LAPSED and support.lapsed_at is not None:
        return gettext("It lapsed on %(day)s; one press on its own page renews it.", day=day(support.lapsed_at))
    return gettext("It is under review. We write to you when it is decided.")


def letter(kind: str, support: Support, campaign: CampaignFacts, contact: Contact) -> Letter:
    """One letter about an application, in the language at hand."""
    page = public_address(f"/c/{campaign.slug}", current_language())
    return Letter(
        recipient=contact.email,
        template=f"organizations/mail/{kind.partition('.')[2]}",
        shared_key=f"{campaign.id}.{campaign.text_id}.{support.capacity}",
        shared={
            "campaign": campaign,
            "page": page,
            "directory": f"{page}/supporters",
            "personally": support.capacity == Capacity.PERSONAL,
        },
        own={
            "name": contact.name,
            "organization": support.organization.name,
            "link": link_of(support),
            "own_page": own_page_link(support),
            "applied_on": day(support.created_at),
            "standing": _standing(support),
            "reason": support.review_note,
        },
        language=current_language(),
    )


def _writer(kind: str) -> Callable[[Sequence[int]], Mapping[int, Letter]]:
    def write(support_ids: Sequence[int]) -> Mapping[int, Letter]:
        return {
            support.id: letter(kind, support, campaign, contact)
            for support in supports_by_id(support_ids)
            if support.state in STILL_OWED[kind]
            for campaign, contact in speaking_to_contact(support)
        }

    return write


for _kind in STILL_OWED:
    writes(_kind)(_writer(_kind))
