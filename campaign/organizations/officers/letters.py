"""The letters to second officers: who named them, what is claimed, and one link."""

from collections.abc import Callable, Mapping, Sequence

from campaign.campaigns.queries import CampaignFacts
from campaign.mail.letters import Letter, writes
from campaign.organizations.authority.add_proof import can_be_proved
from campaign.organizations.contact import Contact
from campaign.organizations.models import Officer, Support
from campaign.organizations.officers.confirm_officer import LINK_LIVES
from campaign.organizations.officers.person import open_officer
from campaign.organizations.officers.queries import PURPOSE, officers_by_id
from campaign.organizations.officers.remind_officers import REMINDER
from campaign.organizations.officers.write_to_officer import PLEASE_CONFIRM
from campaign.organizations.spoken import speaking_to_contact
from campaign.tokens import make_link_token
from campaign.web.formats import day
from campaign.web.language import current_language, public_address


def officer_link(officer: Officer) -> str:
    """The address of the page with the two buttons."""
    token = make_link_token(PURPOSE, officer.public_id, officer.token_version)
    return public_address(f"/officer/{token}", current_language())


def letter_to_officer(officer: Officer, support: Support, *, reminder: bool) -> Letter | None:
    """One letter, in the language of the contact who named them; None once it is no longer owed."""
    if officer.confirmed_at is not None or not can_be_proved(support):
        return None
    written = (
        _letter(officer, support, campaign, contact, reminder=reminder)
        for campaign, contact in speaking_to_contact(support)
    )
    return next(written, None)


def _letter(officer: Officer, support: Support, campaign: CampaignFacts, contact: Contact, *, reminder: bool) -> Letter:
    person = open_officer(officer, campaign.public_id)
    return Letter(
        recipient=person.email,
        template="organizations/mail/officer_please_confirm",
        shared_key=f"{campaign.id}.{campaign.text_id}.{reminder}",
        shared={
            "campaign": campaign,
            "page": public_address(f"/c/{campaign.slug}", current_language()),
            "reminder": reminder,
        },
        language=current_language(),
        own={
            "name": person.name,
            "organization": support.organization.name,
            "contact": contact.name,
            "link": officer_link(officer),
            "deleted_on": day((officer.mailed_at or officer.created_at) + LINK_LIVES),
        },
    )


def _writer(*, reminder: bool) -> Callable[[Sequence[int]], Mapping[int, Letter]]:
    def write(officer_ids: Sequence[int]) -> Mapping[int, Letter]:
        written = {
            officer.id: letter_to_officer(officer, support, reminder=reminder)
            for officer, support in officers_by_id(officer_ids)
        }
        return {id_: letter for id_, letter in written.items() if letter is not None}

    return write


writes(PLEASE_CONFIRM)(_writer(reminder=False))
writes(REMINDER)(_writer(reminder=True))
