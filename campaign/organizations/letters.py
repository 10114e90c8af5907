"""The letters about an application. Of what people typed they carry two names and a reviewer's reason, no more."""

from collections.abc import Callable, Mapping, Sequence

from flask import current_app

from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.config import Settings
from campaign.mail.letters import Letter, writes
from campaign.organizations.apply import ALREADY_KNOWN, PLEASE_CONFIRM
from campaign.organizations.approve import APPROVED
from campaign.organizations.contact import open_contact
from campaign.organizations.decline import DECLINED
from campaign.organizations.models import Capacity, Support, SupportState
from campaign.organizations.queries import PURPOSE, supports_by_id
from campaign.organizations.speaker import own_page_link
from campaign.tokens import make_link_token
from campaign.web.formats import day

# A letter is no longer owed once the row has left the state that it speaks about.
STILL_OWED = {
    PLEASE_CONFIRM: {SupportState.UNCONFIRMED},
    ALREADY_KNOWN: {SupportState.WAITING, SupportState.APPROVED, SupportState.DECLINED, SupportState.LAPSED},
    APPROVED: {SupportState.APPROVED},
    DECLINED: {SupportState.DECLINED},
}


def link_of(support: Support) -> str:
    """The address of the page with the two buttons."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.base_url}/o/{make_link_token(PURPOSE, support.public_id, support.token_version)}"


def _standing(support: Support) -> str:
    """Where an application stands, as a sentence."""
    if support.state == SupportState.APPROVED and support.approved_at is not None:
        return f"It is listed since {day(support.approved_at)}."
    if support.state == SupportState.DECLINED and support.declined_at is not None:
        return f"We declined it on {day(support.declined_at)}, and wrote to you why."
    if support.state == SupportState.LAPSED and support.lapsed_at is not None:
        return f"It lapsed on {day(support.lapsed_at)}; one press on its own page renews it."
    return "It is under review. We write to you when it is decided."


def letter(kind: str, support: Support, campaign: CampaignFacts) -> Letter | None:
    """One letter about an application; None when its contact has been forgotten."""
    settings: Settings = current_app.extensions["settings"]
    contact = open_contact(support, campaign.public_id)
    if contact is None:
        return None
    page = f"{settings.base_url}/c/{campaign.slug}"
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
    )


def _writer(kind: str) -> Callable[[Sequence[int]], Mapping[int, Letter]]:
    def write(support_ids: Sequence[int]) -> Mapping[int, Letter]:
        letters = {}
        for support in supports_by_id(support_ids):
            campaign = campaign_facts_of(support.campaign_id)
            if support.state in STILL_OWED[kind] and campaign is not None:
                written = letter(kind, support, campaign)
                if written is not None:
                    letters[support.id] = written
        return letters

    return write


for _kind in STILL_OWED:
    writes(_kind)(_writer(_kind))
