"""The letters about own pages. Each is owed only while what it says is still so."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select

from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.db import db
from campaign.mail.letters import Letter, writes
from campaign.mail.models import Message
from campaign.organizations.contact import Contact, open_contact
from campaign.organizations.models import Change, ChangeState, Officer, Support, SupportState
from campaign.organizations.officers.person import open_officer
from campaign.organizations.own.accept_change import ACCEPTED, in_words
from campaign.organizations.own.ask_new_address import ADDRESS_ASKED, NEW_ADDRESS, purpose_for
from campaign.organizations.own.ask_to_renew import PLEASE_RENEW
from campaign.organizations.own.decline_change import DECLINED
from campaign.organizations.own.lapse import LAPSED
from campaign.organizations.own.renew import last_day
from campaign.organizations.own.revoke_links import NEW_LINK, NEW_LINK_OF_OFFICER
from campaign.organizations.own.send_link import SEND_LINK
from campaign.organizations.queries import supports_by_id
from campaign.organizations.speaker import HAVE_A_PAGE, own_page_link
from campaign.organizations.spoken import speaking_to_contact
from campaign.sealed import address_tag, unseal_for_site
from campaign.text import canonical_spelling, mask_address
from campaign.tokens import make_link_token
from campaign.web.formats import day
from campaign.web.language import current_language, public_address


def new_address_link(support: Support, contact: Contact) -> str:
    """The address of the page on which a new address confirms."""
    token = make_link_token(purpose_for(contact.new_email), support.public_id, support.token_version)
    return public_address(f"/own/{token}/address", current_language())


def _letter(
    template: str, recipient: str, campaign: CampaignFacts, own: Mapping[str, str], shared_key: str = "", **more: object
) -> Letter:
    return Letter(
        recipient=recipient,
        template=f"organizations/mail/{template}",
        shared_key=f"{campaign.id}.{campaign.text_id}.{shared_key}",
        shared={
            "campaign": campaign,
            "page": public_address(f"/c/{campaign.slug}", current_language()),
            **more,
        },
        own=own,
        language=current_language(),
    )


def _with_contacts(support_ids: Sequence[int]) -> Iterator[tuple[Support, Contact, CampaignFacts]]:
    """Those of these supports that have an own page and somebody to write to, while their language is spoken."""
    for support in supports_by_id(support_ids):
        if support.state in HAVE_A_PAGE:
            for campaign, contact in speaking_to_contact(support):
                yield support, contact, campaign


def _own(support: Support, contact: Contact) -> dict[str, str]:
    return {"name": contact.name, "organization": support.organization.name, "link": own_page_link(support)}


@writes(PLEASE_RENEW)
def please_renew(support_ids: Sequence[int]) -> Mapping[int, Letter]:
    """Another year? Not to those who renewed meanwhile."""
    return {
        support.id: _letter(
            "please_renew", contact.email, campaign, {**_own(support, contact), "until": day(support.renew_by)}
        )
        for support, contact, campaign in _with_contacts(support_ids)
        if support.state == SupportState.APPROVED
        and support.renew_by is not None
        and support.renewal_asked_at is not None
    }


@writes(LAPSED)
def lapsed(support_ids: Sequence[int]) -> Mapping[int, Letter]:
    """It is no longer listed, and how long it can still be renewed."""
    return {
        support.id: _letter(
            "lapsed", contact.email, campaign, {**_own(support, contact), "until": day(last_day(support))}
        )
        for support, contact, campaign in _with_contacts(support_ids)
        if support.state == SupportState.LAPSED
    }


@writes(NEW_LINK)
def new_link(support_ids: Sequence[int]) -> Mapping[int, Letter]:
    """The link that works from now on, to the contact."""
    return {
        support.id: _letter("new_link", contact.email, campaign, _own(support, contact))
        for support, contact, campaign in _with_contacts(support_ids)
    }


@writes(NEW_LINK_OF_OFFICER)
def new_link_of_officer(officer_ids: Sequence[int]) -> Mapping[int, Letter]:
    """The link that works from now on, to the second officer."""
    letters = {}
    for officer in db.session.scalars(
        select(Officer).where(Officer.id.in_(officer_ids)).execution_options(populate_existing=True)
    ):
        support = db.session.get_one(Support, officer.support_id, populate_existing=True)
        if support.state not in HAVE_A_PAGE or officer.confirmed_at is None:
            continue
        for campaign, _ in speaking_to_contact(support):
            person = open_officer(officer, campaign.public_id)
            own = {
                "name": person.name,
                "organization": support.organization.name,
                "link": own_page_link(support, officer),
            }
            letters[officer.id] = _letter("new_link", person.email, campaign, own)
    return letters


@writes(NEW_ADDRESS)
def new_address(support_ids: Sequence[int]) -> Mapping[int, Letter]:
    """Is this address right? To the new one."""
    return {
        support.id: _letter(
            "new_address",
            contact.new_email,
            campaign,
            {**_own(support, contact), "link": new_address_link(support, contact)},
        )
        for support, contact, campaign in _with_contacts(support_ids)
        if contact.new_email
    }


@writes(ADDRESS_ASKED)
def address_asked(support_ids: Sequence[int]) -> Mapping[int, Letter]:
    """Somebody asked for another address. To the present one."""
    return {
        support.id: _letter(
            "address_asked",
            contact.email,
            campaign,
            {**_own(support, contact), "masked": mask_address(contact.new_email)},
        )
        for support, contact, campaign in _with_contacts(support_ids)
        if contact.new_email
    }


def _about_changes(template: str, state: ChangeState, change_ids: Sequence[int]) -> dict[int, Letter]:
    letters = {}
    for change in db.session.scalars(
        select(Change).where(Change.id.in_(change_ids)).execution_options(populate_existing=True)
    ):
        if change.state != state:
            continue
        for support, contact, campaign in _with_contacts([change.support_id]):
            own = {
                **_own(support, contact),
                "asked_on": day(change.asked_at),
                "fields": in_words(change.values),
                "reason": change.note,
            }
            letters[change.id] = _letter(template, contact.email, campaign, own)
    return letters


@writes(ACCEPTED)
def change_accepted(change_ids: Sequence[int]) -> Mapping[int, Letter]:
    """It is shown now."""
    return _about_changes("change_accepted", ChangeState.ACCEPTED, change_ids)


@writes(DECLINED)
def change_declined(change_ids: Sequence[int]) -> Mapping[int, Letter]:
    """It is not, and why."""
    return _about_changes("change_declined", ChangeState.DECLINED, change_ids)


@writes(SEND_LINK)
def own_link(message_ids: Sequence[int]) -> Mapping[int, Letter]:
    """The links to all own pages of an address; to an address that speaks for nobody, nothing."""
    letters = {}
    rows = db.session.execute(
        select(Message.id, Message.public_id, Message.sealed, Message.campaign_id).where(Message.id.in_(message_ids))
    ).all()
    for message_id, public_id, sealed, campaign_id in rows:
        campaign = campaign_facts_of(campaign_id) if campaign_id is not None else None
        if campaign is None or sealed is None:
            continue
        email = unseal_for_site(Message.__tablename__, public_id, sealed)["email"]
        pages = _pages_of(campaign, address_tag(campaign.id, canonical_spelling(email)))
        if pages:
            # The address that we hold, not the spelling that somebody typed.
            letters[message_id] = _letter("own_link", pages[0][0], campaign, {}, f"{message_id}", pages=pages)
    return letters


def _pages_of(campaign: CampaignFacts, tag: bytes) -> list[tuple[str, str, str]]:
    """Address, organization's name and link for everything that the holder of a tag speaks for."""
    pages = []
    for support in db.session.scalars(
        select(Support)
        .where(Support.campaign_id == campaign.id, Support.contact_tag == tag, Support.state.in_(HAVE_A_PAGE))
        .order_by(Support.id)
        .limit(50)
        .execution_options(populate_existing=True)
    ):
        contact = open_contact(support, campaign.public_id)
        if contact is not None:
            pages.append((contact.email, support.organization.name, own_page_link(support)))
    for officer, support in db.session.execute(
        select(Officer, Support)
        .join(Support, Support.id == Officer.support_id)
        .where(
            Support.campaign_id == campaign.id,
            Support.state.in_(HAVE_A_PAGE),
            Officer.contact_tag == tag,
            Officer.confirmed_at.is_not(None),
        )
        .order_by(Officer.id)
        .limit(50)
        .execution_options(populate_existing=True)
    ):
        person = open_officer(officer, campaign.public_id)
        pages.append((person.email, support.organization.name, own_page_link(support, officer)))
    return pages
